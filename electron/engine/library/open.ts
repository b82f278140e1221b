import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fail, failure } from '../../contract/index.ts';
import type { FoveaError } from '../../contract/index.ts';
import { backupIsDue, restoreNewest, stamp, writeBackup, writeBackupNow } from './backups.ts';
import { openDatabase, soundnessOf } from './database.ts';
import type { Database } from './database.ts';
import { lockLibrary } from './lock.ts';
import type { Lock } from './lock.ts';
import { migrations } from './migrations/index.ts';

export interface OpenedLibrary {
  readonly database: Database;
  readonly lock: Lock;
  /** What was wrong with the file that was there, and what stands in its place; null when all was well. */
  readonly recovered: FoveaError | null;
  /** Why the daily backup could not be written; null when it was, or none was due. It is tried again at the next start. */
  readonly backedUp: Promise<unknown>;
}

/**
 * Opens the library of a data folder: locks it, checks it, falls back to a backup if it is damaged, and migrates it.
 *
 * @throws library/locked  another process has it open
 * @throws library/newer   a newer Fovea wrote it; nothing was changed
 */
export function openLibraryFile(dir: string, nowMs = Date.now()): OpenedLibrary {
  mkdirSync(dir, { recursive: true });
  const lock = lockLibrary(dir);
  try {
    const file = join(dir, 'library.db');
    const isFresh = !existsSync(file);
    const recovered = recoverIfDamaged(dir, file, nowMs);
    const database = openDatabase(file);
    migrate(database, dir, nowMs);
    const backedUp = !isFresh && backupIsDue(dir, nowMs) ? writeBackup(database.raw, dir, nowMs) : Promise.resolve();
    const outcome = backedUp.then(
      () => null,
      (thrown: unknown) => thrown,
    );
    return { database, lock, recovered, backedUp: outcome };
  } catch (thrown) {
    lock.release();
    throw thrown;
  }
}

/** A damaged library is moved aside, never deleted: somebody may rescue more from it than we can. */
function recoverIfDamaged(dir: string, file: string, nowMs: number): FoveaError | null {
  if (!existsSync(file)) return null;
  const { version, damage } = soundnessOf(file);
  if (damage === null) {
    if (version > migrations.length) fail('library/newer', { found: version, known: migrations.length });
    return null;
  }
  const aside = join(dir, `library.damaged-${stamp(nowMs)}.db`);
  for (const part of ['', '-wal', '-shm']) if (existsSync(file + part)) renameSync(file + part, aside + part);
  const from = restoreNewest(dir, file);
  const backup = from === null ? 'nothing (there was no backup, so it starts empty)' : basename(from);
  return failure('library/damaged', { reason: damage, kept: aside, backup });
}

/** Brings the schema up to `upTo` steps, each wholly or not at all. */
export function migrate(database: Database, dir: string, nowMs: number, upTo = migrations.length): void {
  const { user_version: version } = database.get<{ user_version: number }>('PRAGMA user_version') ?? {
    user_version: 0,
  };
  if (version > 0 && version < upTo) writeBackupNow(database.raw, dir, nowMs);
  migrations.slice(version, upTo).forEach((migration, offset) => {
    database.transaction(() => {
      database.raw.exec(migration.sql);
      database.raw.exec(`PRAGMA user_version = ${version + offset + 1}`);
    });
  });
}
