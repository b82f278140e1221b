/**
 * How well a score tells photos of known photographers from those of strangers: the probability that a known one scores
 * higher than a strange one, equals counted half. 0.5: not at all · 1: always.
 *
 * @see Hanley and McNeil, "The meaning and use of the area under a receiver operating characteristic (ROC) curve",
 *      Radiology 1982
 */
export function rocArea(known: ArrayLike<number>, strange: ArrayLike<number>): number {
  const all = [
    ...Array.from(known, (score) => ({ score, isKnown: true })),
    ...Array.from(strange, (score) => ({ score, isKnown: false })),
  ].sort((a, b) => a.score - b.score);
  let [sum, from] = [0, 0];
  while (from < all.length) {
    let to = from;
    while (to < all.length && all[to]?.score === all[from]?.score) to += 1;
    // Equal scores share the mean of their ranks, from 1 on.
    const rank = (from + 1 + to) / 2;
    for (let at = from; at < to; at += 1) if (all[at]?.isKnown) sum += rank;
    from = to;
  }
  const pairs = known.length * strange.length;
  return pairs === 0 ? NaN : (sum - (known.length * (known.length + 1)) / 2) / pairs;
}

/** What is left when answers that are less probable become "nobody I know". */
export interface CoveragePoint {
  readonly below: number;
  /** Share of known photographers' photos that are still answered. */
  readonly answered: number;
  /** Share of those answers that are right. */
  readonly right: number;
  /** Share of strangers' photos that are answered, each of them wrongly; null: there are none to say it from. */
  readonly fooled: number | null;
}

/**
 * The same for every so many thresholds, from the lowest certainty of all, at which everything is answered, to nearly none.
 *
 * @param certainty  [N] of the answers to known photographers' photos
 * @param right      [N] 1 where the answer is right
 * @param strange    [M] certainty of the answers to strangers' photos
 */
export function coverageCurve(
  certainty: ArrayLike<number>,
  right: ArrayLike<number>,
  strange: ArrayLike<number>,
  points = 40,
): readonly CoveragePoint[] {
  const sorted = Array.from(certainty).sort((a, b) => a - b);
  const thresholds = Array.from({ length: points }, (_, at) => sorted[Math.floor((at * sorted.length) / points)] ?? 0);
  const least = Array.from(strange).reduce((low, score) => Math.min(low, score), sorted[0] ?? 0);
  return [least, ...new Set(thresholds.slice(1))].map((below) => pointAt(certainty, right, strange, below));
}

function pointAt(
  certainty: ArrayLike<number>,
  right: ArrayLike<number>,
  strange: ArrayLike<number>,
  below: number,
): CoveragePoint {
  let [answered, kept] = [0, 0];
  for (let photo = 0; photo < certainty.length; photo += 1) {
    if ((certainty[photo] ?? 0) < below) continue;
    answered += 1;
    kept += right[photo] ?? 0;
  }
  const fooled = Array.from(strange).filter((score) => score >= below).length;
  return {
    ...{ below, answered: answered / Math.max(1, certainty.length), right: answered === 0 ? 1 : kept / answered },
    fooled: strange.length === 0 ? null : fooled / strange.length,
  };
}
