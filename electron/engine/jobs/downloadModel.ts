import { z } from 'zod';
import { Sha256 } from '../../contract/index.ts';
import type { ModelStore } from '../models/index.ts';
import type { JobScope } from './queue.ts';

export const DownloadTask = z.object({ model: Sha256 });
export type DownloadTask = z.infer<typeof DownloadTask>;

/** Fetches a network of the catalogue; what has arrived is kept when it is stopped. */
export async function downloadModel(
  scope: JobScope,
  models: ModelStore,
  onBytes: (bytes: number) => void,
): Promise<string> {
  const { model } = DownloadTask.parse(scope.task);
  let before: number | null = null;
  const { card } = await models.download(
    model,
    ({ done, total }) => {
      // The first report is what an earlier attempt left: it was not received now.
      if (before !== null && done > before) onBytes(done - before);
      before = done;
      scope.report({ done, total, message: 'Downloading' });
    },
    scope.signal,
  );
  return `${card.name} is on the shelf`;
}
