import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import {
  FoveaError,
  problemOf,
  type DeviceId,
  type EngineContract,
  type MaskFormat,
  type ModelFile,
  type OutputOf,
  type ProgressOf,
  type SegmentationSettings,
  type SegmentedPhoto,
} from '../../contract/index.ts';
import { readMaskPng } from '../../decode/index.ts';
import { walk, type RunnerProcess } from '../jobs/index.ts';
import { atSize, type Masked } from './masks.ts';
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

/** Segments files in the order found; one that cannot be read is reported with its reason and the rest goes on. */
export async function segmentFiles(
  runner: Pick<RunnerProcess, 'ask'>,
  asked: FilesToSegment,
  onProgress: (step: ProgressOf<Method>) => void,
  signal: AbortSignal,
): Promise<OutputOf<Method>> {
  const paths: string[] = [];
  for await (const { path } of walk(asked.paths, signal)) paths.push(path);
  const writer = maskWriter(asked.folder, asked.formats);
  const total = paths.length;
  let failed = 0;
  for (const [index, path] of paths.entries()) {
    const tell = (part: number): void => onProgress({ done: index + part, total, file: null });
    const file = { index, path, written: [] as string[], result: null as SegmentedPhoto | null };
    try {
      const { result, masked } = await segmented(runner, path, asked, tell, signal);
      file.result = result;
      await writer.write(masked, (written) => file.written.push(written));
      onProgress({ done: index + 1, total, file: { ...file, problem: null } });
    } catch (thrown) {
      if (signal.aborted || !isOfThePhoto(thrown)) throw thrown;
      failed += 1;
      onProgress({ done: index + 1, total, file: { ...file, problem: problemOf(thrown) } });
    }
  }
  const written = await writer.finish();
  return { done: total, failed, model: asked.model.card.name, written, losses: [...writer.losses] };
}

/** What concerns all photos alike ends the job: the model, the device, the disk. */
export const isOfThePhoto = (thrown: unknown): boolean =>
  thrown instanceof FoveaError && /^(photo|mask)\//.test(thrown.code);

async function segmented(
  runner: Pick<RunnerProcess, 'ask'>,
  path: string,
  { model, settings, device }: FilesToSegment,
  tell: (part: number) => void,
  signal: AbortSignal,
): Promise<{ result: SegmentedPhoto; masked: Masked }> {
  const folder = await mkdtemp(join(tmpdir(), 'fovea-segments-'));
  try {
    const result = await runner.ask(
      'segmentation.photo',
      { model, path, settings, device, folder },
      { signal, onProgress: ({ done, total }) => tell(done / total) },
    );
    const { map } = await readMaskPng(await readFile(join(folder, result.classes)));
    const photo = { file: basename(path), width: result.photoWidth, height: result.photoHeight };
    const classes = namesFor(model.card.classNames, result);
    const annotation = { photo, classes, map: atSize(map, result.photoWidth, result.photoHeight) };
    return { result, masked: { path, annotation } };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The card's names, and those that the runner gave to classes without one. */
export function namesFor(names: readonly string[], { areas }: SegmentedPhoto): readonly string[] {
  const highest = areas.reduce((most, { classIndex }) => Math.max(most, classIndex + 1), names.length);
  const given = new Map(areas.map(({ classIndex, className }) => [classIndex, className] as const));
  return Array.from({ length: highest }, (_, index) => names[index] ?? given.get(index) ?? `class ${index}`);
}
