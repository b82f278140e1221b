import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fail } from '../../contract/index.ts';

export interface Lock {
  release(): void;
}

/**
 * Makes this process the only one to use a library. The lock is the operating system's own (an exclusive SQLite
 * transaction on an empty file), so that it ends with its process however that ends; library.pid only names the holder.
 *
 * @throws library/locked
 */
export function lockLibrary(dir: string): Lock {
  const pidFile = join(dir, 'library.pid');
  const database = new DatabaseSync(join(dir, 'library.lock'));
  try {
    database.exec('PRAGMA busy_timeout = 1000; BEGIN EXCLUSIVE');
  } catch {
    database.close();
    fail('library/locked', { pid: holderIn(pidFile) });
  }
  writeFileSync(pidFile, String(process.pid));
  return { release: () => database.close() };
}

const holderIn = (pidFile: string): string => {
  try {
    return readFileSync(pidFile, 'utf8').trim();
  } catch {
    return 'unknown';
  }
};
