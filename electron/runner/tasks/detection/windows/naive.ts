import { densify, encode, type Graph } from '../../../../compiler/index.ts';
import { fail, type DeviceId, type ModelCard, type ModelFile } from '../../../../contract/index.ts';
import { dense, stridesOf, type Picture } from '../../../dense/index.ts';
import { lookupTable, writePhoto } from '../../../pixels/index.ts';
import { createSession, loadFailure, Tensor, type InferenceSession, type Turn } from '../../../runtime/index.ts';
import type { Geometry, WindowGrid } from './grid.ts';
import type { Size } from './pyramid.ts';
import type { LevelScores, WindowJudge } from './scores.ts';

/** Windows per run, where the network takes as many as it is given. */
const usualBatch = 16;

/** What is cut out of the canvas for a window, and the session that judges it. */
interface Cutter {
  readonly session: InferenceSession;
  readonly card: ModelCard;
  readonly batch: number;
  /** Pixels that are cut out, and how many of them lie before the window. */
  readonly cut: Size;
  readonly before: { readonly x: number; readonly y: number };
}

/** A judge that can be asked about single windows. */
export interface CutOutJudge extends WindowJudge {
  /** @param places  row · columns + column of each window  @returns [places][C] probabilities */
  rowsAt(grid: WindowGrid, canvas: Picture, places: readonly number[], turn: Turn): Promise<Float32Array[]>;
}

/**
 * Judges window by window, each cut out by itself: what the classifier was made for.
 *
 * @throws model/* on the CPU; ONNX Runtime's own error on a device, whose fault it may be
 */
export async function openCutOuts({ path, card }: ModelFile, device: DeviceId): Promise<CutOutJudge> {
  const session = await createSession(path, device).catch((thrown: unknown) => {
    throw device === 'cpu' ? loadFailure(path, card.name, thrown) : thrown;
  });
  const input = session.inputMetadata.find(({ name }) => name === card.inputName);
  const fixed = input?.isTensor === true ? input.shape[0] : null;
  const batch = typeof fixed === 'number' ? fixed : usualBatch;
  return judge({ session, card, batch, cut: card.preprocessing, before: { x: 0, y: 0 } });
}

/**
 * Judges window by window, each with the pixels around it in the place of padding: one position of the dense map,
 * computed for itself.
 *
 * @throws model/unsupported  the network has no dense form
 */
export async function openSurrounded(
  { card }: ModelFile,
  patch: Graph,
  geometry: Geometry,
  device: DeviceId,
): Promise<CutOutJudge> {
  const strides = stridesOf(patch);
  // A stride more than a position sees, on whose grid the first one that sees no padding has to begin.
  const cut = { width: geometry.field.width + strides, height: geometry.field.height + strides };
  const { graph, offset } = dense(card.name, () => densify(patch, { ...cut, batch: usualBatch, stride: strides }));
  const session = await createSession(encode(graph), device);
  const before = { x: geometry.before.x + offset.column, y: geometry.before.y + offset.row };
  return judge({ session, card, batch: usualBatch, cut, before });
}

function judge(cutter: Cutter): CutOutJudge {
  const table = lookupTable(cutter.card.preprocessing);
  const rowsAt: CutOutJudge['rowsAt'] = async (grid, canvas, places, turn) => {
    const rows: Float32Array[] = [];
    for (let from = 0; from < places.length; from += cutter.batch) {
      const some = places.slice(from, from + cutter.batch);
      rows.push(...(await turn(() => probabilities(cutter, grid, canvas, table, some))));
    }
    return rows;
  };
  return {
    rowsAt,
    scores: async (grid, canvas, { followed, turn, onPart }) => {
      const count = grid.level.rows * grid.level.columns;
      const scores: LevelScores = {
        bestClass: new Uint16Array(count),
        bestProbability: new Float32Array(count),
        maps: followed.map(() => new Float32Array(count)),
      };
      for (let from = 0; from < count; from += cutter.batch) {
        onPart(from / count);
        const places = Array.from({ length: Math.min(cutter.batch, count - from) }, (_, at) => from + at);
        const rows = await rowsAt(grid, canvas, places, turn);
        for (const [at, row] of rows.entries()) note(row, from + at, followed, scores);
      }
      onPart(1);
      return scores;
    },
    close: () => cutter.session.release(),
  };
}

