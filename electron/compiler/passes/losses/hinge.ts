import type { Extension } from '../extension.ts';
import { axesFrom, type Loss, type LossParts } from './define.ts';
import { perClass, type ClassTargets } from './targets.ts';

export interface HingeLossOptions extends ClassTargets {
  /** [N, K] or [N, K, H, W], higher is more certain. */
  readonly scores: string;
  /** How far the true class must lead; default 1. */
  readonly margin?: number;
  /** Squares each term: a softer start, a harder end. */
  readonly squared?: boolean;
}

/**
 * Multi-class hinge loss: how far each wrong class comes within the margin of the true one, added up.
 *
 *     loss[n] = Σ over k ≠ y of max(0, score[n, k] − score[n, y] + margin)
 *
 * @see Weston and Watkins, "Support vector machines for multi-class pattern recognition", 1999
 */
export const hingeLoss =
  (options: Omit<HingeLossOptions, 'form'>): Loss =>
  (emit) => {
    const { margin = 1, squared = false } = options;
    const scores = emit.value(options.scores, [2, 4]);
    const truth = perClass(emit, scores, options);
    const judged = emit.sum(truth, [1], 1);
    const own = emit.sum(emit.mul(truth, scores), [1], 1);
    const excess = emit.op('Relu', [emit.affine(emit.sub(scores, own), 1, margin)]);
    const wrong = emit.sub(judged, truth);
    return summed(emit, emit.mul(wrong, squared ? emit.square(excess) : excess), judged);
  };

/**
 * One binary hinge loss per class, as K support vector machines have it, with sign +1 for the true class or classes
 * and −1 for all others:
 *
 *     loss[n] = Σ over k of max(0, margin − sign[n, k] · score[n, k])
 *
 * With the form `probabilities`, targets are 1 and 0 for any number of true classes.
 */
export const oneVsRestHingeLoss =
  (options: HingeLossOptions): Loss =>
  (emit) => {
    const { margin = 1, squared = false, form = 'classes' } = options;
    const scores = emit.value(options.scores, [2, 4]);
    const truth = perClass(emit, scores, options);
    const signed = emit.mul(emit.affine(truth, 2, -1), scores);
    const missing = emit.op('Relu', [emit.sub(emit.scalar(margin, signed), signed)]);
    const terms = squared ? emit.square(missing) : missing;
    const losses = emit.sum(terms, [1]);
    if (form === 'probabilities') return { sums: emit.mean(losses, axesFrom(emit.dims(losses), 1)) };
    const judged = emit.sum(truth, [1], 1);
    return summed(emit, emit.mul(terms, judged), judged);
  };

/** terms [N, K, …] and judged [N, 1, …] → the parts */
const summed = (emit: Extension, terms: string, judged: string): LossParts => ({
  sums: emit.sum(terms, axesFrom(emit.dims(terms), 1)),
  counts: emit.sum(judged, axesFrom(emit.dims(judged), 1)),
});
