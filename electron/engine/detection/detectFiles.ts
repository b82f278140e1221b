import { basename, extname } from 'node:path';
import {
  fail,
  FoveaError,
  problemOf,
  type BoxFormat,
  type DeviceId,
  type EngineContract,
  type ModelCard,
  type ModelFile,
  type OutputOf,
  type ProgressOf,
  type SearchedPhoto,
  type WindowSettings,
} from '../../contract/index.ts';
import { walk, writeNew, type RunnerProcess } from '../jobs/index.ts';
import type { BoxAnnotation } from '../../runner/vision/index.ts';
import { photoFile, setFile, type BoxFile } from './boxFiles.ts';

type Method = EngineContract['detection.files'];

export interface FilesToSearch {
  readonly paths: readonly string[];
  readonly model: ModelFile;
  readonly settings: WindowSettings;
  /** Names of the classes looked for; null: as the settings say. */
  readonly classNames: readonly string[] | null;
  readonly formats: readonly BoxFormat[];
  /** Where the files of the formats go; null where there are no formats. */
  readonly folder: string | null;
  readonly device: DeviceId;
}

/** Searches files in the order found; one that cannot be read is reported with its reason and the rest goes on. */
export async function detectFiles(
  runner: Pick<RunnerProcess, 'ask'>,
  asked: FilesToSearch,
  onProgress: (step: ProgressOf<Method>) => void,
  signal: AbortSignal,
): Promise<OutputOf<Method>> {
  const { model, formats, device } = asked;
  const settings = { ...asked.settings, ...classesOf(model.card, asked.classNames) };
  const paths: string[] = [];
  for await (const { path } of walk(asked.paths, signal)) paths.push(path);
  const total = paths.length;
  const annotations: BoxAnnotation[] = [];
  const losses = new Set<string>();
  const write = async ({ losses: lost, name, extension, text }: BoxFile): Promise<string> => {
    lost.forEach((loss) => losses.add(loss));
    return writeNew(asked.folder ?? fail('library/grant-unknown', {}), name, extension, text);
  };
  let failed = 0;
  for (const [index, path] of paths.entries()) {
    const tell = (part: number): void => onProgress({ done: index + part, total, file: null });
    const file = { index, path, written: [] as string[], result: null as SearchedPhoto | null };
    try {
      file.result = await runner.ask(
        'detection.windows',
        { model, path, settings, device },
        { signal, onProgress: (step) => tell(step.done / step.total) },
      );
      const annotation = annotationOf(path, file.result);
      annotations.push(annotation);
      for (const format of formats) {
        const made = photoFile(format, basename(path, extname(path)), annotation, model.card.classNames);
        if (made) file.written.push(await write(made));
      }
      onProgress({ done: index + 1, total, file: { ...file, problem: null } });
    } catch (thrown) {
      if (signal.aborted || !isOfThePhoto(thrown)) throw thrown;
      failed += 1;
      onProgress({ done: index + 1, total, file: { ...file, problem: problemOf(thrown) } });
    }
  }
  const written: string[] = [];
  for (const format of annotations.length > 0 ? formats : []) {
    const made = setFile(format, annotations, model.card.classNames);
    if (made) written.push(await write(made));
  }
  return { done: total, failed, model: model.card.name, written, losses: [...losses] };
}

/** What concerns all photos alike ends the job: the model, the device, the disk. */
const isOfThePhoto = (thrown: unknown): boolean =>
  thrown instanceof FoveaError && (thrown.code.startsWith('photo/') || thrown.code === 'detection/too-fine');

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
