import { basename } from 'node:path';
import type {
  DeviceId,
  EngineContract,
  MaskFormat,
  ModelFile,
  OutputOf,
  ProgressOf,
  SegmentationSettings,
  SegmentedPhoto,
} from '../../contract/index.ts';
import { overFiles, type RunnerProcess } from '../jobs/index.ts';
import { atSize, type Masked } from './masks.ts';
import { ofThePhoto, segmented, type Segmented } from './segmented.ts';
import { maskWriter } from './writer.ts';

type Method = EngineContract['segmentation.files'];

export interface FilesToSegment {
  readonly paths: readonly string[];
  readonly model: ModelFile;
  readonly settings: SegmentationSettings;
  readonly formats: readonly MaskFormat[];
  readonly folder: string;
  readonly device: DeviceId;
}

/** Segments files and writes their masks. */
export async function segmentFiles(
  runner: Pick<RunnerProcess, 'ask'>,
  { paths, model, settings, formats, folder, device }: FilesToSegment,
  onProgress: (step: ProgressOf<Method>) => void,
  signal: AbortSignal,
): Promise<OutputOf<Method>> {
  const writer = maskWriter(folder, formats);
  const counts = await overFiles({
    ...{ roots: paths, ofThePhoto, onProgress, signal },
    work: (path, onWritten, tell) => {
      const watch = { signal, onProgress: (step: { done: number; total: number }) => tell(step.done / step.total) };
      return segmented(runner, { path, model, settings, device }, watch, async (made) => {
        await writer.write(maskedFrom(path, model.card.classNames, made), onWritten);
        return made.result;
      });
    },
  });
  const written = await writer.finish();
  return { ...counts, model: model.card.name, written, losses: [...writer.losses] };
}

function maskedFrom(path: string, names: readonly string[], { result, map }: Segmented): Masked {
  const { photoWidth, photoHeight } = result;
  const photo = { file: basename(path), width: photoWidth, height: photoHeight };
  return { path, annotation: { photo, classes: namesFor(names, result), map: atSize(map, photoWidth, photoHeight) } };
}

/** The card's names, and those that the runner gave to classes without one. */
export function namesFor(names: readonly string[], { areas }: SegmentedPhoto): readonly string[] {
  const highest = areas.reduce((most, { classIndex }) => Math.max(most, classIndex + 1), names.length);
  const given = new Map(areas.map(({ classIndex, className }) => [classIndex, className] as const));
  return Array.from({ length: highest }, (_, index) => names[index] ?? given.get(index) ?? `class ${index}`);
}
