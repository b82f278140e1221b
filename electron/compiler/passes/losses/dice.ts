import { axesFrom, type Loss } from './define.ts';
import { perClass, type ClassTargets } from './targets.ts';

export interface DiceLossOptions extends Omit<ClassTargets, 'form'> {
  /** [N, K, H, W] */
  readonly logits: string;
}

/**
 * Soft Dice: how much the shares p of each class overlap with the places g that are of it, whatever its size.
 *
 *     loss[n] = 1 − mean over the classes k that occur of 2 Σ p[k] · g[k] / (Σ p[k]² + Σ g[k]²),   p = softmax(logits)
 *
 * Sums run over the places of an example that are judged. An example without one is not there.
 *
 * @throws graph/unknown-value, graph/unfit-value  when `attachLoss` emits it: logits or targets do not fit
 * @see Milletari, Navab and Ahmadi, "V-Net", 3DV 2016, section 3, the Dice coefficient D, of one class there
 */
export const diceLoss =
  (options: DiceLossOptions): Loss =>
  (emit) => {
    const logits = emit.value(options.logits, [4]);
    const truth = perClass(emit, logits, options);
    const judged = emit.sum(truth, [1], 1);
    const shares = emit.mul(emit.op('Softmax', [logits], { axis: 1 }), judged);
    const places = axesFrom(emit.dims(logits), 2);
    const over = (x: string): string => emit.sum(x, places);
    // Truth is 0 or 1 and its own square.
    const counts = over(truth);
    const occurs = emit.asNumber(emit.op('Greater', [counts, emit.scalar(0, counts)]), counts);
    // 1 is added where the class does not occur, so that nothing is divided by 0; its overlap is 0 anyway.
    const sizes = emit.add(emit.add(over(emit.square(shares)), counts), emit.oneMinus(occurs));
    const overlaps = emit.sum(emit.div(emit.affine(over(emit.mul(shares, truth)), 2), sizes), [1]);
    const occurring = emit.sum(occurs, [1]);
    const isJudged = emit.asNumber(emit.op('Greater', [occurring, emit.scalar(0, occurring)]), occurring);
    const classes = emit.add(occurring, emit.oneMinus(isJudged));
    return { sums: emit.sub(isJudged, emit.div(overlaps, classes)), counts: isJudged };
  };
