import { bestOverlap, proposalRecall } from '../../electron/runner/vision/index.ts';
import type { PhotoBox } from '../../electron/contract/index.ts';
import { areaOf, contains } from './boxGeometry.ts';
import type { Point } from './boxGeometry.ts';

// Proposals as they come: [n][4] x0, y0, x1, y1 in pixels of the full-size photo, the likeliest first.

export type ProposedBoxes = readonly number[];

/** The box with this number, or the region with this number of a merge tree. */
export const proposedBox = (boxes: ProposedBoxes, index: number): PhotoBox => ({
  x0: boxes[4 * index] ?? 0,
  y0: boxes[4 * index + 1] ?? 0,
  x1: boxes[4 * index + 2] ?? 0,
  y1: boxes[4 * index + 3] ?? 0,
});

/**
 * Numbers of the proposals that a point lies in, the smallest area first.
 *
 * @param leastSide  proposals with a shorter side are left out: nobody could see what they hold
 */
export function proposalsUnder(boxes: ProposedBoxes, point: Point, leastSide: number): readonly number[] {
  const under: { readonly index: number; readonly area: number }[] = [];
  for (let index = 0; 4 * index < boxes.length; index++) {
    const box = proposedBox(boxes, index);
    if (!contains(box, point) || Math.min(box.x1 - box.x0, box.y1 - box.y0) < leastSide) continue;
    under.push({ index, area: areaOf(box) });
  }
  return under.toSorted((a, b) => a.area - b.area).map(({ index }) => index);
}

/** Of drawn boxes, how many have a proposal of IoU 0.5 or more among those given; null: none is drawn. */
export function coverageOf(
  drawn: readonly PhotoBox[],
  boxes: ProposedBoxes,
): { readonly covered: number; readonly drawn: number; readonly meanBestOverlap: number } | null {
  if (drawn.length === 0) return null;
  const { recall, meanBestOverlap } = proposalRecall(drawn.map((box) => bestOverlap(box, boxes)));
  return { covered: Math.round(recall * drawn.length), drawn: drawn.length, meanBestOverlap };
}
