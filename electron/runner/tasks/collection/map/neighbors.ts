import { leafOf, type Tree } from './forest.ts';
import { squaredDistance, type Rows } from './rows.ts';
import type { Steps } from './steps.ts';

/** The nearest of each row: [count, k], nearest first; -1 and Infinity where there are fewer. */
export interface Neighbors {
  readonly k: number;
  readonly indices: Int32Array;
  /** Euclidean. */
  readonly distances: Float32Array;
}

/** Comparisons between two rests. */
const restEvery = 40_000;

/** The k nearest of `among` to each row; a row of the same table is not its own neighbor. */
export function* nearestOf(rows: Rows, among: Rows, k: number): Steps<Neighbors> {
  const found = empty(rows.count, k);
  const chunk = Math.max(1, Math.floor(restEvery / among.count));
  for (let row = 0; row < rows.count; row += 1) {
    if (row % chunk === 0) yield row / rows.count;
    for (let other = 0; other < among.count; other += 1) {
      if (rows !== among || other !== row) offer(found, row, other, squaredDistance(rows, row, among, other));
    }
  }
  return rooted(found);
}

/** About the k nearest of each row: those that share a leaf with it in some tree. */
export function* nearestInLeaves(rows: Rows, forest: readonly Tree[], k: number): Steps<Neighbors> {
  const found = empty(rows.count, k);
  let compared = 0;
  for (const [done, { starts, members }] of forest.entries()) {
    for (let leaf = 0; leaf + 1 < starts.length; leaf += 1) {
      const own = members.subarray(starts[leaf], starts[leaf + 1]);
      compareAll(found, rows, own);
      compared += own.length ** 2 / 2;
      if (compared < restEvery) continue;
      compared = 0;
      yield (done + leaf / starts.length) / forest.length;
    }
  }
  return rooted(found);
}

/** About the k nearest of `among`, whose forest it is, to each row. */
export function* nearestByForest(rows: Rows, among: Rows, forest: readonly Tree[], k: number): Steps<Neighbors> {
  const found = empty(rows.count, k);
  let compared = 0;
  for (let row = 0; row < rows.count; row += 1) {
    for (const tree of forest) {
      const leaf = leafOf(tree, rows, row);
      const [start, end] = [tree.starts[leaf] ?? 0, tree.starts[leaf + 1] ?? 0];
      for (let at = start; at < end; at += 1) {
        const other = tree.members[at] ?? 0;
        offer(found, row, other, squaredDistance(rows, row, among, other));
      }
      compared += end - start;
    }
    if (compared < restEvery) continue;
    compared = 0;
    yield row / rows.count;
  }
  return rooted(found);
}

function compareAll(found: Neighbors, rows: Rows, members: Int32Array): void {
  for (let i = 1; i < members.length; i += 1) {
    const one = members[i] ?? 0;
    for (let j = 0; j < i; j += 1) {
      const other = members[j] ?? 0;
      const squared = squaredDistance(rows, one, rows, other);
      offer(found, one, other, squared);
      offer(found, other, one, squared);
    }
  }
}

const empty = (count: number, k: number): Neighbors => ({
  k,
  indices: new Int32Array(count * k).fill(-1),
  distances: new Float32Array(count * k).fill(Infinity),
});

/** Puts a row among the nearest so far where it is nearer than the farthest of them; of equals the first stays. */
function offer({ k, indices, distances }: Neighbors, row: number, other: number, squared: number): void {
  const first = row * k;
  let at = first + k - 1;
  if (squared >= (distances[at] ?? 0)) return;
  // Another tree has shown it already.
  for (let known = first; known <= at; known += 1) if (indices[known] === other) return;
  for (; at > first && squared < (distances[at - 1] ?? 0); at -= 1) {
    distances[at] = distances[at - 1] ?? 0;
    indices[at] = indices[at - 1] ?? 0;
  }
  distances[at] = squared;
  indices[at] = other;
}

function rooted(found: Neighbors): Neighbors {
  for (let at = 0; at < found.distances.length; at += 1) found.distances[at] = Math.sqrt(found.distances[at] ?? 0);
  return found;
}
