import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail } from '../../contract/index.ts';
import { tryLock } from '../fileLock.ts';
import type { Lock } from '../fileLock.ts';

export type { Lock };

/**
 * Makes this process the only one to use a library, until it ends; library.pid only names the holder.
 *
 * @throws library/locked
 */
export function lockLibrary(dir: string): Lock {
  const pidFile = join(dir, 'library.pid');
  const lock = tryLock(join(dir, 'library.lock'), 1000) ?? fail('library/locked', { pid: holderIn(pidFile) });
  writeFileSync(pidFile, String(process.pid));
  return lock;
}

const holderIn = (pidFile: string): string => {
  try {
    return readFileSync(pidFile, 'utf8').trim();
  } catch {
    return 'unknown';
  }
};
