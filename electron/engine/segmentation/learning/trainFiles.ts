import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  fail,
  failure,
  FoveaError,
  problemOf,
  SegmenterPhase,
  type DeviceId,
  type EngineContract,
  type InputOf,
  type KnownModel,
  type OutputOf,
  type ProgressOf,
  type RunnerContract,
} from '../../../contract/index.ts';
import { crashWatch } from '../../jobs/crashWatch.ts';
import { walk, type RunnerProcess } from '../../jobs/index.ts';
import type { FoundFile } from '../../library/index.ts';
import type { ModelStore } from '../../models/index.ts';
import { paintedMasks } from './painting.ts';
import { photosAndMasks, type PhotosAndMasks, type Problems } from './photosAndMasks.ts';
import { openRunFolder } from './runFolder.ts';

type Method = EngineContract['segmentation.train'];
type RunnerMethod = RunnerContract['segmentation.train'];

export interface FilesToLearnFrom extends Pick<InputOf<Method>, 'name' | 'classNames' | 'voidClass' | 'settings'> {
  readonly paths: readonly string[];
  readonly maskFolder: string;
  readonly model: KnownModel;
  readonly device: DeviceId;
}

export interface TrainWith {
  readonly runner: Pick<RunnerProcess, 'ask'>;
  readonly models: Pick<ModelStore, 'addTrained'>;
  readonly dataDir: string;
}

/**
 * Learns a segmenter from photos and a folder of masks, and puts it onto the shelf. Stopped or cut off after an epoch, it
 * goes on from there when it is asked for again with photos, masks and settings as they were.
 *
 * @throws segmentation/no-photos, segmentation/no-masks, segmentation/busy, engine/stopped, and what the runner throws
 */
export async function trainSegmenterFiles(
  { runner, models, dataDir }: TrainWith,
  asked: FilesToLearnFrom,
  onProgress: (step: ProgressOf<Method>) => void,
  signal: AbortSignal,
): Promise<OutputOf<Method>> {
  const { model, classNames, voidClass, settings, device, name } = asked;
  const photos = await photosIn(asked.paths, signal);
  const found = await photosAndMasks(
    photos.map(({ path }) => path),
    asked.maskFolder,
  );
  const masks = await datedFiles(asked.maskFolder);
  const run = await openRunFolder(dataDir, { model, classNames, voidClass, settings, device, photos, masks });
  let isDone = false;
  try {
    onProgress({ phase: 'looking', done: 0, total: photos.length, loss: null });
    const made = await prepared(found, asked, join(run.folder, 'masks'), signal);
    checkAny(made, photos.length);
    const input = { model, voidClass, settings, device, name, classNames: made.classNames, folder: run.folder };
    const { output, blamed } = await learned(runner, { ...input, files: made.files }, onProgress, signal);
    const { report, file, card } = output;
    const shelved = await models.addTrained(file, card);
    isDone = true;
    const problems = [...made.problems, ...blamed, ...report.problems];
    return { model: shelved, report: { ...report, problems, warnings: [...made.warnings, ...report.warnings] } };
  } finally {
    await run.leave(isDone);
  }
}

async function photosIn(paths: readonly string[], signal: AbortSignal): Promise<readonly FoundFile[]> {
  const photos: FoundFile[] = [];
  for await (const photo of walk(paths, signal)) photos.push(photo);
  return photos.length === 0 ? fail('segmentation/no-photos', {}) : photos;
}

/** Names, bytes and dates of what lies in a folder: a file that was changed makes another run. */
async function datedFiles(folder: string): Promise<readonly (readonly [string, number, number])[]> {
  const names = (await readdir(folder)).sort();
  return Promise.all(
    names.map(async (name) => {
      const found = await stat(join(folder, name)).catch(() => null);
      return [name, found?.size ?? 0, found?.mtimeMs ?? 0] as const;
    }),
  );
}

interface Prepared {
  readonly files: PhotosAndMasks['pairs'];
  readonly classNames: readonly string[] | null;
  readonly problems: Problems;
  readonly warnings: readonly string[];
}

/** Photos with an indexed PNG each. */
async function prepared(
  found: PhotosAndMasks,
  { classNames, voidClass }: FilesToLearnFrom,
  folder: string,
  signal: AbortSignal,
): Promise<Prepared> {
  const { kind, pairs, problems, warnings } = found;
  if (kind === 'png' || pairs.length === 0) return { files: pairs, classNames, problems, warnings };
  const made = await paintedMasks(found, { folder, voidClass, stop: signal });
  const unused = classNames === null ? [] : ['The names given for classes were left out: annotations have their own.'];
  return {
    ...{ files: made.files, classNames: made.classNames, problems: [...problems, ...made.problems] },
    warnings: [...warnings, ...unused, ...made.warnings],
  };
}

function checkAny({ files, problems }: Prepared, count: number): void {
  const reason = problems[0]?.problem.message ?? '';
  if (files.length === 0) fail('segmentation/no-masks', { count, reason });
}

/** Asks the runner; one that dies is asked again, goes on after its last epoch, and leaves out a photo that kills it. */
async function learned(
  runner: TrainWith['runner'],
  input: InputOf<RunnerMethod>,
  onProgress: (step: ProgressOf<Method>) => void,
  signal: AbortSignal,
): Promise<{ output: OutputOf<RunnerMethod>; blamed: Problems }> {
  const watch = crashWatch();
  const blamed: Problems[number][] = [];
  let files = input.files;
  const at = { photo: null as string | null, furthest: -1 };
  const follow = ({ photo, ...step }: ProgressOf<RunnerMethod>): void => {
    at.photo = photo;
    watch.began();
    const place = SegmenterPhase.options.indexOf(step.phase) * 1e9 + step.done;
    // What is done a second time is no sign of life.
    if (place > at.furthest) watch.answered(1);
    at.furthest = Math.max(at.furthest, place);
    onProgress(step);
  };
  for (;;) {
    try {
      return {
        output: await runner.ask('segmentation.train', { ...input, files }, { signal, onProgress: follow }),
        blamed,
      };
    } catch (thrown) {
      if (!(thrown instanceof FoveaError) || thrown.code !== 'runner/crashed') throw thrown;
      const verdict = watch.crashed();
      if (verdict === 'try again') continue;
      if (verdict === 'give up' || at.photo === null) throw thrown;
      const path = at.photo;
      blamed.push({ path, problem: problemOf(failure('photo/corrupt', { reason: thrown.message })) });
      files = files.filter((file) => file.path !== path);
    }
  }
}
