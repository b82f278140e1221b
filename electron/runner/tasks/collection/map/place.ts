import { closeness } from './graph.ts';
import type { Neighbors } from './neighbors.ts';
import type { Steps } from './steps.ts';

/** Nearer than this is the same: 32 bits of a feature say no more. */
const same = 1e-4;

/**
 * Where rows belong among others that have a place: at the mean of their neighbors, the nearer the heavier, as UMAP
 * places what it was not drawn with; a copy of one lies where that lies.
 *
 * @param neighbors  of the rows among those that have a place
 * @param places     [others, 2]
 * @returns          [rows, 2]; a row without any neighbor lies in the middle of all
 */
export function* placedAmong(neighbors: Neighbors, places: Float32Array): Steps<Float32Array> {
  const { k, indices, distances } = neighbors;
  const near = yield* closeness(neighbors);
  const placed = new Float32Array((2 * indices.length) / k);
  const middle = [0, 1].map((axis) => meanOf(places, axis));
  for (let first = 0; first < indices.length; first += k) {
    const at = (2 * first) / k;
    const copied = (distances[first] ?? Infinity) < same;
    for (const axis of [0, 1]) {
      let [sum, weights] = [0, 0];
      for (let i = first; i < first + (copied ? 1 : k); i += 1) {
        const other = indices[i] ?? -1;
        if (other < 0) continue;
        sum += (near[i] ?? 0) * (places[2 * other + axis] ?? 0);
        weights += near[i] ?? 0;
      }
      placed[at + axis] = weights > 0 ? sum / weights : (middle[axis] ?? 0);
    }
  }
  return placed;
}

function meanOf(places: Float32Array, axis: number): number {
  let sum = 0;
  for (let at = axis; at < places.length; at += 2) sum += places[at] ?? 0;
  return (2 * sum) / Math.max(1, places.length);
}
