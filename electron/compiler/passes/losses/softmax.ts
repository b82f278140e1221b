import type { Extension } from '../extension.ts';
import { axesFrom, type Loss } from './define.ts';
import { perClass, type ClassTargets } from './targets.ts';

export interface SoftmaxLossOptions extends ClassTargets {
  /** [N, K], or [N, K, H, W] with a class for every pixel. */
  readonly logits: string;
  /** [K] multiplies the loss of each class. */
  readonly classWeights?: readonly number[];
  /** ε: the truth becomes (1 − ε) · truth + ε / K. Default 0. */
  readonly labelSmoothing?: number;
}

/**
 * Softmax cross-entropy with the natural logarithm:
 *
 *     loss[n] = − Σ over k of w[k] · q[n, k] · log p[n, k],   p = softmax(logits)
 *
 * q is the truth, smoothed. With class indices the mean is weighted by w[true class], as PyTorch's is; with
 * probabilities it is the plain mean.
 *
 * @throws graph/unknown-value, graph/unfit-value  when `attachLoss` emits it: logits or targets do not fit
 * @see Szegedy et al., "Rethinking the Inception Architecture", 2016, section 7, for label smoothing
 */
export const softmaxLoss =
  (options: SoftmaxLossOptions): Loss =>
  (emit) => {
    const { form = 'classes', classWeights, labelSmoothing = 0 } = options;
    const logits = emit.value(options.logits, [2, 4]);
    const truth = perClass(emit, logits, options);
    const weights = classWeights && classRow(emit, logits, classWeights);
    const weighted = (x: string): string => (weights === undefined ? x : emit.mul(x, weights));
    const smoothed = weighted(smooth(emit, truth, labelSmoothing));
    const losses = emit.neg(emit.sum(emit.mul(smoothed, logSoftmax(emit, logits)), [1]));
    const places = axesFrom(emit.dims(losses), 1);
    if (form === 'probabilities') return { sums: emit.mean(losses, places) };
    return { sums: emit.sum(losses, places), counts: emit.sum(weighted(truth), [1, ...axesFrom(emit.dims(truth), 2)]) };
  };

/**
 * log softmax over axis 1, with operators that every provider has. The shift that keeps exp from overflowing is the
 * maximum rounded up: any number near it will do, and a whole number has no gradient to carry back.
 */
export function logSoftmax(emit: Extension, logits: string): string {
  const shift = emit.op('Ceil', [emit.op('ReduceMax', [logits, emit.ints([1])], { keepdims: 1 })]);
  const shifted = emit.sub(logits, shift);
  return emit.sub(shifted, emit.op('Log', [emit.sum(emit.exp(shifted), [1], 1)]));
}

/** (1 − ε) · truth + ε / K; rows that are not judged stay 0. */
function smooth(emit: Extension, truth: string, epsilon: number): string {
  if (epsilon === 0) return truth;
  const classes = emit.dims(truth)[1] ?? 1;
  return emit.add(emit.affine(truth, 1 - epsilon), emit.affine(emit.sum(truth, [1], 1), epsilon / classes));
}

/** [K] as a constant of shape [1, K, 1, …]. */
function classRow(emit: Extension, scores: string, weights: readonly number[]): string {
  const dims = emit.dims(scores).map((length, axis) => (axis === 1 ? length : 1));
  if (dims[1] !== weights.length) throw new Error(`${weights.length} class weights for ${dims[1] ?? 0} classes.`);
  return emit.cast(emit.floats(weights, 'class_weights', dims), emit.type(scores).dtype);
}
