import { iou, type Box } from './box.ts';

/** How well boxes that were proposed cover those that are there. */
export interface ProposalRecall {
  /** Of the true boxes, the share that a proposal overlaps by at least so much. */
  readonly recall: number;
  /** Best overlap of each true box with a proposal, averaged; 0 where nothing was proposed. */
  readonly meanBestOverlap: number;
}

/**
 * @param bestOverlaps  of each true box the IoU of the proposal that fits it best, as `bestOverlap` gives
 * @param least         IoU from which on a box counts as found
 * @throws RangeError   there is no true box
 */
export function proposalRecall(bestOverlaps: readonly number[], least = 0.5): ProposalRecall {
  if (bestOverlaps.length === 0) throw new RangeError('There is no true box to be found.');
  const found = bestOverlaps.filter((overlap) => overlap >= least).length;
  const sum = bestOverlaps.reduce((total, overlap) => total + overlap, 0);
  return { recall: found / bestOverlaps.length, meanBestOverlap: sum / bestOverlaps.length };
}

/** @param proposals  [n, 4] x0, y0, x1, y1 in pixels */
export function bestOverlap(truth: Box, proposals: ArrayLike<number>): number {
  let best = 0;
  for (let at = 0; at < proposals.length; at += 4) {
    const [x0, y0, x1, y1] = [proposals[at], proposals[at + 1], proposals[at + 2], proposals[at + 3]];
    best = Math.max(best, iou(truth, { x0: x0 ?? 0, y0: y0 ?? 0, x1: x1 ?? 0, y1: y1 ?? 0 }));
  }
  return best;
}
