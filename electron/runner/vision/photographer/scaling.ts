/**
 * Lays K things out in the plane so that their distances there are as near as they can be to those given.
 *
 * @param distances  [K, K] symmetric, 0 on the diagonal
 * @returns          [K][2]; the first axis is the one along which they differ most, and its largest entry is positive
 * @see Torgerson, "Multidimensional scaling: I. Theory and method", Psychometrika 1952
 */
export function classicalScaling(distances: ArrayLike<number>, count: number): readonly (readonly [number, number])[] {
  const centered = doubleCentered(distances, count);
  const [first, second] = [0, 1].map((axis) => {
    const { vector, value } = leading(centered, count, axis);
    // What is left holds no part of this axis any more.
    for (let i = 0; i < count; i += 1)
      for (let j = 0; j < count; j += 1)
        centered[i * count + j] = (centered[i * count + j] ?? 0) - value * (vector[i] ?? 0) * (vector[j] ?? 0);
    return vector.map((entry) => entry * Math.sqrt(Math.max(0, value)));
  });
  return Array.from({ length: count }, (_, i) => [first?.[i] ?? 0, second?.[i] ?? 0] as const);
}

/** −½ J D² J with J = I − 1/K */
function doubleCentered(distances: ArrayLike<number>, count: number): Float64Array {
  const squared = Float64Array.from({ length: count * count }, (_, at) => (distances[at] ?? 0) ** 2);
  const rowMeans = Float64Array.from(
    { length: count },
    (_, i) => squared.subarray(i * count, (i + 1) * count).reduce((sum, value) => sum + value, 0) / count,
  );
  const mean = rowMeans.reduce((sum, value) => sum + value, 0) / count;
  return squared.map((value, at) => {
    const [i, j] = [Math.floor(at / count), at % count];
    return -0.5 * (value - (rowMeans[i] ?? 0) - (rowMeans[j] ?? 0) + mean);
  });
}

/** The eigenvector of the largest eigenvalue, by repeated multiplication. */
function leading(matrix: Float64Array, count: number, axis: number) {
  // Any start that is not orthogonal to it; two different ones for two axes.
  let vector = Float64Array.from({ length: count }, (_, i) => Math.cos(1 + (axis + 1) * 1.7 * i));
  let value = 0;
  for (let step = 0; step < 500; step += 1) {
    const next = Float64Array.from({ length: count }, (_, i) => {
      let sum = 0;
      for (let j = 0; j < count; j += 1) sum += (matrix[i * count + j] ?? 0) * (vector[j] ?? 0);
      return sum;
    });
    const length = Math.hypot(...next);
    if (length < 1e-12) return { vector: new Float64Array(count), value: 0 };
    value = next.reduce((sum, entry, i) => sum + entry * (vector[i] ?? 0), 0) / norm(vector);
    vector = next.map((entry) => entry / length);
  }
  const largest = vector.reduce((most, entry) => (Math.abs(entry) > Math.abs(most) ? entry : most), 0);
  return { vector: largest < 0 ? vector.map((entry) => -entry) : vector, value };
}

const norm = (vector: Float64Array): number => vector.reduce((sum, entry) => sum + entry * entry, 0);
