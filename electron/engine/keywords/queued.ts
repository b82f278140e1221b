import { basename } from 'node:path';
import { z } from 'zod';
import { FoveaError, KeywordOptions, problemOf } from '../../contract/index.ts';
import type { EditHistory, KeywordFile, Problem } from '../../contract/index.ts';
import { hashOfBytes, wordsOf } from '../../metadata/index.ts';
import type { JobScope } from '../jobs/queue.ts';
import type { Library } from '../library/index.ts';
import { counted } from '../words.ts';
import { planFile, rowOf } from './plan.ts';
import type { Rules } from './plan.ts';
import { rulesOf } from './preview.ts';
import { restoreFile, restoreJob } from './restore.ts';
import type { KeywordStore } from './store.ts';
import { factsOfFile, isOriginal, writePlan } from './writeFiles.ts';

export const WriteTask = z.object({ options: KeywordOptions });
export type WriteTask = z.infer<typeof WriteTask>;

const sliceLength = 100;

interface Needs {
  readonly library: Library;
  readonly store: KeywordStore;
  /** An undo step began. */
  readonly onBegun: (history: EditHistory) => void;
  /** Takes up a job that another one left behind. */
  readonly adopt: (job: number) => void;
  /** What networks saw is kept by the bytes of files: those of originals are others now. */
  readonly lookAtNew: () => Promise<void>;
}

/**
 * Writes what is left of a job's photos. One that fails is named with its reason, and the rest goes on; a full disk ends
 * the job, and what was written stays.
 */
export async function writeQueued(scope: JobScope, needs: Needs): Promise<string> {
  const { options } = WriteTask.parse(scope.task);
  const message = await writeLeft(scope, needs, options);
  if (options.into === 'originals') await needs.lookAtNew();
  return message;
}

async function writeLeft(scope: JobScope, needs: Needs, options: KeywordOptions): Promise<string> {
  const { library } = needs;
  const rules = rulesOf(library, options);
  const total = scope.job.total ?? library.jobs.countWork(scope.id);
  const counts = { create: 0, change: 0, nothing: 0, refuse: 0 };
  for (;;) {
    if (library.keywords.isTakenBack(scope.id)) return takenBack(scope, needs);
    const slice = library.jobs.workLeft(scope.id, sliceLength);
    if (slice.length === 0) return wordsFor(counts, scope.job.failed);
    const photos = slice.map(({ photo }) => photo);
    for (const target of library.keywords.toWrite(photos, options)) {
      scope.signal.throwIfAborted();
      const does = await writeOne(scope, { ...needs, rules, total }, target);
      if (does === null) break;
      counts[does] += 1;
      const done = total - library.jobs.countWork(scope.id);
      scope.report({ done, message: basename(target.path), failed: scope.job.failed });
    }
  }
}

interface WriteNeeds extends Needs {
  readonly rules: Rules;
  readonly total: number;
}

type WriteTarget = ReturnType<Library['keywords']['toWrite']>[number];

/** The step of a job was undone before a file of it was written. */
class TakenBack extends Error {}

/** What became of the file; null: it was taken back before, and nothing was written. */
async function writeOne(scope: JobScope, needs: WriteNeeds, target: WriteTarget): Promise<KeywordFile['does'] | null> {
  const { library, store, rules, total, onBegun } = needs;
  const { photo, path } = target;
  let file = path;
  try {
    const plan = await planFile(target, rules, (known) => (file = known));
    if (plan.before !== null) library.keywords.settle(file, hashOfBytes(plan.before));
    if (!plan.change.changed) {
      library.keywords.recordDone(scope.id, photo, file);
      return 'nothing';
    }
    const content = await writePlan(plan, store, (ready) => {
      const begun = library.keywords.begin(scope.id, total, { photo, file, ...ready, written: plan.change.written });
      if (begun === null) throw new TakenBack();
      onBegun(begun);
    });
    library.keywords.recordDone(scope.id, photo, file);
    if (isOriginal(plan)) library.keywords.recordOriginal(photo, await factsOfFile(file, content.after));
    library.keywords.recordWords(scope.id, [{ photo, words: await wordsOf(path) }]);
    return rowOf(plan).does;
  } catch (thrown) {
    if (thrown instanceof TakenBack) return null;
    // A full disk is no fault of the photo: it ends the job, and the photo stays on its list.
    if (thrown instanceof FoveaError && thrown.code === 'disk/full') throw thrown;
    library.keywords.recordFailure(scope.id, photo, file, problemOf(thrown));
    scope.report({ failed: scope.job.failed + 1 });
    return 'refuse';
  }
}

function wordsFor(counts: Record<KeywordFile['does'], number>, failed: number): string {
  const parts = [
    counts.create > 0 ? `${counted(counts.create, 'sidecar')} made` : '',
    counts.change > 0 ? `${counted(counts.change, 'file')} changed` : '',
    counts.nothing > 0 ? `${counts.nothing.toLocaleString('en')} as they were` : '',
    failed > 0 ? `${failed.toLocaleString('en')} with a reason why not` : '',
  ];
  return parts.filter((part) => part !== '').join(', ') || 'Nothing to write';
}

/** The last file may have been written after the files were asked for that are to be put back. */
function takenBack(scope: JobScope, { library, adopt }: Pick<Needs, 'library' | 'adopt'>): string {
  library.jobs.clearWork(scope.id);
  const job = restoreJob(library);
  if (job !== null) adopt(library.jobs.add(job));
  return 'Taken back while it ran';
}

/** Brings files to what they are to hold after an undo or redo. Those that another program has changed are left. */
export async function restoreQueued(
  scope: JobScope,
  { library, store, lookAtNew }: Pick<Needs, 'library' | 'store' | 'lookAtNew'>,
): Promise<string> {
  const files = library.keywords.toRestore();
  let failed = 0;
  scope.report({ done: 0, total: files.length });
  for (const [at, file] of files.entries()) {
    scope.signal.throwIfAborted();
    let problem: Problem | null = null;
    try {
      await restoreFile(file, store);
    } catch (thrown) {
      problem = problemOf(thrown);
      failed += 1;
    }
    library.keywords.recordRestored(file, problem);
    if (file.file === file.path && problem === null && file.wanted !== null)
      library.keywords.recordOriginal(file.photo, await factsOfFile(file.file, file.wanted));
    library.keywords.recordWords(scope.id, [{ photo: file.photo, words: await wordsOf(file.path) }]);
    scope.report({ done: at + 1, failed, message: basename(file.file) });
  }
  if (files.some(({ file, path }) => file === path)) await lookAtNew();
  const left = failed === 0 ? '' : `, ${failed.toLocaleString('en')} left as they are`;
  return `${counted(files.length - failed, 'file')} put back${left}`;
}

/** Reads once more what files say of photos. */
export async function readQueued(scope: JobScope, library: Library): Promise<string> {
  const total = scope.job.total ?? library.jobs.countWork(scope.id);
  let failed = 0;
  for (;;) {
    const slice = library.jobs.workLeft(scope.id, sliceLength);
    // Photos that were taken out of the library meanwhile stay on the list of what is left.
    if (slice.length === 0) break;
    const read = [];
    for (const { photo, path } of slice) {
      scope.signal.throwIfAborted();
      const words = await wordsOf(path);
      if (words.problem) failed += 1;
      read.push({ photo, words });
    }
    library.keywords.recordWords(scope.id, read);
    scope.report({ done: total - library.jobs.countWork(scope.id), failed });
  }
  return failed === 0
    ? `Keywords of ${counted(total, 'photo')} read`
    : `Keywords of ${counted(total, 'photo')} read, ${failed} with a reason why not`;
}
