import type { Extension } from '../extension.ts';
import { axesFrom, type Loss } from './define.ts';

export interface DistanceOptions {
  /** [N, …] */
  readonly values: string;
  /** Of the same shape: an input, or a value that is there; default `targets`. */
  readonly targets?: string;
  /** Over the elements of an example; default mean. */
  readonly reduce?: 'mean' | 'sum';
}

/** loss[n] = mean over the elements of (value − target)² */
export const squaredError =
  (options: DistanceOptions): Loss =>
  (emit) => ({ sums: reduced(emit, emit.square(differenceOf(emit, options)), options.reduce) });

/** loss[n] = mean over the elements of |value − target| */
export const absoluteError =
  (options: DistanceOptions): Loss =>
  (emit) => ({ sums: reduced(emit, emit.op('Abs', [differenceOf(emit, options)]), options.reduce) });

/**
 * Absolute error, rounded off near 0: d² / 2β where |d| < β, else |d| − β / 2, which meet at β with the same slope.
 *
 * @param options  `beta` above 0; default 1
 * @see Girshick, "Fast R-CNN", 2015, equation 3, for β = 1
 */
export const smoothAbsoluteError =
  ({ beta = 1, ...options }: DistanceOptions & { readonly beta?: number }): Loss =>
  (emit) => {
    const difference = differenceOf(emit, options);
    const size = emit.op('Abs', [difference]);
    const isSmall = emit.op('Greater', [emit.scalar(beta, size), size]);
    const round = emit.affine(emit.square(difference), 0.5 / beta);
    return { sums: reduced(emit, emit.where(isSmall, round, emit.affine(size, 1, -beta / 2)), options.reduce) };
  };

/** loss[n] = ½ Σ (feature − target)², the distance of contents in style transfer and of inverted features. */
export const featureDistance =
  ({ features, targets = `${features}/target` }: { readonly features: string; readonly targets?: string }): Loss =>
  (emit) => {
    const difference = differenceOf(emit, { values: features, targets });
    return { sums: emit.affine(reduced(emit, emit.square(difference), 'sum'), 0.5) };
  };

function differenceOf(emit: Extension, { values, targets = 'targets' }: DistanceOptions): string {
  const { dtype, dims } = emit.type(emit.value(values));
  return emit.sub(values, emit.input(targets, dtype, dims));
}

/** [N, …] → [N] */
function reduced(emit: Extension, x: string, how: 'mean' | 'sum' = 'mean'): string {
  const axes = axesFrom(emit.dims(x), 1);
  return how === 'mean' ? emit.mean(x, axes) : emit.sum(x, axes);
}
