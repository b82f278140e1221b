import type { Rows } from '../../electron/runner/tasks/collection/map/rows.ts';
import { squaredDistance } from '../../electron/runner/tasks/collection/map/rows.ts';

/** The rows nearest to one, itself first. */
export function byDistance(rows: Rows, from: number): Int32Array {
  const distance = Float64Array.from({ length: rows.count }, (_, row) =>
    row === from ? -1 : squaredDistance(rows, from, rows, row),
  );
  return Int32Array.from(distance.keys()).sort((a, b) => (distance[a] ?? 0) - (distance[b] ?? 0));
}

/**
 * How far the neighbors on a map can be trusted to be neighbors in space: 1 where each of the k nearest on the map is
 * among the k nearest in space, less the farther away those are that are not. Chance gives about a half.
 *
 * @param asked  rows whose neighbors are looked at
 * @see Venna and Kaski, "Neighborhood preservation in nonlinear projection methods", 2001
 */
export function trustworthiness(space: Rows, map: Rows, asked: Int32Array, k = 15): number {
  let penalty = 0;
  for (const row of asked) {
    const rank = new Int32Array(space.count);
    byDistance(space, row).forEach((other, place) => (rank[other] = place));
    for (const other of byDistance(map, row).subarray(1, k + 1)) penalty += Math.max(0, (rank[other] ?? 0) - k);
  }
  return 1 - (2 * penalty) / (asked.length * k * (2 * space.count - 3 * k - 1));
}

/** Of the k nearest to each row, how many are of its class, 0 to 1. */
export function sameClass(rows: Rows, classes: ArrayLike<number>, asked: Int32Array, k = 10): number {
  let same = 0;
  for (const row of asked)
    for (const other of byDistance(rows, row).subarray(1, k + 1)) same += classes[other] === classes[row] ? 1 : 0;
  return same / (asked.length * k);
}

export interface Mixture {
  readonly rows: Rows;
  /** [count] */
  readonly classes: Int32Array;
}

/** Features of drawn classes: each a flat cloud of six directions in many, every row of length 1. */
export function drawnMixture(count: number, dims: number, classCount: number, rng: () => number): Mixture {
  const normal = (): number => rng() + rng() + rng() + rng() - 2;
  const direction = (): Float32Array => Float32Array.from({ length: dims }, normal);
  const kinds = Array.from({ length: classCount }, () => ({
    center: direction(),
    axes: Array.from({ length: 6 }, direction),
  }));
  const values = new Float32Array(count * dims);
  const classes = new Int32Array(count);
  for (let row = 0; row < count; row += 1) {
    const own = values.subarray(row * dims, (row + 1) * dims);
    classes[row] = Math.floor(rng() * classCount);
    const kind = kinds[classes[row] ?? 0];
    const along = kind?.axes.map(() => 0.5 * normal()) ?? [];
    for (let d = 0; d < dims; d += 1) {
      own[d] = 0.7 * (kind?.center[d] ?? 0) + 0.15 * normal();
      along.forEach((length, axis) => (own[d] = (own[d] ?? 0) + length * (kind?.axes[axis]?.[d] ?? 0)));
    }
    const length = Math.hypot(...own);
    own.forEach((value, d) => (own[d] = value / length));
  }
  return { rows: { count, dims, values }, classes };
}
