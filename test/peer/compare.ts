import type { Golden, GoldenGradient } from '../golden/gradients/golden.ts';
import { projectionsOf } from './signs.ts';

/** Our float32 gradient may be this many times as far from float64 as PyTorch's own float32 gradient is. */
const timesTheirs = 3;
/** Relative to the gradient: an error below eight roundings to float32 (2⁻²⁴ each) is no matter of skill. */
const floor = 8 * 2 ** -24;
/** Eight projections tell the length of a difference to about a quarter: room for two such quarters. */
const slackOfProjections = 1.5;
/** Below this share of the largest, a gradient is what rounding to float64 left of a sum, which no two libraries share. */
const nothing = 1e-6;

type Gradients = ReadonlyMap<string, ArrayLike<number>>;

export interface TooFar {
  readonly name: string;
  /** |g|, and |ours − g| as it was found, as it may be, and as PyTorch's is. NaN: there is no such gradient. */
  readonly norm: number;
  readonly found: number;
  readonly allowed: number;
  readonly theirs: number;
}

/**
 * The gradients that are farther from float64 than PyTorch's own float32 error explains.
 *
 * @param exact  the whole float64 gradients; null: the committed projections stand for them
 */
export function tooFar(ours: Gradients, golden: Golden, exact: Gradients | null): TooFar[] {
  return golden.tensors.flatMap((tensor) => {
    const { name, norm, error: theirs } = tensor;
    const gradient = ours.get(name) ?? [];
    const found = exact ? distance(gradient, exact.get(name) ?? []) : projectedDistance(gradient, tensor);
    const allowed = Math.max(timesTheirs * theirs, floor * norm) * (exact ? 1 : slackOfProjections);
    return found <= allowed ? [] : [{ name, norm, found, allowed, theirs }];
  });
}

/**
 * How far gradients are from the committed figures, at worst, relative to each. Gradients that cancel to nothing, such
 * as that of a bias before a normalization, are measured by the largest of the network.
 */
export function drift({ tensors }: Golden, exact: Gradients): number {
  const largest = Math.max(...tensors.map(({ norm }) => norm));
  const ofTensors = tensors.flatMap(({ name, norm, projections }) => {
    const gradient = exact.get(name) ?? [];
    const found = projectionsOf(gradient);
    const differences = projections.map((projection, k) => projection * norm - (found[k] ?? NaN));
    const scale = Math.max(norm, nothing * largest);
    return [norm - lengthOf(gradient), ...differences].map((difference) => Math.abs(difference) / scale);
  });
  return Math.max(...ofTensors);
}

function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length || a.length === 0) return NaN;
  return lengthOf(Float64Array.from(a, (value, i) => value - (b[i] ?? NaN)));
}

/** The root of the mean square of the difference's projections. */
function projectedDistance(gradient: ArrayLike<number>, { norm, projections }: GoldenGradient): number {
  if (gradient.length === 0) return NaN;
  const found = projectionsOf(gradient);
  const differences = projections.map((projection, k) => (found[k] ?? NaN) - projection * norm);
  return lengthOf(differences) / Math.sqrt(differences.length);
}

function lengthOf(values: ArrayLike<number>): number {
  let squares = 0;
  for (const value of Array.from(values)) squares += value ** 2;
  return Math.sqrt(squares);
}
