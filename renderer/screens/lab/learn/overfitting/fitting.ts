import { derived } from '../../../../../electron/runner/vision/index.ts';

// Learning by heart in one dimension: a polynomial through few noisy points of a wave.

/** A point that was measured. */
export interface Sample {
  readonly x: number;
  readonly y: number;
}

/** What the points are noisy readings of, for x from −1 to 1. */
export const truthAt = (x: number): number => Math.sin(Math.PI * x);

/** Deviation of the noise of a reading. */
const noise = 0.25;

/**
 * Readings at even distances over [−1, 1].
 *
 * @param part  draws other noise: what is learned from and what is held out never share theirs
 */
export function samplesOf(count: number, seed: number, part: 'train' | 'holdout'): Sample[] {
  // The held-out ones lie between those that are learned from.
  const reach = part === 'train' ? 1 : 0.95;
  return Array.from({ length: count }, (_, i) => {
    const x = count === 1 ? 0 : reach * ((2 * i) / (count - 1) - 1);
    return { x, y: truthAt(x) + noise * normal(derived(seed, part, i)) };
  });
}

/** A standard normal number (Box and Muller). */
const normal = (rng: () => number): number => Math.sqrt(-2 * Math.log(1 - rng())) * Math.cos(2 * Math.PI * rng());

/**
 * The polynomial of least squares, with an L2 penalty on its weights.
 *
 * @param degree   from 0
 * @param penalty  λ of λ · Σ w²; 0: none
 * @returns        [degree + 1] weights of the Chebyshev polynomials T₀, T₁, …, which keep high degrees exact
 */
export function fit(samples: readonly Sample[], degree: number, penalty: number): number[] {
  const rows = samples.map(({ x }) => chebyshev(x, degree));
  const size = degree + 1;
  const matrix = Array.from({ length: size }, (_, i) => [
    ...Array.from(
      { length: size },
      (_, j) => rows.reduce((sum, row) => sum + at(row, i) * at(row, j), 0) + (i === j ? penalty : 0),
    ),
    rows.reduce((sum, row, n) => sum + at(row, i) * (samples[n]?.y ?? 0), 0),
  ]);
  return solved(matrix);
}

export const valueAt = (weights: readonly number[], x: number): number =>
  chebyshev(x, weights.length - 1).reduce((sum, t, i) => sum + t * at(weights, i), 0);

/** Root of the mean squared distance to the readings. */
export const errorOf = (weights: readonly number[], samples: readonly Sample[]): number =>
  Math.sqrt(samples.reduce((sum, { x, y }) => sum + (valueAt(weights, x) - y) ** 2, 0) / samples.length);

/** T₀ … T_degree at x. */
function chebyshev(x: number, degree: number): number[] {
  const values = [1, x];
  while (values.length <= degree) values.push(2 * x * at(values, values.length - 1) - at(values, values.length - 2));
  return values.slice(0, degree + 1);
}

/** Solves [size, size + 1] by elimination with pivots; the last column is the right side. */
function solved(matrix: number[][]): number[] {
  const size = matrix.length;
  for (let column = 0; column < size; column += 1) {
    const below = matrix.slice(column).sort((a, b) => Math.abs(at(b, column)) - Math.abs(at(a, column)));
    matrix.splice(column, below.length, ...below);
    const [pivot = [], ...others] = below;
    for (const row of others) {
      const factor = at(row, column) / at(pivot, column);
      for (let j = column; j <= size; j += 1) row[j] = at(row, j) - factor * at(pivot, j);
    }
  }
  const weights = new Array<number>(size).fill(0);
  for (let i = size - 1; i >= 0; i -= 1) {
    const row = matrix[i] ?? [];
    const known = weights.reduce((sum, weight, j) => (j > i ? sum + at(row, j) * weight : sum), 0);
    weights[i] = (at(row, size) - known) / at(row, i);
  }
  return weights;
}

const at = (values: readonly number[], i: number): number => values[i] ?? 0;
