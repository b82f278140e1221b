import { z } from 'zod';
import { DatasetId } from '../../../contract/index.ts';
import type { DeviceId, KnownModel } from '../../../contract/index.ts';
import type { RunnerProcess } from '../../jobs/index.ts';
import type { JobScope } from '../../jobs/queue.ts';
import { found } from '../../jobs/walk.ts';
import { counted } from '../../words.ts';
import type { Library } from '../../library/index.ts';
import type { Datasets } from './datasets.ts';

export interface SurveyWith {
  readonly datasets: Datasets;
  readonly library: Library;
  readonly runner: Pick<RunnerProcess, 'ask'>;
  /** Its features are computed in the same pass; null: none are. */
  readonly model: () => Promise<KnownModel | null>;
  readonly cacheDir: string;
  readonly device: () => DeviceId;
  /** Takes up a job that another one left behind. */
  readonly adopt: (job: number) => void;
}

const filesAtOnce = 200;

/**
 * The queued look at a dataset, with `{ dataset }` as its task. While the runner looks, its photos come into the
 * library; what the library does not know of them yet is read by a job that is left behind, so that training need not
 * wait for thumbnails. Killed at any point it starts over, which costs little: the runner knows what it has seen.
 */
export async function surveyJob(scope: JobScope, needs: SurveyWith): Promise<string> {
  const { datasets, library, adopt } = needs;
  const { dataset: id } = z.object({ dataset: DatasetId }).parse(scope.task);
  let registered: Promise<void> = Promise.resolve();
  scope.report({ message: 'Looking for photos' });
  await datasets.survey(id, {
    ...{ runner: needs.runner, model: await needs.model(), cacheDir: needs.cacheDir, device: needs.device() },
    signal: scope.signal,
    onListed: (paths) => {
      scope.report({ done: 0, total: paths.length, failed: 0, message: 'Looking at photos' });
      registered = register(scope, library, paths);
      // It is waited for below; until then a failure must not count as one that nobody saw.
      registered.catch(() => undefined);
    },
    onProgress: ({ done, total, failed }) => scope.report({ done, total, failed, message: 'Looking at photos' }),
  });
  await registered;
  const { name, examples, classes } = await datasets.get(id);
  const reading = library.handOn(scope.id, {
    ...{ kind: 'library.import', title: `Read the photos of ${name}`, unit: 'photos', total: null },
    task: { paths: [], scenes: null, classify: false },
  });
  if (reading !== null) adopt(reading);
  return `${counted(examples, 'photo')} of ${counted(classes.length, classes.length === 1 ? 'class' : 'classe')}`;
}

/** Puts photos into the library; what has to be read of them is on the job's list. */
async function register(scope: JobScope, library: Library, paths: readonly string[]): Promise<void> {
  for (let from = 0; from < paths.length; from += filesAtOnce) {
    const files = await Promise.all(paths.slice(from, from + filesAtOnce).map(found));
    scope.signal.throwIfAborted();
    library.addFiles(scope.id, files);
  }
}
