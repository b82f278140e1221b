import { shuffled } from '../../../vision/index.ts';
import type { Tree } from './forest.ts';

/**
 * Rows that stand for all: from each leaf of a tree as many, drawn, so that none of its corners is forgotten.
 *
 * @returns  about `most` of the rows, all where there are no more; in the order of rows
 */
export function landmarksOf({ starts, members }: Tree, most: number, rng: () => number): Int32Array {
  if (members.length <= most) return members.toSorted();
  const share = most / members.length;
  const chosen: number[] = [];
  for (let leaf = 0; leaf + 1 < starts.length; leaf += 1) {
    const own = members.subarray(starts[leaf], starts[leaf + 1]);
    // What a leaf is owed beyond whole rows the next one gets.
    const due = Math.round(share * (starts[leaf + 1] ?? 0)) - chosen.length;
    for (const at of shuffled(own.length, rng).subarray(0, due)) chosen.push(own[at] ?? 0);
  }
  return Int32Array.from(chosen).sort();
}
