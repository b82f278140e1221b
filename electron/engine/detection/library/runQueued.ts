import { z } from 'zod';
import { Sha256, type DeviceId, type KnownModel, type PhotoId, type Problem } from '../../../contract/index.ts';
import type { JobScope } from '../../jobs/queue.ts';
import type { RunnerProcess } from '../../jobs/runnerProcess.ts';
import { counted } from '../../words.ts';
import type { Library } from '../../library/index.ts';
import { searcher } from '../finding.ts';
import { sourceOf } from './photos.ts';

/** A detector for photos of the library, as it waits in the queue; its photos stand beside it. */
export const FindTask = z.object({ model: Sha256 });
export type FindTask = z.infer<typeof FindTask>;

export interface FindNeeds {
  readonly library: Pick<Library, 'boxes' | 'source' | 'detail' | 'jobs'>;
  readonly runner: Pick<RunnerProcess, 'ask'>;
  readonly cacheDir: string;
  readonly known: (hash: string) => Promise<KnownModel>;
  readonly device: () => DeviceId;
}

/**
 * Looks for things in the photos on a job's list. What was found in a photo and that it is off the list is one
 * transaction, so that a crash anywhere costs at most a photo and counts nothing twice.
 */
export async function runQueued(scope: JobScope, needs: FindNeeds): Promise<string> {
  const { library, runner, cacheDir } = needs;
  const model = await needs.known(FindTask.parse(scope.task).model);
  const total = Math.max(scope.job.total ?? 0, library.jobs.countWork(scope.id));
  const search = searcher({ runner, model, cacheDir, device: needs.device(), seen: false }, scope.signal);
  // One by one: the next may be taken out of the library while this one is searched.
  for (let [next] = library.jobs.workLeft(scope.id, 1); next; [next] = library.jobs.workLeft(scope.id, 1)) {
    const problem = await searchOne(next.photo);
    const failed = scope.job.failed + Number(problem !== null);
    scope.report({ done: total - library.jobs.countWork(scope.id), total, failed, message: model.card.name });
  }
  library.jobs.clearWork(scope.id);
  const { failed } = scope.job;
  const searched = `${counted(total - failed, 'photo')} searched by ${model.card.name}`;
  return failed === 0 ? searched : `${searched}, ${failed} unreadable`;

  async function searchOne(photo: PhotoId): Promise<Problem | null> {
    const searched = await search(sourceOf(library, photo));
    if ('problem' in searched) {
      library.boxes.recordProblem(photo, searched.problem, scope.id);
      return searched.problem;
    }
    const { detections: found, damaged } = searched.found;
    library.boxes.record(model.hash, { photo, found, damaged }, scope.id);
    return null;
  }
}
