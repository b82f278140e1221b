import { basename, extname } from 'node:path';
import {
  fail,
  type BoxFormat,
  type DeviceId,
  type EngineContract,
  type KnownModel,
  type ModelCard,
  type OutputOf,
  type ProgressOf,
  type SearchedPhoto,
  type WindowSettings,
} from '../../contract/index.ts';
import { overFiles, writeNew, type RunnerProcess } from '../jobs/index.ts';
import type { BoxAnnotation } from '../../runner/vision/index.ts';
import { photoFile, setFile, type BoxFile } from './boxFiles.ts';
import { foundInFile } from './findFiles.ts';

type Method = EngineContract['detection.files'];

export interface FilesToSearch {
  readonly paths: readonly string[];
  readonly model: KnownModel;
  readonly settings: WindowSettings;
  /** Names of the classes looked for; null: as the settings say. */
  readonly classNames: readonly string[] | null;
  readonly formats: readonly BoxFormat[];
  /** Where the files of the formats go; null where there are no formats. */
  readonly folder: string | null;
  readonly device: DeviceId;
  /** Where learned detectors keep descriptions of regions. */
  readonly cacheDir: string;
}

/** Searches files, by windows of a classifier or regions of a learned detector, and writes their boxes. */
export async function detectFiles(
  runner: Pick<RunnerProcess, 'ask'>,
  asked: FilesToSearch,
  onProgress: (step: ProgressOf<Method>) => void,
  signal: AbortSignal,
): Promise<OutputOf<Method>> {
  const { model, formats, device } = asked;
  const { classNames } = model.card;
  const settings = { ...asked.settings, ...classesOf(model.card, asked.classNames) };
  const annotations: BoxAnnotation[] = [];
  const losses = new Set<string>();
  const write = async ({ losses: lost, name, extension, text }: BoxFile): Promise<string> => {
    lost.forEach((loss) => losses.add(loss));
    return writeNew(asked.folder ?? fail('library/grant-unknown', {}), name, extension, text);
  };
  const counts = await overFiles({
    ...{ roots: asked.paths, ofThePhoto, onProgress, signal },
    work: async (path, onWritten, tell) => {
      const watch = { signal, onProgress: (step: { done: number; total: number }) => tell(step.done / step.total) };
      const result = await (model.card.task === 'detection'
        ? foundInFile({ runner, model, cacheDir: asked.cacheDir, device, seen: false }, path, settings, signal)
        : runner.ask('detection.windows', { model, path, settings, device }, watch));
      const annotation = annotationOf(path, result);
      annotations.push(annotation);
      for (const format of formats) {
        const made = await photoFile(format, basename(path, extname(path)), annotation, classNames);
        if (made) onWritten(await write(made));
      }
      return result;
    },
  });
  const written: string[] = [];
  for (const format of annotations.length > 0 ? formats : []) {
    const made = setFile(format, annotations, classNames);
    if (made) written.push(await write(made));
  }
  return { ...counts, model: model.card.name, written, losses: [...losses] };
}

const ofThePhoto = /^photo\/|^detection\/too-fine$/;

/** @throws model/unsupported  it has no class of that name */
function classesOf(card: ModelCard, names: readonly string[] | null): Partial<WindowSettings> {
  if (names === null) return {};
  const classes = names.map((name) => {
    const index = card.classNames.findIndex((own) => own.toLowerCase() === name.toLowerCase());
    return index >= 0 ? index : fail('model/unsupported', { model: card.name, reason: `it has no class "${name}".` });
  });
  return { classes };
}

const annotationOf = (path: string, { photoWidth, photoHeight, detections }: SearchedPhoto): BoxAnnotation => ({
  photo: { file: basename(path), width: photoWidth, height: photoHeight },
  objects: detections.map(({ className, box, score }) => ({ className, box, score })),
});
