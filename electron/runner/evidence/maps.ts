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

/**
 * The derivative of a score times the picture, added up over each cell: to first order what the score owes to the place.
 *
 * @see Shrikumar, Greenside and Kundaje, "Learning important features through propagating activation differences", 2017,
 *      section 2.3: gradient × input
 */
export async function gradientMap(
  network: EvidenceNetwork,
  picture: Float32Array,
  classIndex: number,
  grid: Grid,
  { turn }: Pick<EvidenceHooks, 'turn'>,
): Promise<Float64Array> {
  const slope = await turn(() => network.gradient(picture, classIndex));
  return sumsByCell(
    slope.map((value, at) => value * (picture[at] ?? 0)),
    network.card.preprocessing,
    grid,
  );
}
