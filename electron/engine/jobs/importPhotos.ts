import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { z } from 'zod';
import { FoveaError, problemOf } from '../../contract/index.ts';
import { readPhoto, writeScenes } from '../images/index.ts';
import type { Pictures } from '../images/index.ts';
import { wordsOf } from '../../metadata/index.ts';
import type { FoundFile, Library, ReadOutcome } from '../library/index.ts';
import type { JobScope } from './queue.ts';
import { counted } from '../words.ts';
import { walk } from './walk.ts';

export const ImportTask = z.object({
  paths: z.array(z.string()).readonly(),
  /** Labelled scenes to be drawn into the first path before; null: none. */
  scenes: z.object({ count: z.int(), seed: z.int() }).nullable(),
  /** Whether the chosen model is asked about them afterwards; absent: it is. */
  classify: z.boolean().optional(),
});
export type ImportTask = z.infer<typeof ImportTask>;

/** Rows written at once: enough that the first photos are seen at once, and the disk is not asked for each. */
const filesAtOnce = 200;
const readingsAtOnce = 16;
const readingsEveryMs = 250;
const sliceLength = 256;

/**
 * Finds the photos behind paths and reads each: hash, facts, thumbnail. A file that cannot be read becomes a row with
 * its reason. Stopped or killed at any point, it goes on with what is left.
 */
export async function importPhotos(scope: JobScope, library: Library, pictures: Pictures): Promise<string> {
  const { paths, scenes } = ImportTask.parse(scope.task);
  if (scenes && paths[0] !== undefined) {
    scope.report({ message: 'Drawing scenes' });
    await writeScenes(paths[0], scenes.count, scenes.seed);
  }
  const unreadable = await findPhotos(scope, library, paths);
  // What an earlier life of this job has read is no longer on its list.
  const total = Math.max(scope.job.done + library.jobs.countWork(scope.id), scope.job.total ?? 0);
  scope.report({ total, done: total - library.jobs.countWork(scope.id), message: 'Reading photos' });
  await readPhotos(scope, library, pictures, total);
  const { failed } = scope.job;
  const read = failed === 0 ? '' : `, ${failed} with a reason why not`;
  return `${counted(total, 'photo')} read${read}${leftOut(unreadable)}`;
}

/** Folders that could not be looked into, by name: what lies in them is not in the library. */
function leftOut(folders: readonly string[]): string {
  const [first = '', ...more] = folders;
  if (folders.length === 0) return '';
  return `; “${basename(first)}”${more.length === 0 ? '' : ` and ${counted(more.length, 'other folder')}`} cannot be read`;
}

/** Answers the folders that cannot be looked into. */
async function findPhotos(scope: JobScope, library: Library, paths: readonly string[]): Promise<string[]> {
  const unreadable: string[] = [];
  let chunk: FoundFile[] = [];
  let count = 0;
  const flush = (): void => {
    count += library.addFiles(scope.id, chunk);
    chunk = [];
    scope.report({ message: `Looking for photos: ${count.toLocaleString('en')} found` });
  };
  const walked = walk(paths, scope.signal, new Set(), (folder) => unreadable.push(folder));
  for await (const file of walked) {
    // The first rows go in alone, so that something is seen at once.
    if (chunk.push(file) >= (count === 0 ? 20 : filesAtOnce)) flush();
  }
  if (chunk.length > 0) flush();
  return unreadable;
}

async function readPhotos(scope: JobScope, library: Library, pictures: Pictures, total: number): Promise<void> {
  const outcomes: ReadOutcome[] = [];
  let flushedMs = Date.now();
  const flush = (): void => {
    if (outcomes.length === 0) return;
    const failed = outcomes.filter((outcome) => 'problem' in outcome).length;
    library.recordReadings(scope.id, outcomes.splice(0));
    flushedMs = Date.now();
    scope.report({ done: total - library.jobs.countWork(scope.id), failed: scope.job.failed + failed });
  };
  for (;;) {
    const slice = library.jobs.workLeft(scope.id, sliceLength);
    if (slice.length === 0) return;
    await eachOf(slice, readersAtOnce, async ({ photo }) => {
      scope.signal.throwIfAborted();
      outcomes.push(await readOne(library, pictures, photo));
      if (outcomes.length >= readingsAtOnce || Date.now() - flushedMs > readingsEveryMs) flush();
    }).finally(flush);
  }
}

const readersAtOnce = Math.max(2, Math.min(3, availableParallelism()));

async function readOne(library: Library, pictures: Pictures, photo: number): Promise<ReadOutcome> {
  try {
    const source = library.source(photo);
    const facts = await readPhoto(pictures, source);
    return { photo, facts, words: await wordsOf(source.path) };
  } catch (thrown) {
    // A full disk is no fault of the photo: it ends the job, and the photo stays on its list.
    if (thrown instanceof FoveaError && !thrown.code.startsWith('photo/')) throw thrown;
    return { photo, problem: problemOf(thrown) };
  }
}

/** Calls `work` for each of a list, `width` at a time; after a failure no more are begun. */
async function eachOf<T>(list: readonly T[], width: number, work: (one: T) => Promise<void>): Promise<void> {
  const left = list.values();
  let hasFailed = false;
  const worker = async (): Promise<void> => {
    for (const one of left) {
      if (hasFailed) return;
      try {
        await work(one);
      } catch (thrown) {
        hasFailed = true;
        throw thrown;
      }
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: width }, worker));
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed) throw failed.reason;
}
