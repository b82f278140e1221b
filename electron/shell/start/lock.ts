import { mkdirSync, rmSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** A lock that is older was left behind by a process that was killed. */
const staleMs = 180_000;

/** Runs `work` while no other process runs under the same lock; `folder` is the lock and must be nobody else's. */
export async function alone<T>(folder: string, work: () => Promise<T>): Promise<T> {
  while (!taken(folder)) {
    const age = Date.now() - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > staleMs) rmSync(folder, { recursive: true, force: true });
    await sleep(100);
  }
  try {
    return await work();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Making a folder succeeds for exactly one of all who try. */
function taken(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}
