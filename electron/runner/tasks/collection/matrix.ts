import type { LinearHead } from '../../training/index.ts';
import { libraryFeatures, type LibraryFeatures } from './held.ts';

// Examples around the mean of the library: heads are several times quicker to solve there, and because the mean stays
// while labels come and go, a head can begin where it was before the last edit.

/** What is known of the features that are held, worked out once. */
export interface Center {
  /** [dims] */
  readonly mean: Float32Array;
  /** Mean of |x − mean|² */
  readonly meanSquare: number;
}

const centers = new WeakMap<LibraryFeatures, Center>();

/** @throws find/no-features */
export function centerOf(features = libraryFeatures()): Center {
  const known = centers.get(features);
  if (known) return known;
  const { values, dims } = features;
  const sums = new Float64Array(dims);
  for (let at = 0; at < values.length; at += dims)
    for (let d = 0; d < dims; d += 1) sums[d] = (sums[d] ?? 0) + (values[at + d] ?? 0);
  const mean = Float32Array.from(sums, (sum) => sum / Math.max(1, values.length / dims));
  // Rows are of length 1: the mean of |x − m|² is 1 − |m|².
  const center = { mean, meanSquare: Math.max(1e-6, 1 - mean.reduce((sum, value) => sum + value * value, 0)) };
  centers.set(features, center);
  return center;
}

/** Rows that a matrix of examples is filled up to, so that solvers meet the same few shapes again and again. */
const roomFor = (examples: number): number =>
  examples <= 1024 ? Math.max(32, 2 ** Math.ceil(Math.log2(examples))) : 1024 * Math.ceil(examples / 1024);

/** [roomFor(L) × dims] features of some rows around the mean; the rest is zeros. */
export function centered(features: LibraryFeatures, rows: Int32Array): Float32Array {
  const { values, dims } = features;
  const { mean } = centerOf(features);
  const matrix = new Float32Array(roomFor(rows.length) * dims);
  rows.forEach((row, i) => {
    for (let d = 0; d < dims; d += 1) matrix[i * dims + d] = (values[row * dims + d] ?? 0) - (mean[d] ?? 0);
  });
  return matrix;
}

/** The head's bias for features as they are held: b − W · mean in the place of b. */
export function biasForHeld({ weight, bias }: Pick<LinearHead, 'weight' | 'bias'>, { mean }: Center): Float32Array {
  const dims = mean.length;
  return bias.map((value, k) => {
    let product = 0;
    for (let d = 0; d < dims; d += 1) product += (weight[k * dims + d] ?? 0) * (mean[d] ?? 0);
    return value - product;
  });
}
