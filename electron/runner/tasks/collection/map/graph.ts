import type { Neighbors } from './neighbors.ts';
import type { Steps } from './steps.ts';

// The neighborhood graph of UMAP. Source: McInnes, Healy and Melville, "UMAP", 2018, sections 3.1 and 4.1.

/** Edges of an undirected graph; `weights` within 0 to 1: how surely two rows are neighbors. */
export interface Graph {
  readonly heads: Int32Array;
  readonly tails: Int32Array;
  readonly weights: Float32Array;
}

const rounds = 40;
const restEvery = 1_000;

/**
 * How near each neighbor is on the scale of the row's own surroundings: exp(−(d − ρ) / σ), where ρ is the distance to
 * the nearest and σ such that the sum is log₂ k.
 *
 * @returns  [count, k]; 0 where there is no neighbor
 */
export function* closeness({ k, indices, distances }: Neighbors): Steps<Float32Array> {
  const near = new Float32Array(distances.length);
  for (let first = 0; first < distances.length; first += k) {
    if (first % (restEvery * k) === 0) yield first / distances.length;
    const own = distances.subarray(first, first + k);
    const known = indices.subarray(first, first + k).indexOf(-1);
    const end = known < 0 ? k : known;
    const nearest = own[0] ?? 0;
    const scale = scaleOf(own.subarray(0, end), nearest, Math.log2(k));
    for (let i = 0; i < end; i += 1) near[first + i] = Math.exp(-Math.max(0, (own[i] ?? 0) - nearest) / scale);
  }
  return near;
}

/** σ by halving: the sum grows with it. */
function scaleOf(distances: Float32Array, nearest: number, aim: number): number {
  const mean = distances.reduce((sum, distance) => sum + distance, 0) / Math.max(1, distances.length);
  let [low, high, scale] = [0, Infinity, Math.max(mean, 1e-6)];
  for (let round = 0; round < rounds; round += 1) {
    let sum = 0;
    for (const distance of distances) sum += Math.exp(-Math.max(0, distance - nearest) / scale);
    if (Math.abs(sum - aim) < 1e-4) break;
    if (sum > aim) high = scale;
    else low = scale;
    scale = high === Infinity ? scale * 2 : (low + high) / 2;
  }
  // Where all are equally far, no scale is small enough; a thousandth of the mean is UMAP's own floor.
  return Math.max(scale, 1e-3 * mean, 1e-9);
}

/** Neighbors as a graph: a pair is joined as surely as either of the two says, w = a + b − a·b. */
export function* graphOf(neighbors: Neighbors): Steps<Graph> {
  const { k, indices } = neighbors;
  const near = yield* closeness(neighbors);
  const [heads, tails] = [new Int32Array(indices.length), new Int32Array(indices.length)];
  const weights = new Float32Array(indices.length);
  let edges = 0;
  for (let at = 0; at < indices.length; at += 1) {
    if (at % (restEvery * k) === 0) yield 1;
    const [head, tail] = [Math.floor(at / k), indices[at] ?? -1];
    const back = tail < 0 ? -1 : indices.subarray(tail * k, (tail + 1) * k).indexOf(head);
    // A pair that each names is written once, by the first.
    if (tail < 0 || (back >= 0 && tail < head)) continue;
    const [there, here] = [near[at] ?? 0, back < 0 ? 0 : (near[tail * k + back] ?? 0)];
    heads[edges] = head;
    tails[edges] = tail;
    weights[edges] = there + here - there * here;
    edges += 1;
  }
  return { heads: heads.slice(0, edges), tails: tails.slice(0, edges), weights: weights.slice(0, edges) };
}
