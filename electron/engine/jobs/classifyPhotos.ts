import { z } from 'zod';
import { failure, FoveaError, problemOf, Sha256 } from '../../contract/index.ts';
import type { ClassifiedPhoto, DeviceId, ModelFile, ProgressOf, RunnerContract } from '../../contract/index.ts';
import type { Library, NewJob } from '../library/index.ts';
import { crashWatch } from './crashWatch.ts';
import type { JobScope } from './queue.ts';
import type { RunnerProcess } from './runnerProcess.ts';
import { counted } from '../words.ts';

export const ClassifyTask = z.object({ model: Sha256 });
export type ClassifyTask = z.infer<typeof ClassifyTask>;

/** A classification as it waits in the queue; its photos stand beside it. */
export const classification = (modelName: string, model: Sha256): NewJob => ({
  kind: 'classification.run',
  title: `Classify with ${modelName}`,
  ...{ task: { model } satisfies ClassifyTask, unit: 'photos', total: null },
});

export interface ClassifyWith {
  readonly library: Library;
  readonly runner: RunnerProcess;
  readonly findModel: (hash: string) => Promise<ModelFile>;
  readonly device: () => DeviceId;
}

type Step = ProgressOf<RunnerContract['classification.classify']>;

const photosAtOnce = 2048;
const topK = 5;

/**
 * Runs a network over the photos on a job's list. Each batch of answers is one transaction that also takes its photos
 * off the list, so that a crash anywhere costs at most a batch and counts nothing twice.
 */
export async function classifyPhotos(
  scope: JobScope,
  { library, runner, findModel, device }: ClassifyWith,
): Promise<string> {
  const { model: hash } = ClassifyTask.parse(scope.task);
  const model = await findModel(hash);
  const total = Math.max(scope.job.total ?? 0, library.jobs.countWork(scope.id));
  const watch = crashWatch();
  /** Photos that seem to end the runner. They are judged when another photo gets its answer: then it is not the network. */
  const aside: Left[] = [];

  const record = (answers: readonly (ClassifiedPhoto & { photo: number })[], message: string): void => {
    library.recordAnswers(scope.id, hash, answers);
    const gone = answers.filter(({ problem }) => problem?.code === 'photo/missing').map(({ path }) => path);
    // One that was followed to another path meanwhile is not missing.
    library.presence.say([...library.idsAt(gone).values()], []);
    const failed = scope.job.failed + answers.filter(({ problem }) => problem !== null).length;
    scope.report({ done: total - library.jobs.countWork(scope.id), total, failed, message });
  };

  for (;;) {
    const left = library.jobs
      .workLeft(scope.id, watch.photosAtOnce(photosAtOnce) + aside.length)
      .filter(({ photo }) => !aside.some((other) => other.photo === photo));
    const [first] = left;
    if (!first) break;
    const onProgress = ({ photos, device: used, fellBack }: Step): void => {
      watch.began();
      if (photos.length === 0) return;
      const known = photos.flatMap((answer) => {
        const photo = left[answer.index]?.photo;
        return photo === undefined ? [] : [{ ...answer, photo }];
      });
      record([...known, ...aside.splice(0).map(unreadable)], fellBack ?? `${model.card.name} on ${used}`);
      watch.answered(known.length);
    };
    try {
      const input = { model, paths: left.map(({ path }) => path), topK, device: device() };
      await runner.ask('classification.classify', input, { onProgress, signal: scope.signal });
    } catch (thrown) {
      if (!(thrown instanceof FoveaError) || thrown.code !== 'runner/crashed') throw thrown;
      const verdict = watch.crashed();
      if (verdict === 'give up') throw thrown;
      if (verdict === 'blame the photo') aside.push(first);
    }
  }
  if (aside.length > 0) record(aside.map(unreadable), model.card.name);
  library.jobs.clearWork(scope.id);
  const { failed } = scope.job;
  const classified = `${counted(total - failed, 'photo')} classified by ${model.card.name}`;
  return failed === 0 ? classified : `${classified}, ${failed} unreadable`;
}

interface Left {
  readonly photo: number;
  readonly path: string;
}

/** The answer for a photo that ends the runner whenever it is tried. */
const unreadable = ({ photo, path }: Left): ClassifiedPhoto & { photo: number } => ({
  ...{ photo, path, index: 0, width: null, height: null, top: [], damaged: false },
  problem: problemOf(failure('photo/corrupt', { reason: 'the computing process ended each time it was tried.' })),
});
