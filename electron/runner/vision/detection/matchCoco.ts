import { boxArea, intersectionArea, iou, type Box, type Detection } from './box.ts';
import { byScore } from './byScore.ts';
import type { JudgedPhoto, TruthBox } from './truth.ts';

// One photo and one class by COCO's rules. D detections, G truths, T thresholds.

/** Square pixels, both ends included. */
export type AreaRange = readonly [low: number, high: number];

/** No more detections than this are looked at in one photo and class; it also bounds the table of overlaps. */
export const mostDetections = 100;

/** What one photo has of one class. */
export interface PhotoOfClass {
  /** [D] the surest first */
  readonly detections: readonly Detection[];
  readonly truths: readonly TruthBox[];
  /** [D, G] */
  readonly overlaps: Float64Array;
}

/** What became of each detection at each threshold. */
export interface CocoMatches {
  /** [D] */
  readonly scores: readonly number[];
  /** [T, D] */
  readonly outcomes: readonly (readonly CocoOutcome[])[];
  /** Truths that are to be found. */
  readonly positives: number;
}

/** Found a truth; found one that does not count, or lies outside the area range; found nothing. */
export type CocoOutcome = 'hit' | 'ignored' | 'miss';

/** The detections and truths of a class in a photo, and how they overlap. */
export function photoOfClass(photo: JudgedPhoto, classIndex: number): PhotoOfClass {
  const own = photo.detections.filter((detection) => detection.classIndex === classIndex);
  const detections = byScore(own).slice(0, mostDetections);
  const truths = photo.truths.filter((truth) => truth.classIndex === classIndex);
  const overlaps = new Float64Array(detections.length * truths.length);
  for (const [d, { box }] of detections.entries()) {
    for (const [g, truth] of truths.entries()) overlaps[d * truths.length + g] = overlap(box, truth);
  }
  return { detections, truths, overlaps };
}

/**
 * Matches detections in order of score: each takes the free truth that it overlaps most (the last of equals), one that
 * counts before any that does not. A crowd is never used up.
 *
 * @param thresholds  [T]
 * @see               Lin et al., "Microsoft COCO", 2014, and `COCOeval.evaluateImg` of its tools
 */
export function matchCoco(found: PhotoOfClass, range: AreaRange, thresholds: readonly number[]): CocoMatches {
  const { detections, truths } = found;
  const ignored = truths.map((truth) => truth.crowd === true || outside(truth.areaPx ?? boxArea(truth.box), range));
  // What counts comes first; both parts keep their order.
  const order = [...truths.keys()].sort((a, b) => Number(ignored[a]) - Number(ignored[b]));
  return {
    scores: detections.map(({ score }) => score),
    outcomes: thresholds.map((threshold) => outcomesAt(threshold, found, order, ignored, range)),
    positives: ignored.filter((one) => !one).length,
  };
}

function outcomesAt(
  threshold: number,
  { detections, truths, overlaps }: PhotoOfClass,
  order: readonly number[],
  ignored: readonly boolean[],
  range: AreaRange,
): CocoOutcome[] {
  const taken = new Uint8Array(truths.length);
  return detections.map(({ box }, d) => {
    const match = matchOf(d);
    if (match < 0) return outside(boxArea(box), range) ? 'ignored' : 'miss';
    taken[match] = 1;
    return ignored[match] ? 'ignored' : 'hit';
  });

  function matchOf(d: number): number {
    let [best, match] = [threshold, -1];
    for (const g of order) {
      if (taken[g] && !truths[g]?.crowd) continue;
      if (match >= 0 && !ignored[match] && ignored[g]) break;
      const shared = overlaps[d * truths.length + g] ?? 0;
      if (shared >= best) [best, match] = [shared, g];
    }
    return match;
  }
}

/** A detection inside a crowd is right however little of the crowd it covers. */
function overlap(box: Box, { box: truth, crowd }: TruthBox): number {
  if (!crowd) return iou(box, truth);
  const area = boxArea(box);
  return area === 0 ? 0 : intersectionArea(box, truth) / area;
}

const outside = (area: number, [low, high]: AreaRange): boolean => area < low || area > high;
