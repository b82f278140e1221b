// From a ranking to one number. D detections of one class, the surest first.

/** Precision and recall when all detections up to and with each one are believed. */
export interface PrecisionRecall {
  /** [D] falling */
  readonly scores: Float64Array;
  /** [D] share of the believed that are right */
  readonly precision: Float64Array;
  /** [D] share of the truths found, rising; NaN where there are no truths */
  readonly recall: Float64Array;
}

/**
 * @param scores     [D] falling
 * @param hits       [D] 1 where the detection is right, else 0
 * @param positives  number of truths to be found
 */
export function precisionRecall(scores: Float64Array, hits: ArrayLike<number>, positives: number): PrecisionRecall {
  const precision = new Float64Array(scores.length);
  const recall = new Float64Array(scores.length);
  let found = 0;
  for (let rank = 0; rank < scores.length; rank += 1) {
    found += hits[rank] ?? 0;
    precision[rank] = found / (rank + 1);
    recall[rank] = found / positives;
  }
  return { scores, precision, recall };
}

/** [D] the best precision at this recall or any larger one: the monotone envelope of a curve. */
export function envelope(precision: Float64Array): Float64Array {
  const best = Float64Array.from(precision);
  for (let rank = best.length - 2; rank >= 0; rank -= 1) best[rank] = Math.max(best[rank] ?? 0, best[rank + 1] ?? 0);
  return best;
}

/**
 * Average precision: the area under the monotone envelope of the curve.
 *
 * @param positives  number of truths; with 0 the answer is NaN
 * @see              the VOC development kit from 2010 on
 */
export function averagePrecision({ precision, recall }: PrecisionRecall, positives: number): number {
  if (positives === 0) return NaN;
  const best = envelope(precision);
  return best.reduce((sum, height, rank) => sum + ((recall[rank] ?? 0) - (recall[rank - 1] ?? 0)) * height, 0);
}

/**
 * Average precision of VOC 2007: the mean of the envelope at the recalls 0, 0.1, …, 1.
 *
 * @param positives  number of truths; with 0 the answer is NaN
 * @see              Everingham et al., "The PASCAL visual object classes challenge", IJCV 2010, section 4.2
 */
export function elevenPointPrecision({ precision, recall }: PrecisionRecall, positives: number): number {
  if (positives === 0) return NaN;
  const best = envelope(precision);
  // k / 10 is the number nearest to the decimal, as recall is to its fraction: a recall of exactly 3 / 10 counts at 0.3.
  const levels = Array.from({ length: 11 }, (_, k) => recall.findIndex((value) => value >= k / 10));
  return levels.reduce((sum, rank) => sum + (rank < 0 ? 0 : (best[rank] ?? 0)), 0) / 11;
}
