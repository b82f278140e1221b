import type { SegmenterScores } from '../../../../contract/index.ts';
import {
  classIoUs,
  meanIoU,
  pixelAccuracy,
  segmentationTally,
  tallied,
  type SegmentationTally,
} from '../../../vision/index.ts';
import type { PixelHead } from '../../../hypercolumns/index.ts';
import type { Looker } from './looker.ts';
import type { SeenPhoto } from './lookAt.ts';
import type { Work } from './run.ts';

/** How well a head agrees with the masks of photos, pixel by pixel in their working size; null where there is none. */
export async function judged(
  { classes, turn, reader, tell }: Work,
  photos: readonly SeenPhoto[],
  looker: Looker,
  head: PixelHead,
): Promise<SegmenterScores | null> {
  let tally = segmentationTally(classes);
  for (const [index, photo] of photos.entries()) {
    tell({ phase: 'evaluating', done: index, total: photos.length, photo: photo.path });
    const { picture, truth } = await reader.read(photo);
    tally = tallied(tally, await turn(() => looker.answers(picture, head)), truth);
  }
  tell({ phase: 'evaluating', done: photos.length, total: photos.length });
  return photos.length === 0 ? null : scoresOf(tally);
}

const scoresOf = (tally: SegmentationTally): SegmenterScores => ({
  meanIou: meanIoU(tally),
  pixelAccuracy: pixelAccuracy(tally),
  ious: classIoUs(tally),
});

/** The tuned network where it is as good as the head alone, or where nothing says which one is. */
export const betterOf = (head: SegmenterScores | null, tuned: SegmenterScores | null): 'head' | 'tuned' =>
  (head?.meanIou ?? 0) > (tuned?.meanIou ?? 0) ? 'head' : 'tuned';
