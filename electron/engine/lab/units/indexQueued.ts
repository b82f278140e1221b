import { mkdir } from 'node:fs/promises';
import { z } from 'zod';
import { PhotoFilter, Sha256, type DeviceId, type KnownModel } from '../../../contract/index.ts';
import type { Announce } from '../../announcements.ts';
import type { JobScope } from '../../jobs/queue.ts';
import type { RunnerProcess } from '../../jobs/runnerProcess.ts';
import { counted } from '../../words.ts';
import { askedAgain } from '../../jobs/crashes.ts';
import type { Library } from '../../library/index.ts';
import { tableFile } from './file.ts';

/** A look through the library, as it waits in the queue. */
export const IndexTask = z.object({
  model: Sha256,
  filter: PhotoFilter,
  layers: z.array(z.string()).readonly().nullable(),
});
export type IndexTask = z.infer<typeof IndexTask>;

export interface IndexNeeds {
  readonly library: Pick<Library, 'ids' | 'filesOf'>;
  readonly runner: Pick<RunnerProcess, 'ask'>;
  readonly known: (hash: string) => Promise<KnownModel>;
  readonly device: () => DeviceId;
  readonly announce: Announce;
  readonly unitsDir: string;
}

/** Looks for the photos that excite the units of a network most; goes on with those that were not looked at. */
export async function indexQueued(scope: JobScope, needs: IndexNeeds): Promise<string> {
  const { library, runner, known, device, announce, unitsDir } = needs;
  const { model: hash, filter, layers } = IndexTask.parse(scope.task);
  const model = await known(hash);
  const photos = library.filesOf(library.ids(filter, 'added'));
  await mkdir(unitsDir, { recursive: true });
  const input = { model, photos, layers, device: device(), file: tableFile(unitsDir, hash) };
  let furthest = -1;
  let moved = false;
  const told = await askedAgain(
    () =>
      runner.ask('lab.index', input, {
        signal: scope.signal,
        onProgress(step) {
          moved ||= step.done > furthest;
          furthest = Math.max(furthest, step.done);
          scope.report({ ...step, unit: 'photos' });
        },
      }),
    () => {
      const hasMoved = moved;
      moved = false;
      return hasMoved;
    },
  );
  announce('lab.changed', {});
  return `${counted(told.photos, 'photo')} looked at; open a unit of ${model.card.name} in the Lab.`;
}
