import { shuffled } from '../../../vision/index.ts';
import { picked, type Rows } from './rows.ts';
import type { Steps } from './steps.ts';
import { part } from './steps.ts';

/** Rows that the directions are found from. */
const sampled = 2_500;
const passes = 3;
/** Multiplications between two rests. */
const restEvery = 2e6;

/**
 * The rows along the `keep` directions in which they differ most, the first the strongest: their principal components,
 * found on a drawn sample. Rows of no more dimensions than that are only centered.
 *
 * @returns  [count, min(keep, dims)], the mean of the sample at the origin
 * @see      Halko, Martinsson and Tropp, "Finding structure with randomness", 2011, algorithm 4.4 (power passes)
 */
export function* reduced(rows: Rows, keep: number, rng: () => number): Steps<Rows> {
  const which = shuffled(rows.count, rng).subarray(0, sampled);
  const sample = picked(rows, which);
  const mean = centered(sample);
  const wanted = Math.min(keep, rows.dims);
  let axes = drawnAxes(wanted, rows.dims, rng);
  orthonormalize(axes, rows.dims);
  for (let pass = 0; pass < passes; pass += 1) {
    const [from, to] = [(0.5 * pass) / passes, (0.5 * (pass + 1)) / passes];
    axes = yield* part(turnedBy(sample, axes, wanted), from, to);
    orthonormalize(axes, rows.dims);
  }
  return yield* part(along(rows, mean, byStrength(sample, axes, wanted)), 0.5, 1);
}

/** Takes the mean away from each row, and answers it. */
function centered({ count, dims, values }: Rows): Float64Array {
  const mean = new Float64Array(dims);
  for (let at = 0; at < values.length; at += 1) mean[at % dims] = (mean[at % dims] ?? 0) + (values[at] ?? 0) / count;
  for (let at = 0; at < values.length; at += 1) values[at] = (values[at] ?? 0) - (mean[at % dims] ?? 0);
  return mean;
}

function drawnAxes(count: number, dims: number, rng: () => number): Float64Array {
  // Sums of a few draws are near enough to a normal distribution for a direction.
  return Float64Array.from({ length: count * dims }, () => rng() + rng() + rng() - 1.5);
}

/** XᵀX times each axis: one power pass. */
function* turnedBy(sample: Rows, axes: Float64Array, wanted: number): Steps<Float64Array> {
  const { count, dims, values } = sample;
  const turned = new Float64Array(wanted * dims);
  const chunk = Math.max(1, Math.floor(restEvery / (dims * wanted)));
  for (let row = 0; row < count; row += 1) {
    if (row % chunk === 0) yield row / count;
    const own = values.subarray(row * dims, (row + 1) * dims);
    for (let axis = 0; axis < wanted; axis += 1) {
      const start = axis * dims;
      const length = dot(own, axes, start);
      for (let d = 0; d < dims; d += 1) turned[start + d] = (turned[start + d] ?? 0) + length * (own[d] ?? 0);
    }
  }
  return turned;
}

/** Gram and Schmidt, in place; an axis that the others span becomes zero. */
function orthonormalize(axes: Float64Array, dims: number): void {
  for (let start = 0; start < axes.length; start += dims) {
    const own = axes.subarray(start, start + dims);
    for (let other = 0; other < start; other += dims) {
      const shared = dot(own, axes, other);
      for (let d = 0; d < dims; d += 1) own[d] = (own[d] ?? 0) - shared * (axes[other + d] ?? 0);
    }
    const length = Math.sqrt(dot(own, axes, start));
    for (let d = 0; d < dims; d += 1) own[d] = length > 1e-9 ? (own[d] ?? 0) / length : 0;
  }
}

/** The axes with the one first along which the sample spreads most. */
function byStrength({ count, dims, values }: Rows, axes: Float64Array, wanted: number): Float64Array {
  const strength = Array.from({ length: wanted }, (_, axis) => {
    let sum = 0;
    for (let row = 0; row < count; row += 1)
      sum += dot(values.subarray(row * dims, (row + 1) * dims), axes, axis * dims) ** 2;
    return { axis, sum };
  });
  strength.sort((a, b) => b.sum - a.sum || a.axis - b.axis);
  const sorted = new Float64Array(axes.length);
  strength.forEach(({ axis }, place) => sorted.set(axes.subarray(axis * dims, (axis + 1) * dims), place * dims));
  return sorted;
}

function* along(rows: Rows, mean: Float64Array, axes: Float64Array): Steps<Rows> {
  const { count, dims, values } = rows;
  const kept = axes.length / dims;
  const reducedValues = new Float32Array(count * kept);
  const own = new Float64Array(dims);
  const chunk = Math.max(1, Math.floor(restEvery / (dims * kept)));
  for (let row = 0; row < count; row += 1) {
    if (row % chunk === 0) yield row / count;
    for (let d = 0; d < dims; d += 1) own[d] = (values[row * dims + d] ?? 0) - (mean[d] ?? 0);
    for (let axis = 0; axis < kept; axis += 1) reducedValues[row * kept + axis] = dot(own, axes, axis * dims);
  }
  return { count, dims: kept, values: reducedValues };
}

/** Of all of `a` with as many of `b` from `start` on. */
function dot(a: Float32Array | Float64Array, b: Float64Array, start: number): number {
  let sum = 0;
  for (let d = 0; d < a.length; d += 1) sum += (a[d] ?? 0) * (b[start + d] ?? 0);
  return sum;
}
