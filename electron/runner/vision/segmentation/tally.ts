import { fail } from '../../../contract/index.ts';
import { notJudged, type LabelMap } from './labelMap.ts';

// How well label maps agree with the truth, pixel by pixel. C classes.

/** Pixels by what they are and what was answered. */
export interface SegmentationTally {
  readonly classes: number;
  /** [C, C + 1] row: the true class; column: the class answered, the last one where none was. */
  readonly counts: Float64Array;
}

/** Nothing counted yet, of C classes. */
export const segmentationTally = (classes: number): SegmentationTally => ({
  classes,
  counts: new Float64Array(classes * (classes + 1)),
});

/**
 * The tally with one more photo. Pixels whose truth nobody judged do not count; a judged one without an answer is wrong.
 *
 * @throws mask/size when the maps differ in size, mask/class when one holds a class beyond the last
 */
export function tallied(tally: SegmentationTally, predicted: LabelMap, truth: LabelMap): SegmentationTally {
  checkSameSize(predicted, truth);
  const { classes } = tally;
  const counts = Float64Array.from(tally.counts);
  for (const [at, trueClass] of truth.classOf.entries()) {
    if (trueClass === notJudged) continue;
    const answer = predicted.classOf[at] ?? notJudged;
    const highest = answer === notJudged ? trueClass : Math.max(trueClass, answer);
    if (highest >= classes) fail('mask/class', { classIndex: highest, count: classes });
    const cell = trueClass * (classes + 1) + Math.min(answer, classes);
    counts[cell] = (counts[cell] ?? 0) + 1;
  }
  return { classes, counts };
}

/** @throws mask/size when the maps differ in size */
export function checkSameSize(predicted: LabelMap, { width, height }: LabelMap): void {
  if (predicted.width === width && predicted.height === height) return;
  fail('mask/size', {
    ...{ width: predicted.width, height: predicted.height },
    ...{ photoWidth: width, photoHeight: height },
  });
}

/** Share of judged pixels that are right, 0 to 1; null where none was judged. */
export function pixelAccuracy(tally: SegmentationTally): number | null {
  const all = tally.counts.reduce((sum, count) => sum + count, 0);
  const hits = sums(tally).reduce((sum, { hits }) => sum + hits, 0);
  return all === 0 ? null : hits / all;
}

/** [C] share of the pixels of each class that were answered with it; null for a class that has none. */
export const classAccuracies = (tally: SegmentationTally): (number | null)[] =>
  sums(tally).map(({ truths, hits }) => (truths === 0 ? null : hits / truths));

/** [C] intersection over union of each class; null for a class that neither was true nor was answered. */
export const classIoUs = (tally: SegmentationTally): (number | null)[] =>
  sums(tally).map(({ truths, answers, hits }) => (truths + answers === 0 ? null : hits / (truths + answers - hits)));

/** Mean of `classAccuracies` over the classes that have one; null where none has. */
export const meanClassAccuracy = (tally: SegmentationTally): number | null => meanOf(classAccuracies(tally));

/**
 * Mean of `classIoUs` over the classes that have one; null where none has.
 *
 * @see Everingham et al., "The PASCAL Visual Object Classes Challenge: a retrospective", IJCV 2015, section 4.3; Long,
 *      Shelhamer and Darrell, "Fully convolutional networks for semantic segmentation", CVPR 2015, section 5
 */
export const meanIoU = (tally: SegmentationTally): number | null => meanOf(classIoUs(tally));

/** Mean of what is there; null where nothing is. */
export function meanOf(values: readonly (number | null)[]): number | null {
  const there = values.filter((value) => value !== null);
  return there.length === 0 ? null : there.reduce((sum, value) => sum + value, 0) / there.length;
}

/** [C] pixels of each class in truth, in the answers, and in both. */
function sums({ classes, counts }: SegmentationTally): { truths: number; answers: number; hits: number }[] {
  const perClass = Array.from({ length: classes }, () => ({ truths: 0, answers: 0, hits: 0 }));
  for (const [cell, count] of counts.entries()) {
    const [trueClass, answer] = [Math.floor(cell / (classes + 1)), cell % (classes + 1)];
    const [row, column] = [perClass[trueClass], perClass[answer]];
    if (row) row.truths += count;
    if (column) column.answers += count;
    if (row && row === column) row.hits += count;
  }
  return perClass;
}
