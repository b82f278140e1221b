import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import { PhotoId, systemCode, type EditHistory, type RelinkPreview, type Stop } from '../../contract/index.ts';
import { found, walk } from '../jobs/walk.ts';
import type { JobScope } from '../jobs/queue.ts';
import type { KnownPhoto, Library, MovedPhoto } from '../library/index.ts';
import { counted } from '../words.ts';
import { hashIfThere } from './reading/matchPhotos.ts';
import type { Watch } from './watch.ts';

/** Photos to be found again, as they wait in the queue. */
export const RelinkTask = z.object({
  paths: z.array(z.string()).readonly(),
  /** null: all. */
  photos: z.array(PhotoId).readonly().nullable(),
});
export type RelinkTask = z.infer<typeof RelinkTask>;

const checkedAtOnce = 64;
const mostExamples = 20;

/** Of photos, those whose files are not where they were. A disk that does not answer is no proof. */
export async function missingOf<P extends { readonly path: string }>(
  photos: readonly P[],
  stop?: Stop,
  onProgress: (done: number) => void = () => undefined,
): Promise<P[]> {
  const missing: P[] = [];
  for (let from = 0; from < photos.length; from += checkedAtOnce) {
    stop?.throwIfAborted();
    const some = photos.slice(from, from + checkedAtOnce);
    const gone = await Promise.all(some.map(({ path }) => isGone(path)));
    missing.push(...some.filter((_, at) => gone[at]));
    onProgress(Math.min(photos.length, from + checkedAtOnce));
  }
  return missing;
}

const isGone = (path: string): Promise<boolean> =>
  stat(path).then(
    () => false,
    (thrown: unknown) => systemCode(thrown) === 'ENOENT' || systemCode(thrown) === 'ENOTDIR',
  );

interface Search {
  readonly missing: readonly KnownPhoto[];
  readonly moved: readonly MovedPhoto[];
  /** Photos whose files are in the library as photos that people have spoken of. */
  readonly taken: readonly KnownPhoto[];
}

/**
 * Looks for the bytes of photos whose files are gone. Files are told apart by their length, and only those with the
 * length of a photo that is sought are read.
 */
async function search(library: Library, { paths, photos }: RelinkTask, { signal, onProgress }: Watch): Promise<Search> {
  const all = library.exchange.photos();
  const wanted = photos && new Set(photos);
  const asked = wanted ? all.filter(({ photo }) => wanted.has(photo)) : all;
  const missing = await missingOf(asked, signal, (done) => onProgress({ done, total: asked.length }));
  const byLength = Map.groupBy(missing, ({ bytes }) => bytes);
  const files = new Map<number, string[]>();
  for await (const { path, bytes } of walk(paths, signal)) {
    if (!byLength.has(bytes)) continue;
    const alike = files.get(bytes);
    if (alike) alike.push(path);
    else files.set(bytes, [path]);
  }
  const spoken = library.exchange.spokenAt([...files.values()].flat());
  const moved: MovedPhoto[] = [];
  const taken: KnownPhoto[] = [];
  let done = 0;
  for (const [bytes, alike] of files) {
    const wanted = byLength.get(bytes) ?? [];
    const pairs = await pairedByBytes(wanted, alike, signal);
    for (const { photo, path } of pairs) {
      if (spoken.has(path)) taken.push(photo);
      else moved.push({ photo: photo.photo, path, modifiedMs: (await found(path)).modifiedMs });
    }
    onProgress({ done: (done += 1), total: files.size });
  }
  return { missing, moved, taken };
}

/** Each photo with a file of its bytes, and each file with one photo: of several the one that is called alike. */
async function pairedByBytes(
  wanted: readonly KnownPhoto[],
  paths: readonly string[],
  stop: Stop,
): Promise<{ photo: KnownPhoto; path: string }[]> {
  const files: { path: string; hash: string | null }[] = [];
  for (const path of paths) {
    stop.throwIfAborted();
    files.push({ path, hash: await hashIfThere(path) });
  }
  const free = new Set(files);
  const pairs: { photo: KnownPhoto; path: string }[] = [];
  const pair = (photo: KnownPhoto, isAlike: (path: string) => boolean): boolean => {
    // A photo that was never read has no hash; its name and length have to do.
    const file = [...free].find(
      ({ path, hash }) =>
        (photo.hash === null ? basename(path) === basename(photo.path) : hash === photo.hash) && isAlike(path),
    );
    if (!file) return false;
    free.delete(file);
    pairs.push({ photo, path: file.path });
    return true;
  };
  const others = wanted.filter((photo) => !pair(photo, (path) => basename(path) === basename(photo.path)));
  for (const photo of others) pair(photo, () => true);
  return pairs;
}

/** What relinking would do. Nothing is changed. */
export async function previewRelink(library: Library, task: RelinkTask, watch: Watch): Promise<RelinkPreview> {
  const { missing, moved, taken } = await search(library, task, watch);
  const places = new Map(moved.map(({ photo, path }) => [photo, path]));
  return {
    ...{ missing: missing.length, found: moved.length, taken: taken.length },
    lost: missing.length - moved.length - taken.length,
    examples: missing.slice(0, mostExamples).map(({ photo, path }) => ({ from: path, to: places.get(photo) ?? null })),
  };
}

interface Needs {
  readonly library: Library;
  readonly onEdited: (history: EditHistory) => void;
  /** Takes up the job that reads photos again that could not be read before. */
  readonly adopt: (job: number) => void;
}

/** Gives photos the paths at which their files were found, as one undo step. */
export async function relink(scope: JobScope, { library, onEdited, adopt }: Needs): Promise<string> {
  const task = RelinkTask.parse(scope.task);
  const { missing, moved, taken } = await search(library, task, {
    signal: scope.signal,
    onProgress: ({ done, total }) => scope.report({ done, total, message: 'Looking for files' }),
  });
  scope.signal.throwIfAborted();
  if (moved.length > 0) onEdited(library.exchange.move(moved, `Find ${counted(moved.length, 'photo')} again`));
  await readAgain(scope, { library, adopt }, moved);
  const lost = missing.length - moved.length - taken.length;
  return [
    `${counted(moved.length, 'photo')} found again.`,
    ...(lost > 0 ? [`Of ${counted(lost, 'photo')} nothing was found.`] : []),
    ...(taken.length > 0 ? [`${counted(taken.length, 'photo')} in the library twice, with labels on both.`] : []),
  ].join(' ');
}

/** Those that were read before are known by their bytes; the others are read now. */
async function readAgain(
  scope: JobScope,
  { library, adopt }: Omit<Needs, 'onEdited'>,
  moved: readonly MovedPhoto[],
): Promise<void> {
  library.addFiles(scope.id, await Promise.all(moved.map(({ path }) => found(path))));
  const task = { paths: [], scenes: null };
  const job = library.handOn(scope.id, {
    ...{ kind: 'library.import', title: 'Read photos that were found again', task, unit: 'photos', total: null },
  });
  if (job !== null) adopt(job);
}
