import type { DatabaseSync } from 'node:sqlite';

/** What SQLite keeps in the header of a file for its program: "Fvla". */
const applicationId = 0x46766c61;
const schemaVersion = 1;

/** A file of answers, as docs/scale-out.md describes it. */
const tables = `
CREATE TABLE run (
  fovea TEXT NOT NULL,
  model_hash TEXT NOT NULL,
  model_name TEXT NOT NULL,
  class_names TEXT NOT NULL,
  roots TEXT NOT NULL,
  settings TEXT NOT NULL,
  shard INTEGER NOT NULL,
  shards INTEGER NOT NULL,
  found INTEGER,
  finished INTEGER NOT NULL
) STRICT;
CREATE TABLE photos (
  id INTEGER PRIMARY KEY,
  path TEXT NOT NULL,
  root TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  width INTEGER,
  height INTEGER,
  damaged INTEGER NOT NULL,
  device TEXT NOT NULL,
  problem_code TEXT,
  problem_message TEXT,
  UNIQUE (path, root)
) STRICT;
CREATE TABLE answers (
  photo INTEGER NOT NULL REFERENCES photos (id),
  rank INTEGER NOT NULL,
  class_index INTEGER NOT NULL,
  class_name TEXT NOT NULL,
  probability REAL NOT NULL,
  PRIMARY KEY (photo, rank)
) STRICT, WITHOUT ROWID;
PRAGMA application_id = ${applicationId};
PRAGMA user_version = ${schemaVersion};
`;

export const makeTables = (database: DatabaseSync): void => database.exec(tables);

/** Whose file it is: 'empty' has just been made, or its maker was killed before it began. */
export function ownerOf(database: DatabaseSync): 'ours' | 'empty' | 'other' {
  const number = (sql: string): unknown => Object.values(database.prepare(sql).get() ?? {})[0];
  if (number('PRAGMA application_id') === applicationId) {
    return number('PRAGMA user_version') === schemaVersion ? 'ours' : 'other';
  }
  return number('SELECT count(*) FROM sqlite_schema') === 0 ? 'empty' : 'other';
}

export interface PhotoRow {
  readonly path: string;
  readonly root: string;
  readonly bytes: number;
  readonly width: number | null;
  readonly height: number | null;
  readonly damaged: number;
  readonly device: string;
  readonly problem_code: string | null;
  readonly problem_message: string | null;
}

export interface AnswerRow {
  readonly rank: number;
  readonly class_index: number;
  readonly class_name: string;
  readonly probability: number;
}

/** Adds a photo with its answers. */
export function rowWriter(database: DatabaseSync): (photo: PhotoRow, answers: readonly AnswerRow[]) => void {
  const addPhoto = database.prepare(
    `INSERT INTO photos (path, root, bytes, width, height, damaged, device, problem_code, problem_message)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const addAnswer = database.prepare('INSERT INTO answers VALUES (?, ?, ?, ?, ?)');
  return ({ path, root, bytes, width, height, damaged, device, problem_code, problem_message }, answers) => {
    const { lastInsertRowid: id } = addPhoto.run(
      ...[path, root, bytes, width, height],
      ...[damaged, device, problem_code, problem_message],
    );
    for (const { rank, class_index, class_name, probability } of answers) {
      addAnswer.run(id, rank, class_index, class_name, probability);
    }
  };
}

/** Runs `change` wholly or not at all. */
export function inTransaction(database: DatabaseSync, change: () => void): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    change();
    database.exec('COMMIT');
  } catch (thrown) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw thrown;
  }
}
