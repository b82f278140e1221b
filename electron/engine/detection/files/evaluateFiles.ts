import { fail, type DetectionReport } from '../../../contract/index.ts';
import type { Finder } from '../finding.ts';
import { judgeDetector, type JudgeWatch } from '../judgeDetector.ts';
import { checkAnyBoxes, labelledFiles, labelledPhotos, type FilesToRead } from './labelledFiles.ts';

/**
 * Judges a detector by files of boxes; those of classes that it does not know are left out.
 *
 * @throws annotation/not-readable, detection/no-boxes, model/*, detection/no-addon
 */
export async function evaluateDetectorFiles(
  finder: Finder,
  asked: FilesToRead,
  watch: JudgeWatch,
): Promise<DetectionReport> {
  const read = await labelledFiles(asked, { ...watch, onProgress: () => undefined });
  checkAnyBoxes(read);
  const { photos, problems } = await labelledPhotos(read.photos, finder.model.card.classNames);
  if (!photos.some(({ boxes }) => boxes.length > 0)) fail('detection/no-boxes', {});
  return judgeDetector(finder, { photos, problems: [...read.problems, ...problems] }, watch);
}
