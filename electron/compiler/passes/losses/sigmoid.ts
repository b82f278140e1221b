import { axesFrom, type Loss } from './define.ts';
import { perClass, type ClassTargets } from './targets.ts';

export interface SigmoidLossOptions extends ClassTargets {
  /** [N, K] or [N, K, H, W]: one yes-or-no question per class. */
  readonly logits: string;
}

/**
 * Sigmoid cross-entropy: each class is a question of its own, and any number of them may be true.
 *
 *     loss[n] = Σ over k of log(1 + exp(logit)) − target · logit,   the mean over the places of a map
 *
 * The form is `probabilities` by default here: targets [N, K, …] from 0 to 1.
 */
export const sigmoidLoss =
  (options: SigmoidLossOptions): Loss =>
  (emit) => {
    const logits = emit.value(options.logits, [2, 4]);
    const truth = perClass(emit, logits, { form: 'probabilities', ...options });
    // Softplus is log(1 + exp(x)) without overflow, and its gradient is the sigmoid at every x.
    const terms = emit.sub(emit.op('Softplus', [logits]), emit.mul(truth, logits));
    const losses = emit.sum(terms, [1]);
    return { sums: emit.mean(losses, axesFrom(emit.dims(losses), 1)) };
  };
