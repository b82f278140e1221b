import { z } from 'zod';
import { Sha256, type DeviceId, type KnownModel } from '../../contract/index.ts';
import { askedAgain } from '../jobs/crashes.ts';
import type { JobScope } from '../jobs/queue.ts';
import type { RunnerProcess } from '../jobs/runnerProcess.ts';
import type { Library, NewJob } from '../library/index.ts';
import { counted } from '../words.ts';

/** A look at all photos, as it waits in the queue. */
export const LookTask = z.object({ model: Sha256 });
export type LookTask = z.infer<typeof LookTask>;

export const lookJob = (model: Sha256, name: string): NewJob => ({
  kind: 'features.index',
  title: `Look at all photos with ${name}`,
  ...{ task: { model } satisfies LookTask, unit: 'photos', total: null },
});

export interface LookNeeds {
  readonly library: Pick<Library, 'finding'>;
  readonly runner: Pick<RunnerProcess, 'ask'>;
  readonly known: (hash: string) => Promise<KnownModel>;
  readonly device: () => DeviceId;
  readonly cacheDir: string;
  /** There are features of more photos. */
  readonly looked: () => void;
}

/** Lets a network look at every photo that it has no features of; what it saw before a stop is kept. */
export async function lookQueued(scope: JobScope, needs: LookNeeds): Promise<string> {
  const { library, runner, known, device, cacheDir, looked } = needs;
  const { model: hash } = LookTask.parse(scope.task);
  const model = await known(hash);
  const photos = library.finding.readable().map(({ path, hash: own }) => ({ path, hash: own }));
  library.finding.noteLooked(hash);
  let furthest = -1;
  let moved = false;
  const look = (): Promise<{ failed: number }> =>
    runner.ask(
      'collection.look',
      { model, device: device(), cacheDir, photos },
      {
        signal: scope.signal,
        onProgress({ done, total }) {
          moved ||= done > furthest;
          furthest = Math.max(furthest, done);
          scope.report({ done, total, unit: 'photos' });
        },
      },
    );
  const { failed } = await askedAgain(look, () => {
    const hasMoved = moved;
    moved = false;
    return hasMoved;
  }).finally(looked);
  scope.report({ done: photos.length, total: photos.length, failed });
  const seen = `${counted(photos.length - failed, 'photo')} looked at by ${model.card.name}`;
  return failed === 0 ? seen : `${seen}, ${failed} could not be read`;
}
