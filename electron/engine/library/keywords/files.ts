import { basename } from 'node:path';
import type { Problem, Sha256 } from '../../../contract/index.ts';
import { nothingWritten } from '../../../metadata/index.ts';
import type { Written } from '../../../metadata/index.ts';
import type { Database } from '../database.ts';
import { edit } from '../journal.ts';
import { isUndone } from '../keywordChanges.ts';
import { counted } from '../../words.ts';

// Files that keywords were written into. The database says what each held after the last writing and what it is to hold;
// contents lie in the data folder by their hash. Undo changes what a file is to hold; a job then brings it there.

/** What was written into a file, in the words of the database. */
export interface WrittenFile {
  readonly photo: number;
  readonly file: string;
  /** Hashes of its content; null: there was no file. */
  readonly before: Sha256 | null;
  readonly after: Sha256;
  readonly written: Written;
}

/** What Fovea wrote into a file of a photo before. */
export function writtenInto(database: Database, file: string): Written {
  const row = database.get<{ written: string }>('SELECT written FROM keyword_files WHERE file = ?', file);
  return row ? { ...nothingWritten, ...(JSON.parse(row.written) as Partial<Written>) } : nothingWritten;
}

/**
 * Remembers what a job is about to write, so that a crash between the disk and the database loses nothing. The first file
 * of a job begins its undo step; all others of it belong to the same one.
 *
 * @param photos  how many the job writes, for the name of the step
 * @returns       false: the step was taken back meanwhile, and nothing is to be written
 */
export function beginWriting(database: Database, job: number, photos: number, one: WrittenFile): boolean {
  if (isTakenBack(database, job)) return false;
  const known = runOf(database, job);
  const run = known ?? database.run('INSERT INTO keyword_runs (job, undone) VALUES (?, 1)', job).lastId;
  const before = JSON.stringify(writtenInto(database, one.file));
  const after = JSON.stringify(one.written);
  database.run(
    `INSERT INTO keyword_files (photo, file, holds, wanted, written) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (file) DO UPDATE SET photo = excluded.photo, holds = excluded.holds, wanted = excluded.wanted,
       written = excluded.written, problem = NULL`,
    ...[one.photo, one.file, one.before, one.after, after],
  );
  database.run(
    `INSERT INTO keyword_steps (run, file, before, before_written, after, after_written)
     SELECT ?, id, ?, ?, ?, ? FROM keyword_files WHERE file = ?
     ON CONFLICT (run, file) DO UPDATE SET after = excluded.after, after_written = excluded.after_written`,
    ...[run, one.before, before, one.after, after, one.file],
  );
  if (known === null)
    edit(database, `Write keywords of ${counted(photos, 'photo')}`, { sets: 'keyword-run', values: [[run, false]] });
  return true;
}

/** The file holds what a job was to put into it, also where that was taken back meanwhile. */
export const endWriting = (database: Database, job: number, file: string): void =>
  void database.run(
    `UPDATE keyword_files SET holds = s.after FROM keyword_steps s
     WHERE s.file = keyword_files.id AND s.run = ? AND keyword_files.file = ?`,
    ...[runOf(database, job), file],
  );

/** A file holds what a writing that was cut off was to put into it: it was written. */
export const settle = (database: Database, file: string, hash: Sha256): void =>
  void database.run('UPDATE keyword_files SET holds = wanted WHERE file = ? AND wanted = ?', file, hash);

/** What was begun did not come about: the file holds what it held. One that was taken back is left to be put back. */
export function giveUpWriting(database: Database, job: number, file: string): void {
  database.run(
    `UPDATE keyword_files SET wanted = holds, written = s.before_written
     FROM keyword_steps s WHERE s.file = keyword_files.id AND s.run = ? AND keyword_files.file = ?
       AND keyword_files.wanted IS s.after AND keyword_files.holds IS NOT s.after`,
    ...[runOf(database, job), file],
  );
  database.run(
    'DELETE FROM keyword_steps WHERE run = ? AND file IN (SELECT id FROM keyword_files WHERE file = ? AND holds IS NOT after)',
    ...[runOf(database, job), file],
  );
}

const runOf = (database: Database, job: number): number | null =>
  database.get<{ id: number }>('SELECT id FROM keyword_runs WHERE job = ? ORDER BY id DESC', job)?.id ?? null;

/** Whether a job's step was taken back while it ran. */
export const isTakenBack = (database: Database, job: number): boolean => {
  const run = runOf(database, job);
  return run !== null && isUndone(database, run);
};

/** A file that could not be written, or put back; it is named until it is. */
export function recordFailure(database: Database, photo: number, file: string, problem: Problem): void {
  database.run(
    `INSERT INTO keyword_files (photo, file, written, problem) VALUES (?, ?, ?, ?)
     ON CONFLICT (file) DO UPDATE SET problem = excluded.problem`,
    ...[photo, file, JSON.stringify(nothingWritten), JSON.stringify(problem)],
  );
}

/** Nothing is wrong with the files of a photo any more. */
export const forgetFailures = (database: Database, photo: number): void =>
  void database.run('UPDATE keyword_files SET problem = NULL WHERE photo = ?', photo);

/** A file that does not hold what it is to hold. */
export interface FileToRestore {
  readonly id: number;
  readonly photo: number;
  readonly file: string;
  readonly path: string;
  readonly holds: Sha256 | null;
  readonly wanted: Sha256 | null;
}

export function filesToRestore(database: Database): FileToRestore[] {
  return database.all(
    `SELECT f.id, f.photo, f.file, p.path, f.holds, f.wanted FROM keyword_files f JOIN photos p ON p.id = f.photo
     WHERE f.wanted IS NOT f.holds ORDER BY f.id`,
  );
}

/** What became of a file that was to be put back; with a problem it is left as it is, and no longer asked about. */
export function recordRestored(
  database: Database,
  { id, holds, wanted }: FileToRestore,
  problem: Problem | null,
): void {
  const now = problem === null ? wanted : holds;
  database.run(
    'UPDATE keyword_files SET holds = ?, wanted = ?, problem = ? WHERE id = ?',
    ...[now, now, problem && JSON.stringify(problem), id],
  );
}

/** A photo whose own file was written, as the library knows files: the next import must not take it for another. */
export function recordOriginal(
  database: Database,
  photo: number,
  file: { readonly hash: Sha256; readonly bytes: number; readonly modifiedMs: number },
): void {
  database.run(
    'UPDATE photos SET hash = ?, bytes = ?, modified_ms = ? WHERE id = ?',
    ...[file.hash, file.bytes, file.modifiedMs, photo],
  );
}

export function failedFiles(database: Database) {
  const rows = database.all<{ photo: number; path: string; file: string; problem: string }>(
    `SELECT f.photo, p.path, f.file, f.problem FROM keyword_files f JOIN photos p ON p.id = f.photo
     WHERE f.problem IS NOT NULL AND p.forgotten = 0 ORDER BY f.id LIMIT 1000`,
  );
  return rows.map(({ photo, path, file, problem }) => ({
    ...{ photo, path, file: basename(file), does: 'refuse' as const, added: [], removed: [], rating: null, losses: [] },
    problem: JSON.parse(problem) as Problem,
  }));
}
