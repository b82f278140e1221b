import { matchVoc } from './matchVoc.ts';
import { averagePrecision, elevenPointPrecision, precisionRecall, type PrecisionRecall } from './precisionRecall.ts';
import { meanOfKnown, type JudgedPhoto } from './truth.ts';

/** How well one class is found. */
export interface VocClass {
  /** 0 to 1; NaN where there is no truth. */
  readonly averagePrecision: number;
  /** The same at eleven recalls, as in VOC 2007. */
  readonly elevenPointPrecision: number;
  readonly positives: number;
  /** One point for each detection that counts. */
  readonly curve: PrecisionRecall;
}

export interface VocReport {
  /** Mean of the average precisions of the classes that have truths; NaN where none has. */
  readonly meanAveragePrecision: number;
  readonly meanElevenPointPrecision: number;
  /** [C] */
  readonly classes: readonly VocClass[];
}

/**
 * Judges detections by the rules of the VOC challenge.
 *
 * @param minIou  from this overlap on a truth is found
 * @see           Everingham et al., "The PASCAL visual object classes challenge", IJCV 2010, section 4.2
 */
export function evaluateVoc(photos: readonly JudgedPhoto[], classCount: number, minIou = 0.5): VocReport {
  const classes = Array.from({ length: classCount }, (_, classIndex) => judgeClass(photos, classIndex, minIou));
  return {
    meanAveragePrecision: meanOfKnown(classes.map((one) => one.averagePrecision)),
    meanElevenPointPrecision: meanOfKnown(classes.map((one) => one.elevenPointPrecision)),
    classes,
  };
}

function judgeClass(photos: readonly JudgedPhoto[], classIndex: number, minIou: number): VocClass {
  const { ranked, positives } = matchVoc(photos, classIndex, minIou);
  const counted = ranked.filter(({ outcome }) => outcome !== 'ignored');
  const scores = Float64Array.from(counted, ({ score }) => score);
  const hits = Uint8Array.from(counted, ({ outcome }) => Number(outcome === 'hit'));
  const curve = precisionRecall(scores, hits, positives);
  return {
    averagePrecision: averagePrecision(curve, positives),
    elevenPointPrecision: elevenPointPrecision(curve, positives),
    positives,
    curve,
  };
}
