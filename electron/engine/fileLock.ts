import { DatabaseSync } from 'node:sqlite';

export interface Lock {
  release(): void;
}

/**
 * Makes the caller the only one to use what a file stands for; null where somebody has it, here or in another process.
 * The lock is the operating system's own (an exclusive SQLite transaction on an empty file), so that it ends with its
 * process however that ends.
 *
 * @param waitMs  how long the thread may wait for it
 */
export function tryLock(file: string, waitMs: number): Lock | null {
  const database = new DatabaseSync(file);
  try {
    database.exec(`PRAGMA busy_timeout = ${waitMs}; BEGIN EXCLUSIVE`);
  } catch {
    database.close();
    return null;
  }
  return { release: () => database.close() };
}
