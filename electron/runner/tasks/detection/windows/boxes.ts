import type { WindowSettings } from '../../../../contract/index.ts';
import { clipBox, iou, suppress, suppressSoftly, type Box, type Detection } from '../../../vision/index.ts';
import type { Size } from './pyramid.ts';
import type { Wanted } from './candidates.ts';

/** More windows than this overlap so much that the least sure of them decide nothing. */
const mostCandidates = { greedy: 20_000, soft: 4_000 };
/** Windows that overlap a box by this much vote for where it is. */
const votingIou = 0.5;
/** Of exp(−IoU² / sigma), as in the paper of soft suppression. */
const sigma = 0.5;

/**
 * From windows, of which many show the same thing, to one box for each: suppression, then a vote of the windows around
 * each box that stayed.
 *
 * @returns the surest first, within the photo
 */
export function boxesFrom(
  windows: readonly Detection[],
  photo: Size,
  settings: WindowSettings,
  { least }: Wanted,
): Detection[] {
  const most = settings.soft ? mostCandidates.soft : mostCandidates.greedy;
  const surest = windows.length > most ? windows.toSorted((a, b) => b.score - a.score).slice(0, most) : windows;
  const kept = settings.soft
    ? suppressSoftly(surest, { rule: 'gaussian', sigma }, lowest(surest, least)).filter(
        ({ classIndex, score }) => score >= least(classIndex),
      )
    : suppress(surest, settings.overlap);
  return kept.slice(0, settings.limit).map((one) => {
    const box = settings.refine ? votedBox(one, surest) : one.box;
    return { ...one, box: clipBox(box, photo.width, photo.height) };
  });
}

const lowest = (windows: readonly Detection[], least: Wanted['least']): number =>
  windows.reduce((low, { classIndex }) => Math.min(low, least(classIndex)), 1);

/**
 * The mean of the windows of a class, of neighboring places and sizes, that overlap a box by half, by their probability.
 *
 * @see Gidaris and Komodakis, "Object detection via a multi-region and semantic segmentation-aware CNN model", 2015,
 *      section 5, for voting
 */
export function votedBox({ box, classIndex }: Detection, windows: readonly Detection[]): Box {
  let [sum, x0, y0, x1, y1] = [0, 0, 0, 0, 0];
  for (const { box: other, classIndex: otherClass, score } of windows) {
    if (otherClass !== classIndex || iou(box, other) < votingIou) continue;
    sum += score;
    x0 += score * other.x0;
    y0 += score * other.y0;
    x1 += score * other.x1;
    y1 += score * other.y1;
  }
  return sum > 0 ? { x0: x0 / sum, y0: y0 / sum, x1: x1 / sum, y1: y1 / sum } : box;
}
