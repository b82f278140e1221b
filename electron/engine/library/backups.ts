import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { backup } from 'node:sqlite';
import type { DatabaseSync } from 'node:sqlite';
import { soundnessOf } from './database.ts';

const kept = 5;
const dayMs = 24 * 60 * 60 * 1000;

/** Backups, newest first. Their names begin with their time, so that the alphabet is the calendar. */
export function backupsIn(dir: string): string[] {
  const folder = join(dir, 'backups');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^library-.*\.db$/.test(name))
    .sort()
    .reverse()
    .map((name) => join(folder, name));
}

/** True when the newest backup is more than a day old. */
export function backupIsDue(dir: string, nowMs: number): boolean {
  const newest = backupsIn(dir)[0];
  return newest === undefined || nowMs - statSync(newest).mtimeMs > dayMs;
}

/** Copies an open library aside, page by page, while it stays in use. */
export async function writeBackup(database: DatabaseSync, dir: string, nowMs: number): Promise<void> {
  const target = nextBackup(dir, nowMs);
  const partial = `${target}.partial`;
  rmSync(partial, { force: true });
  await backup(database, partial, { rate: 200 });
  renameSync(partial, target);
  dropOldest(dir);
}

/** The same at once, for the moment before a migration. */
export function writeBackupNow(database: DatabaseSync, dir: string, nowMs: number): void {
  const target = nextBackup(dir, nowMs);
  database.prepare('VACUUM INTO ?').run(target);
  dropOldest(dir);
}

/** Puts the newest sound backup in the place of a library that was moved aside; null when there is none. */
export function restoreNewest(dir: string, library: string): string | null {
  for (const candidate of backupsIn(dir)) {
    if (soundnessOf(candidate).damage !== null) continue;
    copyFileSync(candidate, library);
    return candidate;
  }
  return null;
}

const nextBackup = (dir: string, nowMs: number): string => {
  mkdirSync(join(dir, 'backups'), { recursive: true });
  return join(dir, 'backups', `library-${stamp(nowMs)}.db`);
};

const dropOldest = (dir: string): void => {
  for (const old of backupsIn(dir).slice(kept)) rmSync(old, { force: true });
};

/** A time that may stand in a file name of every system. */
export const stamp = (ms: number): string => new Date(ms).toISOString().replace(/[:.]/g, '-');
