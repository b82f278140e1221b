import type { EngineContract, InputOf, KnownModel, DeviceId, OutputOf, ProgressOf } from '../../../contract/index.ts';
import { sentenceOf } from '../sentences.ts';
import { checkLearnable, learnDetector, type LearnWith } from '../learning/learnDetector.ts';
import { phaseInWords } from '../learning/phases.ts';
import { checkAnyBoxes, labelledFiles, labelledPhotos, type FilesToRead } from './labelledFiles.ts';

type Method = EngineContract['detection.train'];

export interface FilesToLearnFrom extends FilesToRead, Pick<InputOf<Method>, 'name' | 'settings'> {
  readonly model: KnownModel;
  readonly device: DeviceId;
}

/**
 * Learns a detector from photos and files of boxes, and puts it onto the shelf.
 *
 * @throws annotation/not-readable, detection/no-boxes, detection/too-many-classes, and what the runner throws
 */
export async function trainDetectorFiles(
  needs: LearnWith,
  asked: FilesToLearnFrom,
  onProgress: (step: ProgressOf<Method>) => void,
  signal: AbortSignal,
): Promise<OutputOf<Method>> {
  const reading = (step: { done: number; total: number }): void =>
    onProgress({ phase: 'Reading annotations', ...step });
  const read = await labelledFiles(asked, { signal, onProgress: reading });
  checkAnyBoxes(read);
  const { photos, classNames, problems, losses } = read;
  checkLearnable({ classNames, photos });
  const labelled = await labelledPhotos(photos, classNames);
  const learned = await learnDetector(
    needs,
    { ...asked, photos: labelled.photos, classNames },
    { signal, onProgress: ({ phase, ...step }) => onProgress({ phase: phaseInWords[phase], ...step }) },
  );
  const left = [...problems, ...labelled.problems, ...learned.problems].map(sentenceOf);
  return { model: learned.model, report: learned.report, losses: [...losses, ...left] };
}
