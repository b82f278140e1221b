import { phaseOf, type Graph } from '../../compiler/index.ts';
import { type DeviceId, type ModelFile, type Preprocessing } from '../../contract/index.ts';
import { lookupTable } from '../pixels/index.ts';
import type { Turn } from '../runtime/index.ts';
import type { TileSpan } from '../vision/index.ts';
import { dense } from './patchNetwork.ts';
import { planDense, type DensePlan, type PlanOptions } from './plan.ts';
import { openStages, type Answered, type StageSessions } from './stages.ts';

/** Upright RGB: [height, width, 3]. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** What a classifier says at every place of a picture, row by row. */
export interface PlaceScores {
  readonly rows: number;
  readonly columns: number;
  /** Pixels between neighbors. */
  readonly stepPx: number;
  /** Pixel in the middle of what position (0, 0) sees. */
  readonly center: { readonly x: number; readonly y: number };
  /** Pixels that each sees. */
  readonly field: { readonly width: number; readonly height: number };
  /** Positions at each side that see beyond the picture. */
  readonly border: DensePlan['border'];
  /** [rows, columns] */
  readonly classOf: Uint16Array;
  readonly probability: Float32Array;
  /** Entropy over that of equal classes; null where it was not asked for. */
  readonly uncertainty: Float32Array | null;
  /** Of each class asked for: [rows, columns] probabilities. */
  readonly maps: readonly Float32Array[];
}

/** A classifier ready for pictures of one size. */
export interface DenseClassifier {
  readonly plan: DensePlan;
  /** @param onTile  after each tile, with how many are done; throws to stop */
  evaluate(picture: Picture, turn: Turn, onTile?: (done: number, tiles: number) => void): Promise<PlaceScores>;
  close(): Promise<void>;
}

export interface DenseOptions extends PlanOptions {
  readonly device: DeviceId;
  readonly threads?: number;
}

/**
 * Opens a patch classifier for every place of pictures of one size.
 *
 * @throws model/unsupported  it has no dense form
 */
export async function openDense({ card }: ModelFile, patch: Graph, options: DenseOptions): Promise<DenseClassifier> {
  const plan = dense(card.name, () => planDense(patch, options));
  const sessions = await openStages(plan.stages, options.device, options.threads);
  const classes = options.scores.classes?.length ?? 0;
  return {
    plan,
    evaluate: (picture, turn, onTile) =>
      evaluate(picture, { plan, sessions, preprocessing: card.preprocessing, classes, turn, onTile }),
    close: () => sessions.close(),
  };
}

interface Work {
  readonly plan: DensePlan;
  readonly sessions: StageSessions;
  readonly preprocessing: Preprocessing;
  /** How many classes have a map. */
  readonly classes: number;
  readonly turn: Turn;
  readonly onTile: ((done: number, tiles: number) => void) | undefined;
}

async function evaluate(picture: Picture, work: Work): Promise<PlaceScores> {
  const { plan, sessions, turn, onTile } = work;
  const { rows, columns, stepPx, receptiveField, offset, border, stages } = plan;
  const count = rows * columns;
  const hasUncertainty = stages.at(-1)?.graph.outputs.some(({ name }) => name === 'uncertainty') === true;
  const scores: PlaceScores = {
    ...{ rows, columns, stepPx, border },
    center: { x: offset.column + (receptiveField.columns - 1) / 2, y: offset.row + (receptiveField.rows - 1) / 2 },
    field: { width: receptiveField.columns, height: receptiveField.rows },
    classOf: new Uint16Array(count),
    probability: new Float32Array(count),
    uncertainty: hasUncertainty ? new Float32Array(count) : null,
    maps: Array.from({ length: work.classes }, () => new Float32Array(count)),
  };
  const table = lookupTable(work.preprocessing);
  const input = new Float32Array(3 * plan.tile.width * plan.tile.height);
  const tiles = plan.tileRows.length * plan.tileColumns.length;
  let done = 0;
  for (const down of plan.tileRows)
    for (const along of plan.tileColumns) {
      onTile?.(done, tiles);
      writeTile(picture, { x: along.start * stepPx, y: down.start * stepPx }, plan.tile, table, work, input);
      await sessions.run(input, turn, (answered) => place(answered, plan, { down, along }, scores));
      done += 1;
    }
  onTile?.(done, tiles);
  return scores;
}