function note(row: Float32Array, at: number, followed: readonly number[], scores: LevelScores): void {
  const probability = row.reduce((most, value) => Math.max(most, value), -Infinity);
  scores.bestClass[at] = row.indexOf(probability);
  scores.bestProbability[at] = probability;
  for (const [map, classIndex] of followed.entries()) {
    const into = scores.maps[map];
    if (into) into[at] = row[classIndex] ?? 0;
  }
}

/** [places][C], for no more places than a run takes. */
async function probabilities(
  { session, card, batch, cut, before }: Cutter,
  grid: WindowGrid,
  canvas: Picture,
  table: Float32Array,
  places: readonly number[],
): Promise<Float32Array[]> {
  const { width, height } = cut;
  const preprocessing = { ...card.preprocessing, width, height };
  const input = new Float32Array(batch * 3 * width * height);
  for (const [slot, place] of places.entries()) {
    const [row, column] = [Math.floor(place / grid.level.columns), place % grid.level.columns];
    const [x, y] = [grid.x + column * grid.stepPx - before.x, grid.y + row * grid.stepPx - before.y];
    writePhoto(part(canvas, x, y, cut, grid.outside), table, preprocessing, input, slot);
  }
  const dims = preprocessing.layout === 'NCHW' ? [batch, 3, height, width] : [batch, height, width, 3];
  const inputName = session.inputNames[0] ?? card.inputName;
  const outputs = await session.run({ [inputName]: new Tensor('float32', input, dims) }, [card.outputName]);
  return rowsIn(outputs[card.outputName], { card, batch, cut }).slice(0, places.length);
}

/** The pixels of a rectangle, those beyond the canvas in one color. */
function part(canvas: Picture, left: number, top: number, { width, height }: Size, outside: readonly number[]) {
  const pixels = new Uint8Array(3 * width * height);
  const [x0, x1] = [Math.max(0, -left), Math.min(width, canvas.width - left)];
  const isWhole = x0 === 0 && x1 === width && top >= 0 && top + height <= canvas.height;
  if (!isWhole) for (let at = 0; at < pixels.length; at++) pixels[at] = outside[at % 3] ?? 0;
  for (let y = Math.max(0, -top); y < Math.min(height, canvas.height - top); y++) {
    const row = 3 * ((top + y) * canvas.width + left);
    pixels.set(canvas.pixels.subarray(row + 3 * x0, row + 3 * x1), 3 * (y * width + x0));
  }
  return pixels;
}

/** The first place of each map of answers, [N, C, …]. @throws model/unsupported, model/bad-card */
function rowsIn(output: Tensor | undefined, { card, batch, cut }: Omit<Cutter, 'session' | 'before'>): Float32Array[] {
  const refuse = (reason: string): never => fail('model/unsupported', { model: card.name, reason });
  if (!(output?.data instanceof Float32Array)) return refuse(`its output holds ${output?.type ?? 'nothing'}.`);
  const { data, dims } = output;
  const [maps, classes = 0] = dims;
  if (maps !== batch || classes === 0) return refuse(`it answers [${dims.join(', ')}] to ${batch} pictures.`);
  const places = data.length / (batch * classes);
  if (places > 1 && cut === card.preprocessing) refuse(`it answers [${dims.join(', ')}], not one answer to a window.`);
  return Array.from({ length: batch }, (_, at) => {
    const row = Float32Array.from({ length: classes }, (_unused, index) => data[(at * classes + index) * places] ?? 0);
    return card.outputKind === 'logits' ? softmax(row) : row;
  });
}

function softmax(logits: Float32Array): Float32Array {
  const highest = logits.reduce((most, logit) => Math.max(most, logit), -Infinity);
  const powers = logits.map((logit) => Math.exp(logit - highest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
