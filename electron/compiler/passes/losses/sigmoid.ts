import type { Extension } from '../extension.ts';
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
    const terms = emit.sub(softplus(emit, logits), emit.mul(truth, logits));
    const losses = emit.sum(terms, [1]);
    return { sums: emit.mean(losses, axesFrom(emit.dims(losses), 1)) };
  };

/**
 * log(1 + exp(x)) = m + log(exp(−m) + exp(x − m)), which neither overflows nor has a kink: its gradient is the sigmoid
 * at every x, 0 too, where a new head begins. m is max(0, x) rounded up; a whole number has no gradient to carry back.
 * The operator Softplus would do the same, but not on every device.
 */
function softplus(emit: Extension, x: string): string {
  const shift = emit.op('Ceil', [emit.op('Relu', [x])]);
  const sum = emit.add(emit.exp(emit.neg(shift)), emit.exp(emit.sub(x, shift)));
  return emit.add(shift, emit.op('Log', [sum]));
}
