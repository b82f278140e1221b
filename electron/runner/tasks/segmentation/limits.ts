import { nativeFailure } from '../../../../native/index.ts';
import { failure, problemOf, type Problem } from '../../../contract/index.ts';

/** What cannot be asked of segmentation on this machine, and why; null: it can. */
export function segmentationLimits(): { crf: Problem | null } {
  const missing = nativeFailure();
  return { crf: missing === null ? null : problemOf(failure('segmentation/no-addon', { reason: missing })) };
}
