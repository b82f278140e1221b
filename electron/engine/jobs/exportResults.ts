import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { fail, PhotoFilter } from '../../contract/index.ts';
import { safeName } from '../../runner/vision/index.ts';
import type { Library } from '../library/index.ts';
import { csvOf, jsonOf } from './resultFiles.ts';
import type { Result } from './resultFiles.ts';
import { placePhoto } from './placePhoto.ts';
import type { JobScope } from './queue.ts';
import { writeNew } from './writeNew.ts';
import { counted } from '../words.ts';

export const ExportTask = z.object({
  filter: PhotoFilter,
  format: z.enum(['csv', 'json', 'folders']),
  folder: z.string(),
  link: z.enum(['copy', 'hard-link']),
});
export type ExportTask = z.infer<typeof ExportTask>;

/** @throws export/not-empty  a folder for each class is only made in an empty folder */
export async function checkTarget({ format, folder }: ExportTask): Promise<void> {
  if (format !== 'folders') return;
  const entries = await readdir(folder).catch(() => []);
  if (entries.some((name) => !name.startsWith('.'))) fail('export/not-empty', { path: folder });
}

/** Writes results into the folder that was granted. Nothing there is overwritten and no original is moved. */
export async function exportResults(
  scope: JobScope,
  library: Library,
  modelName: () => Promise<string | null>,
): Promise<string> {
  const { filter, format, folder, link } = ExportTask.parse(scope.task);
  const ids = library.ids(filter, 'added');
  scope.report({ total: ids.length, done: 0, message: `Writing to ${folder}` });
  if (format === 'folders') return intoFolders(scope, library, ids, folder, link);

  const results: Result[] = [];
  for (const [position, photo] of ids.entries()) {
    // Details are read one by one: between two hundred of them the window gets its answers.
    if (position % 200 === 0) await new Promise((resolve) => setImmediate(resolve));
    scope.signal.throwIfAborted();
    results.push(library.detail(photo));
    scope.report({ done: position + 1 });
  }
  const model = await modelName();
  const written = await writeNew(
    folder,
    'fovea-results',
    format,
    format === 'csv' ? csvOf(results, model) : jsonOf(results, model),
  );
  return `${counted(ids.length, 'photo')} written to ${written}`;
}

async function intoFolders(
  scope: JobScope,
  library: Library,
  ids: readonly number[],
  folder: string,
  link: 'copy' | 'hard-link',
): Promise<string> {
  let copied = 0;
  for (const [position, photo] of ids.entries()) {
    scope.signal.throwIfAborted();
    const { path, fileName, label, best, state } = library.detail(photo);
    const className = state === 'unreadable' ? 'unreadable' : (label ?? best?.className ?? 'unclassified');
    const target = join(folder, safeName(className));
    await mkdir(target, { recursive: true });
    const { how } = await placePhoto(path, target, fileName, link);
    if (how === 'copied' && link === 'hard-link') copied += 1;
    scope.report({ done: position + 1, failed: scope.job.failed + (how === 'missing' ? 1 : 0) });
  }
  const note = copied > 0 ? `; ${copied} copied, because they lie on another disk` : '';
  return `${counted(ids.length - scope.job.failed, 'photo')} in folders by class in ${folder}${note}`;
}