/** Writes the pixels under a tile as the network's numbers; zeros, which are the mean, beyond the picture. */
function writeTile(
  { width, height, pixels }: Picture,
  at: { readonly x: number; readonly y: number },
  tile: DensePlan['tile'],
  table: Float32Array,
  { preprocessing }: Work,
  input: Float32Array,
): void {
  const area = tile.width * tile.height;
  const [wide, tall] = [Math.min(tile.width, width - at.x), Math.min(tile.height, height - at.y)];
  if (wide < tile.width || tall < tile.height) input.fill(0);
  for (let channel = 0; channel < 3; channel++) {
    const numbers = table.subarray(channel * 256, channel * 256 + 256);
    const color = preprocessing.colorOrder === 'RGB' ? channel : 2 - channel;
    for (let y = 0; y < tall; y++) {
      let from = 3 * ((at.y + y) * width + at.x) + color;
      let to = channel * area + y * tile.width;
      for (const end = to + wide; to < end; to++, from += 3) input[to] = numbers[pixels[from] ?? 0] ?? 0;
    }
  }
}

/** Puts the answers of a few maps where they belong, as far as their tile answers for them. */
function place(
  { firstMap, maps, outputs }: Answered,
  plan: DensePlan,
  tile: { readonly down: TileSpan; readonly along: TileSpan },
  scores: PlaceScores,
): void {
  const targets = [
    { name: 'class', channels: 1, into: [scores.classOf] },
    { name: 'probability', channels: 1, into: [scores.probability] },
    ...(scores.uncertainty ? [{ name: 'uncertainty', channels: 1, into: [scores.uncertainty] }] : []),
    ...(scores.maps.length > 0 ? [{ name: 'maps', channels: scores.maps.length, into: scores.maps }] : []),
  ];
  for (let map = 0; map < maps; map++) {
    const places = placesOf(firstMap + map, plan, tile, scores);
    for (const { name, channels, into } of targets) {
      const data = outputs[name]?.data;
      if (!(data instanceof Float32Array || data instanceof Int32Array)) throw new Error(`There is no "${name}".`);
      for (let channel = 0; channel < channels; channel++)
        copy(data, (map * channels + channel) * places.area, places, into[channel] ?? scores.probability);
    }
  }
}

/** Where the positions of one map lie among all, along rows and columns: those from … to − 1 of the map are kept. */
interface Places {
  readonly area: number;
  readonly width: number;
  readonly down: Run;
  readonly along: Run;
  readonly columns: number;
}

interface Run {
  readonly from: number;
  readonly to: number;
  /** Position of the map's first, and from one of its positions to the next. */
  readonly first: number;
  readonly step: number;
}

function placesOf(
  map: number,
  { stages }: DensePlan,
  { down, along }: { readonly down: TileSpan; readonly along: TileSpan },
  { rows, columns }: PlaceScores,
): Places {
  const output = stages.at(-1)?.output ?? { height: 0, width: 0 };
  const { row, column, step } = phaseOf(stages, map);
  const run = (phase: number, span: TileSpan, length: number, end: number): Run => {
    const first = span.start + phase;
    const kept = (position: number): number => Math.min(length, Math.max(0, Math.ceil((position - first) / step)));
    return { first, step, from: kept(span.from), to: kept(Math.min(span.to, end)) };
  };
  return {
    area: output.height * output.width,
    width: output.width,
    down: run(row, down, output.height, rows),
    along: run(column, along, output.width, columns),
    columns,
  };
}

function copy(
  data: Float32Array | Int32Array,
  start: number,
  { width, down, along, columns }: Places,
  into: Float32Array | Uint16Array,
): void {
  for (let y = down.from; y < down.to; y++) {
    let from = start + y * width + along.from;
    let to = (down.first + y * down.step) * columns + along.first + along.from * along.step;
    for (let x = along.from; x < along.to; x++, from++, to += along.step) into[to] = data[from] ?? 0;
  }
}
