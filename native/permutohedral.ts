// A Gaussian filter of standard deviation 1 over points in any number of dimensions, by the permutohedral lattice: each
// value is spread over the corners of the simplex around its point, the corners are blurred along each axis, and a point
// collects from its corners. src/dense_crf/lattice.cc is the same with five dimensions and arrays.
//
// Adams, Baek, Davis, "Fast high-dimensional filtering using the permutohedral lattice", Computer Graphics Forum 2010.
// Vertices that no point touches do not exist, and blurring does not pass through them.

import type { PointFilter } from './denseCrf.ts';

interface Corner {
  /** [dimensions + 1] whole numbers that add up to 0, all of one remainder modulo dimensions + 1. */
  readonly vertex: readonly number[];
  /** Barycentric coordinate of the point. */
  readonly weight: number;
}

export function latticeFilter(features: readonly (readonly number[])[]): PointFilter {
  const corners = features.map(cornersOf);
  const vertices = [...new Map(corners.flat().map(({ vertex }) => [String(vertex), vertex])).values()];
  const numbers = new Map(vertices.map((vertex, number) => [String(vertex), number]));
  const numberOf = (vertex: readonly number[]): number => numbers.get(String(vertex)) ?? vertices.length;
  const own = corners.map((list) => list.map(({ vertex, weight }) => ({ vertex: numberOf(vertex), weight })));
  const axes = Array.from({ length: (features[0]?.length ?? 0) + 1 }, (_, axis) =>
    vertices.map((vertex) => [numberOf(moved(vertex, axis, 1)), numberOf(moved(vertex, axis, -1))] as const),
  );
  return (values) => {
    // The last place stays 0: the neighbor that a vertex does not have.
    let on = new Float64Array(vertices.length + 1);
    own.forEach((list, i) => {
      for (const { vertex, weight } of list) on[vertex] = at(on, vertex) + weight * at(values, i);
    });
    for (const neighbors of axes) {
      const blurred = neighbors.map(([next, last], vertex) => at(on, vertex) / 2 + (at(on, next) + at(on, last)) / 4);
      on = Float64Array.of(...blurred, 0);
    }
    return Float64Array.from(own, (list) => list.reduce((sum, { vertex, weight }) => sum + weight * at(on, vertex), 0));
  };
}

/** One vertex on along an axis, or back. */
const moved = (vertex: readonly number[], axis: number, sign: 1 | -1): number[] =>
  vertex.map((value, i) => value + sign * (i === axis ? 1 - vertex.length : 1));

/** The corners of the simplex around a point: one of each remainder. */
function cornersOf(features: readonly number[]): Corner[] {
  const elevated = elevate(features);
  const count = elevated.length;
  const rounded = elevated.map((value) => Math.floor(value / count + 0.5) * count);
  const rests = elevated.map((value, i) => value - at(rounded, i));
  // The larger the rest, the lower the rank; rounding may have left the plane, and `turns` lead back onto it.
  const excess = rounded.reduce((a, b) => a + b, 0) / count;
  const ranks = rests.map((rest, i) => rests.filter((other, j) => other > rest || (other === rest && j < i)).length);
  const turns = ranks.map((rank) => (rank + excess < 0 ? 1 : rank + excess >= count ? -1 : 0));
  const nearest = rounded.map((value, i) => value + at(turns, i) * count);
  const order = ranks.map((rank, i) => rank + excess + at(turns, i) * count);
  // From one corner to the next, the coordinate of the largest rest moves first: the weights are steps between rests.
  const sorted = elevated.map((_, rank) => {
    const i = order.indexOf(rank);
    return (at(elevated, i) - at(nearest, i)) / count;
  });
  return elevated.map((_, remainder) => ({
    vertex: nearest.map((value, i) => value + remainder - (at(order, i) >= count - remainder ? count : 0)),
    weight:
      remainder === 0
        ? 1 + at(sorted, count - 1) - at(sorted, 0)
        : at(sorted, count - remainder - 1) - at(sorted, count - remainder),
  }));
}

/** Onto the plane of numbers that add up to 0, scaled so that the blur has a standard deviation of 1 (section 3.1). */
function elevate(features: readonly number[]): number[] {
  const count = features.length + 1;
  const elevated = new Array<number>(count).fill(0);
  let sum = 0;
  for (let i = features.length; i > 0; i--) {
    const scaled = at(features, i - 1) * ((count * Math.sqrt(2 / 3)) / Math.sqrt(i * (i + 1)));
    elevated[i] = sum - i * scaled;
    sum += scaled;
  }
  elevated[0] = sum;
  return elevated;
}

/** An element inside the bounds; every index here is one of the array's own length. */
const at = (array: readonly number[] | Float64Array, i: number): number => array[i] ?? NaN;
