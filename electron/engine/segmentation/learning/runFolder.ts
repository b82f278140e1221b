import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, writeProblem } from '../../../contract/index.ts';
import { tryLock } from '../../fileLock.ts';

// A run's folder, called by a hash of all that decides what comes out of it, so that the same question finds what was
// learned already. The engine paints masks there; the runner keeps what it learned as learned.bin.

export interface RunFolder {
  readonly folder: string;
  /** Ends its use. Where it is done, or nothing was learned yet, it goes. */
  leave(isDone: boolean): Promise<void>;
}

/** Folders of other runs that were cut off and may be gone on with. */
const mostKept = 4;

/**
 * @param decides  everything that decides what comes out, as it is written in JSON
 * @throws segmentation/busy, disk/full, disk/denied
 */
export async function openRunFolder(dataDir: string, decides: unknown): Promise<RunFolder> {
  const all = join(dataDir, 'segmenters');
  const name = createHash('sha256').update(JSON.stringify(decides)).digest('hex').slice(0, 32);
  const folder = join(all, name);
  await mkdir(folder, { recursive: true }).catch((thrown: unknown) => {
    throw writeProblem(thrown, folder);
  });
  const lock = tryLock(lockIn(folder), 500) ?? fail('segmentation/busy', {});
  await dropOldest(all, name);
  return {
    folder,
    async leave(isDone) {
      lock.release();
      if (isDone || (await modifiedMs(join(folder, 'learned.bin'))) === 0) await removed(folder);
    },
  };
}

const lockIn = (folder: string): string => join(folder, 'run.lock');

async function dropOldest(all: string, own: string): Promise<void> {
  const names = (await readdir(all)).filter((name) => name !== own);
  const dated = await Promise.all(names.map(async (name) => ({ name, ms: await modifiedMs(join(all, name)) })));
  for (const { name } of dated.sort((a, b) => b.ms - a.ms).slice(mostKept)) {
    const lock = tryLock(lockIn(join(all, name)), 0);
    lock?.release();
    if (lock) await removed(join(all, name));
  }
}

/** 0 where there is nothing. */
const modifiedMs = (path: string): Promise<number> =>
  stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );

const removed = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true });
