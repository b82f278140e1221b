// Mean-field inference in a fully connected conditional random field with two Gaussian kernels. This is src/dense_crf in
// TypeScript: what it does in words, and its judge.
//
//     E(x) = Σᵢ −ln pᵢ(xᵢ) + ½ Σᵢ Σⱼ [xᵢ ≠ xⱼ] Σₘ wₘ k̃ₘ(i, j)                     the Potts model
//     k₁(i, j) = exp(−|Δposition|² / 2σ²)                                         smoothness
//     k₂(i, j) = exp(−|Δposition|² / 2σ² − |Δcolor|² / 2τ²)                       appearance
//     k̃(i, j) = k(i, j) / √(dᵢ dⱼ),  dᵢ = Σⱼ k(i, j)
//
//     Qᵢ(c) ← pᵢ(c) exp(Σₘ wₘ Σⱼ k̃ₘ(i, j) Qⱼ(c)) / Zᵢ                             one iteration, for all points at once
//
// Krähenbühl, Koltun, "Efficient inference in fully connected CRFs with Gaussian edge potentials", NIPS 2011. Two things
// follow the authors' later work ("Parameter learning and convergent inference for dense random fields", ICML 2013) and
// their program. The kernels are normalized symmetrically, so that a weight means the same at every picture size, at
// borders and in crowded colors, while k̃ stays symmetric and positive definite, as an energy's kernel must. And the sum
// has j = i in it, which is what a filter gives; it makes a point a little surer of what it is.
//
// The smoothness kernel is a product over the axes and is summed exactly. The appearance kernel is summed exactly for
// every pair of a small picture, and over a permutohedral lattice for a large one, which is near the Gaussian and not it.

import { latticeFilter } from './permutohedral.ts';

export interface CrfProblem {
  /** [classes, height, width] 0 to 1; what is below `leastProbability` counts as that. */
  readonly probabilities: Float32Array;
  /** [height, width, 3] */
  readonly rgb: Uint8Array;
  readonly classes: number;
  readonly height: number;
  readonly width: number;
  readonly settings: CrfSettings;
  /** How the appearance kernel is summed; by default as the picture's size allows. */
  readonly appearance?: Appearance;
}

export interface CrfSettings {
  readonly iterations: number;
  /** Of the smoothness kernel, in pixels; time grows with it. */
  readonly spatialSigma: number;
  /** The most that it adds to a logit; 0 leaves it out. */
  readonly spatialWeight: number;
  /** Of the appearance kernel, in pixels. */
  readonly colorSpatialSigma: number;
  /** Of the appearance kernel, in shades of 255. */
  readonly colorSigma: number;
  /** Like `spatialWeight`. */
  readonly colorWeight: number;
}

export type Appearance = 'exact' | 'lattice';

/** Nothing is impossible: a network that says 0 or 1 would not listen to the picture. */
export const leastProbability = 1e-5;

/** Pixels up to which every pair is summed: 64 MiB of kernel. */
const mostPixelsExactly = 4096;

export const appearanceOf = ({ appearance, height, width }: CrfProblem): Appearance =>
  appearance ?? (height * width <= mostPixelsExactly ? 'exact' : 'lattice');

/** out[i] = Σⱼ k(i, j) in[j], one number per point. */
export type PointFilter = (values: Float64Array) => Float64Array;

/** The same as `refineByCrf`, in 64 bits, with a double sum over all pairs of points: for small pictures. */
export function meanField(problem: CrfProblem): Float32Array {
  const { classes, height, width, settings } = problem;
  const points = height * width;
  const unary = Float64Array.from(problem.probabilities, (p) => Math.log(Math.max(p, Math.fround(leastProbability))));
  const filters = filtersOf(problem);
  let q = softmax(unary, classes);
  for (let iteration = 0; iteration < settings.iterations; iteration++) {
    const logits = unary.slice();
    for (const { weight, filter } of filters) {
      for (let c = 0; c < classes; c++) {
        const message = filter(q.subarray(c * points, (c + 1) * points));
        message.forEach((value, i) => (logits[c * points + i] = at(logits, c * points + i) + weight * value));
      }
    }
    q = softmax(logits, classes);
  }
  return Float32Array.from(q);
}

function filtersOf(problem: CrfProblem): { readonly weight: number; readonly filter: PointFilter }[] {
  const { spatialSigma, spatialWeight, colorSpatialSigma, colorSigma, colorWeight } = problem.settings;
  const appearance = featuresOf(problem, colorSpatialSigma, colorSigma);
  const filter = appearanceOf(problem) === 'exact' ? pairFilter : latticeFilter;
  return [
    { weight: spatialWeight, make: () => pairFilter(featuresOf(problem, spatialSigma, Infinity)) },
    { weight: colorWeight, make: () => filter(appearance) },
  ]
    .filter(({ weight }) => weight > 0)
    .map(({ weight, make }) => ({ weight, filter: normalized(make(), appearance.length) }));
}

/** x, y, red, green and blue of each point, each over its standard deviation. */
function featuresOf({ rgb, height, width }: CrfProblem, spatialSigma: number, colorSigma: number): number[][] {
  return Array.from({ length: height * width }, (_, i) => {
    const position = [(i % width) / spatialSigma, Math.floor(i / width) / spatialSigma];
    return [...position, ...Array.from(rgb.subarray(3 * i, 3 * i + 3), (shade) => shade / colorSigma)];
  });
}

/** The Gaussian itself, between all pairs. */
function pairFilter(features: readonly (readonly number[])[]): PointFilter {
  const matrix = features.map((a) => Float64Array.from(features, (b) => Math.exp(-squaredDistance(a, b) / 2)));
  return (values) => Float64Array.from(matrix, (row) => dot(row, values));
}

/** D^−½ K D^−½ of a filter K. */
function normalized(filter: PointFilter, points: number): PointFilter {
  const factors = filter(new Float64Array(points).fill(1)).map((sum) => 1 / Math.sqrt(sum));
  const scaled = (values: Float64Array): Float64Array => values.map((value, i) => value * at(factors, i));
  return (values) => scaled(filter(scaled(values)));
}

/** exp(l) / Σ exp(l) over the classes of each point; [classes, points] both. */
function softmax(logits: Float64Array, classes: number): Float64Array {
  const points = logits.length / classes;
  const q = new Float64Array(logits.length);
  for (let i = 0; i < points; i++) {
    const own = Array.from({ length: classes }, (_, c) => at(logits, c * points + i));
    const largest = Math.max(...own);
    const powers = own.map((logit) => Math.exp(logit - largest));
    const sum = powers.reduce((a, b) => a + b);
    powers.forEach((power, c) => (q[c * points + i] = power / sum));
  }
  return q;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += at(a, i) * at(b, i);
  return sum;
}

const squaredDistance = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, axis) => sum + (value - (b[axis] ?? NaN)) ** 2, 0);

/** An element inside the bounds; every index here comes from a loop over the array's own length. */
const at = (array: Float64Array, i: number): number => array[i] ?? NaN;
