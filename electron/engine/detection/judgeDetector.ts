import type { DetectionReport, LabelledPhoto, PhotoId } from '../../contract/index.ts';
import { detectionReport, type ReportedPhoto } from '../../runner/vision/index.ts';
import { searcher, type Finder } from './finding.ts';

export interface ToJudge {
  /** Classes by the detector's indices. */
  readonly photos: readonly LabelledPhoto[];
  readonly idOf?: (path: string) => PhotoId | null;
  /** Of photos that could not even be asked about. */
  readonly problems?: DetectionReport['problems'];
}

export interface JudgeWatch {
  readonly signal: AbortSignal;
  readonly onProgress: (step: { done: number; total: number }) => void;
}

/** Has photos searched and compares what is found with what is drawn. A photo that cannot be read is left out. */
export async function judgeDetector(
  finder: Finder,
  { photos, idOf = () => null, problems: before = [] }: ToJudge,
  { signal, onProgress }: JudgeWatch,
): Promise<DetectionReport> {
  const search = searcher(finder, signal);
  const judged: ReportedPhoto[] = [];
  const problems = [...before];
  const { name, classNames } = finder.model.card;
  for (const [index, photo] of photos.entries()) {
    onProgress({ done: index, total: photos.length });
    const { path, boxes: truth } = photo;
    const searched = await search(photo);
    if ('problem' in searched) problems.push({ path, problem: searched.problem });
    else judged.push({ path, photo: idOf(path), truth, found: searched.found.detections });
  }
  onProgress({ done: photos.length, total: photos.length });
  return detectionReport(name, judged, classNames, problems);
}
