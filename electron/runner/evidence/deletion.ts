import { shuffled } from '../vision/index.ts';
import type { Turn } from '../runtime/index.ts';
import { cellBox, covered, type Grid } from './picture.ts';
import type { EvidenceNetwork } from './network.ts';

/** A score, and what is left of it. */
export interface Deleted {
  readonly whole: number;
  /** Without the cells that a map says speak most for the class. */
  readonly withoutTop: number;
  /** Without as many that are drawn; a mean over the draws. */
  readonly withoutDrawn: number;
}

/**
 * Whether a map is to be believed: the places that it marks must matter more than others.
 *
 * @param map    [rows × columns]
 * @param share  of the cells to hide, 0 to 1
 * @see Petsiuk, Das and Saenko, "RISE", BMVC 2018, section 4.2: the deletion metric
 */
export async function deleted(
  network: EvidenceNetwork,
  picture: Float32Array,
  classIndex: number,
  {
    map,
    grid,
    share,
    draws,
    rng,
    turn,
  }: {
    readonly map: ArrayLike<number>;
    readonly grid: Grid;
    readonly share: number;
    readonly draws: number;
    readonly rng: () => number;
    readonly turn: Turn;
  },
): Promise<Deleted> {
  const count = Math.max(1, Math.round(share * map.length));
  const cells = Array.from({ length: map.length }, (_, cell) => cell);
  const top = cells.toSorted((a, b) => (map[b] ?? 0) - (map[a] ?? 0)).slice(0, count);
  const drawn = Array.from({ length: draws }, () => Array.from(shuffled(map.length, rng).subarray(0, count)));
  const size = network.card.preprocessing;
  const room = new Float32Array(network.batch * picture.length);
  const grey = new Float32Array(picture.length);
  const scoreWithout = async (hidden: readonly number[]): Promise<number> => {
    room.set(picture);
    for (const cell of hidden) covered(room.subarray(0, picture.length), grey, size, cellBox(size, grid, cell));
    return (await turn(() => network.scores(room, 1)))[classIndex] ?? 0;
  };
  let sum = 0;
  for (const hidden of drawn) sum += await scoreWithout(hidden);
  return {
    ...{ whole: await scoreWithout([]), withoutTop: await scoreWithout(top) },
    withoutDrawn: sum / Math.max(1, draws),
  };
}
