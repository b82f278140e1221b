import type { Stop } from '../../contract/index.ts';
import type { Turn } from '../runtime/index.ts';
import { cellBox, greyed, sumsByCell, type Grid } from './picture.ts';
import type { EvidenceNetwork } from './network.ts';

export interface EvidenceHooks {
  readonly turn: Turn;
  readonly stop: Stop;
  readonly onProgress?: (done: number, total: number) => void;
}

/** How much larger than a cell the square is that hides it: neighbors overlap, so that nothing falls between two. */
const squareInCells = 2;

/**
 * How much of a score is lost when a grey square hides each place in turn; above 0 where what is there speaks for the class.
 *
 * @param picture  as the network's numbers
 * @returns        [rows × columns] score − score without the place
 * @see Zeiler and Fergus, "Visualizing and understanding convolutional networks", ECCV 2014, section 4.2
 */
export async function occlusionMap(
  network: EvidenceNetwork,
  picture: Float32Array,
  classIndex: number,
  grid: Grid,
  { turn, stop, onProgress }: EvidenceHooks,
): Promise<Float64Array> {
  const { batch } = network;
  const size = network.card.preprocessing;
  const total = grid.rows * grid.columns;
  const room = new Float32Array(batch * picture.length);
  room.set(picture);
  const whole = (await turn(() => network.scores(room, 1)))[classIndex] ?? 0;
  const map = new Float64Array(total);
  for (let from = 0; from < total; from += batch) {
    stop.throwIfAborted();
    const count = Math.min(batch, total - from);
    for (let slot = 0; slot < count; slot += 1) {
      const own = room.subarray(slot * picture.length, (slot + 1) * picture.length);
      own.set(picture);
      greyed(own, size, widened(cellBox(size, grid, from + slot)));
    }
    const scores = await turn(() => network.scores(room, count));
    const classes = scores.length / count;
    for (let slot = 0; slot < count; slot += 1) map[from + slot] = whole - (scores[slot * classes + classIndex] ?? 0);
    onProgress?.(from + count, total);
  }
  return map;
}

function widened({ x0, y0, x1, y1 }: ReturnType<typeof cellBox>): ReturnType<typeof cellBox> {
  const more = (low: number, high: number): number => ((squareInCells - 1) * (high - low)) / 2;
  const [besideX, besideY] = [more(x0, x1), more(y0, y1)];
  return { x0: x0 - besideX, x1: x1 + besideX, y0: y0 - besideY, y1: y1 + besideY };
}

/** Steps from grey to the picture: with 16, the parts add up to the score's rise within a hundredth or so. */
const pathSteps = 16;

/**
 * What a score owes to each place on the way from a grey picture to this one: the mean of its derivative along the way, times
 * the picture, added up over each cell. All cells together are the score less that of grey.
 *
 * @see Sundararajan, Taly and Yan, "Axiomatic attribution for deep networks", ICML 2017, equation 3
 */
export async function integratedGradientMap(
  network: EvidenceNetwork,
  picture: Float32Array,
  classIndex: number,
  grid: Grid,
  { turn, stop, onProgress }: EvidenceHooks,
): Promise<Float64Array> {
  const sum = new Float64Array(picture.length);
  for (let step = 0; step < pathSteps; step += 1) {
    stop.throwIfAborted();
    const share = (step + 0.5) / pathSteps;
    const between = picture.map((value) => share * value);
    const slope = await turn(() => network.gradient(between, classIndex));
    for (const [at, value] of slope.entries()) sum[at] = (sum[at] ?? 0) + value / pathSteps;
    onProgress?.(step + 1, pathSteps);
  }
  return sumsByCell(
    sum.map((value, at) => value * (picture[at] ?? 0)),
    network.card.preprocessing,
    grid,
  );
}
