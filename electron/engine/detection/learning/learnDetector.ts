import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  fail,
  failure,
  FoveaError,
  problemOf,
  type DetectionReport,
  type DetectorRecord,
  type DetectorSettings,
  type DeviceId,
  type InputOf,
  type KnownModel,
  type LabelledPhoto,
  type Model,
  type OutputOf,
  type ProgressOf,
  type RunnerContract,
} from '../../../contract/index.ts';
import { crashWatch } from '../../jobs/crashWatch.ts';
import type { RunnerProcess } from '../../jobs/runnerProcess.ts';
import type { ModelStore } from '../../models/index.ts';
import type { Detectors } from '../detectors.ts';

type Method = RunnerContract['detectors.train'];
type Problems = DetectionReport['problems'];
type Phase = ProgressOf<Method>['phase'];

export interface LearnWith {
  readonly runner: Pick<RunnerProcess, 'ask'>;
  readonly models: Pick<ModelStore, 'addTrained'>;
  readonly detectors: Pick<Detectors, 'keep' | 'cacheDir'>;
}

export interface ToLearn {
  readonly name: string;
  readonly model: KnownModel;
  readonly classNames: readonly string[];
  readonly photos: readonly LabelledPhoto[];
  readonly settings: DetectorSettings;
  readonly device: DeviceId;
  /** Numbers of the photos in the library, by path. */
  readonly idOf?: (path: string) => number | null;
}

export interface Learned {
  readonly model: Model;
  readonly report: DetectionReport | null;
  /** Photos that were left out, and why. */
  readonly problems: Problems;
}

export interface LearnWatch {
  readonly signal: AbortSignal;
  readonly onProgress: (step: ProgressOf<Method>) => void;
}

/** As many classes as a detector may have. */
const mostClasses = 200;

export interface MayBeLearned {
  readonly classNames: readonly string[];
  readonly photos: readonly { readonly boxes: readonly unknown[] }[];
}

/** @throws detection/no-boxes, detection/too-many-classes */
export function checkLearnable({ classNames, photos }: MayBeLearned): void {
  if (!photos.some(({ boxes }) => boxes.length > 0)) fail('detection/no-boxes', {});
  if (classNames.length > mostClasses)
    fail('detection/too-many-classes', { count: classNames.length, limit: mostClasses });
}

/**
 * Learns a detector and puts it onto the shelf with a record of how. Cut off, the next call goes on where regions were
 * described last.
 *
 * @throws detection/*, model/*, disk/*, engine/stopped
 */
export async function learnDetector(
  { runner, models, detectors }: LearnWith,
  asked: ToLearn,
  watch: LearnWatch,
): Promise<Learned> {
  checkLearnable(asked);
  const { name, model, classNames, settings, device, idOf = () => null } = asked;
  const folder = await mkdtemp(join(tmpdir(), 'fovea-detector-'));
  try {
    const file = join(folder, 'detector.onnx');
    const input = { ...{ model, name, classNames, settings, file, device }, cacheDir: detectors.cacheDir };
    const { output, problems } = await learned(runner, { ...input, photos: asked.photos }, watch);
    const shelved = await models.addTrained(file, output.card);
    const report = output.report && withIds(output.report, idOf);
    const record: DetectorRecord = {
      ...{ model: shelved.hash, name: shelved.card.name, classNames: shelved.card.classNames },
      ...{ settings, trunkName: model.card.name, trunk: model.hash, report },
    };
    detectors.keep(record);
    return { model: shelved, report, problems };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const withIds = (report: DetectionReport, idOf: (path: string) => number | null): DetectionReport => ({
  ...report,
  worst: report.worst.map((one) => ({ ...one, photo: idOf(one.path) })),
});

/** Phases that go through the photos, in which one of them may be at fault. */
const perPhoto: readonly Phase[] = ['windows', 'regions'];

/** Asks the runner; one that dies is asked again, and leaves out a photo that kills it. */
async function learned(
  runner: LearnWith['runner'],
  input: InputOf<Method>,
  { signal, onProgress }: LearnWatch,
): Promise<{ output: OutputOf<Method>; problems: Problems }> {
  const watch = crashWatch();
  const blamed: Problems[number][] = [];
  let { photos } = input;
  const at = { photo: null as LabelledPhoto | null, furthest: new Map<Phase, number>() };
  const follow = (step: ProgressOf<Method>): void => {
    at.photo = perPhoto.includes(step.phase) ? (photos[step.done] ?? null) : null;
    watch.began();
    const furthest = at.furthest.get(step.phase) ?? -1;
    // What is done a second time is no sign of life.
    if (step.done > furthest) watch.answered(1);
    at.furthest.set(step.phase, Math.max(furthest, step.done));
    onProgress(step);
  };
  for (;;) {
    try {
      const output = await runner.ask('detectors.train', { ...input, photos }, { signal, onProgress: follow });
      const skipped = output.skipped.map(({ index, problem }) => ({ path: photos[index]?.path ?? '', problem }));
      return { output, problems: [...blamed, ...skipped] };
    } catch (thrown) {
      if (!(thrown instanceof FoveaError) || thrown.code !== 'runner/crashed') throw thrown;
      const verdict = watch.crashed();
      if (verdict === 'try again') continue;
      const { photo } = at;
      if (verdict === 'give up' || photo === null) throw thrown;
      blamed.push({ path: photo.path, problem: problemOf(failure('photo/corrupt', { reason: thrown.message })) });
      photos = photos.filter((one) => one !== photo);
    }
  }
}
