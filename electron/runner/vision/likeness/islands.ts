import { Joined } from '../joined.ts';

/** Points of a plane: [N] each. */
export interface PlanePoints {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
}

/** Points whose nearest are found between two rests. */
const restEvery = 200;

/**
 * Groups the points of a map: each stands with its nearest, and then the groups with their nearest by their means, until
 * there are `size` points to a group or one group would be left. Nothing of it is drawn by chance.
 *
 * @param size  points of a group, in the mean of all, at least
 * @returns     [N] the number of each point's group; −1: alone
 * @see         Sarfraz, Sharma and Stiefelhagen, "Efficient parameter-free clustering using first neighbor relations",
 *              CVPR 2019, equation 1 and algorithm 1
 */
export function* islandsOf(points: PlanePoints, size: number): Generator<void, Int32Array> {
  const count = points.x.length;
  let means: PlanePoints = points;
  let islands = Int32Array.from({ length: count }, (_, index) => index);
  while (means.x.length > 1 && means.x.length * size > count) {
    const joined = new Joined(means.x.length);
    for (const [index, nearest] of (yield* nearestOnPlane(means)).entries()) joined.join(index, nearest);
    const next = joined.numbered();
    const left = 1 + next.reduce((most, number) => Math.max(most, number), 0);
    if (left === 1 && means.x.length < count) break;
    islands = islands.map((island) => next[island] ?? 0);
    means = meansOf(points, islands, left);
  }
  const sizes = new Int32Array(means.x.length);
  for (const island of islands) sizes[island] = (sizes[island] ?? 0) + 1;
  return islands.map((island) => ((sizes[island] ?? 0) > 1 ? island : -1));
}

/** [N ≥ 2] the nearest other point of each; of equals the one that comes first from left to right. */
function* nearestOnPlane({ x, y }: PlanePoints): Generator<void, Int32Array> {
  const count = x.length;
  const order = Int32Array.from({ length: count }, (_, index) => index).sort(
    (a, b) => (x[a] ?? 0) - (x[b] ?? 0) || a - b,
  );
  const nearest = new Int32Array(count);
  for (let place = 0; place < count; place += 1) {
    if (place % restEvery === 0) yield;
    const own = order[place] ?? 0;
    const [left, top] = [x[own] ?? 0, y[own] ?? 0];
    let best = Infinity;
    // Once they lie farther off to one side than the best so far, so do all beyond them.
    for (const by of [-1, 1])
      for (let at = place + by; at >= 0 && at < count; at += by) {
        const other = order[at] ?? 0;
        const across = ((x[other] ?? 0) - left) ** 2;
        if (across >= best) break;
        const squared = across + ((y[other] ?? 0) - top) ** 2;
        if (squared >= best) continue;
        best = squared;
        nearest[own] = other;
      }
  }
  return nearest;
}

function meansOf({ x, y }: PlanePoints, islands: Int32Array, count: number): PlanePoints {
  const [sizes, sumX, sumY] = [new Int32Array(count), new Float64Array(count), new Float64Array(count)];
  islands.forEach((island, index) => {
    sizes[island] = (sizes[island] ?? 0) + 1;
    sumX[island] = (sumX[island] ?? 0) + (x[index] ?? 0);
    sumY[island] = (sumY[island] ?? 0) + (y[index] ?? 0);
  });
  const mean = (sums: Float64Array): Float64Array => sums.map((sum, island) => sum / (sizes[island] ?? 1));
  return { x: mean(sumX), y: mean(sumY) };
}
