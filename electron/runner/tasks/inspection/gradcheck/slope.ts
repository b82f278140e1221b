import type { Tensor64 } from '../../../../reference/index.ts';

/** How a weighted sum of a node's outputs changes when an input is moved one step back and one step forth. */
export interface MeasuredSlope {
  /** Half of what lies between the two ends: the central difference. */
  readonly central: number;
  /** What each half of the way adds; where they differ much there is a kink between. */
  readonly forth: number;
  readonly back: number;
  /** How much of `central` rounding can be, in 64 bits. */
  readonly noise: number;
}

/** Units in the last place that an operator's own sums may lose. */
const roundings = 8 * Number.EPSILON;

/**
 * Compares outputs number by number before anything is added up, so that what did not move cancels exactly.
 *
 * @param weights  of each output's numbers
 */
export function measureSlope(
  outputs: readonly { before: Tensor64; here: Tensor64; after: Tensor64; weights: Tensor64 }[],
): MeasuredSlope {
  let [forth, back, squares] = [0, 0, 0];
  for (const { before, here, after, weights } of outputs) {
    for (let i = 0; i < here.values.length; i++) {
      const [low = 0, mid = 0, high = 0] = [before.values[i], here.values[i], after.values[i]];
      if (low === mid && mid === high) continue;
      const weight = weights.values[i] ?? 0;
      forth += weight * (high - mid);
      back += weight * (mid - low);
      squares += (weight * mid) ** 2;
    }
  }
  return { central: (forth + back) / 2, forth, back, noise: roundings * Math.sqrt(squares) };
}
