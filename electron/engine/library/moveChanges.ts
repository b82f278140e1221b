import { dirname, win32, posix } from 'node:path';
import type { Database } from './database.ts';

// Files of photos that lie elsewhere now; as in changes.ts, each edit is a plain record, and so is its inverse.

type Values<T> = readonly (readonly [id: number, value: T])[];

export interface Place {
  readonly path: string;
  /** Of the file there: an import that finds another takes the photo for changed. */
  readonly modifiedMs: number;
}

export interface MoveChange {
  readonly sets: 'path';
  readonly values: Values<Place>;
}

export function inverseOfMoves(database: Database, { values }: MoveChange): MoveChange {
  const rows = database.all<{ id: number } & Place>(
    'SELECT id, path, modified_ms AS modifiedMs FROM photos WHERE id IN (SELECT value FROM json_each(?))',
    JSON.stringify(values.map(([id]) => id)),
  );
  return { sets: 'path', values: rows.map(({ id, ...place }) => [id, place] as const) };
}

/** Must run inside a transaction. Two photos may change places: each path is given up before any is taken. */
export function applyMoves(database: Database, { values }: MoveChange): void {
  for (const [id] of values) database.run("UPDATE photos SET path = 'moving ' || id WHERE id = ?", id);
  for (const [id, { path, modifiedMs }] of values)
    database.run(
      'UPDATE photos SET path = ?, file_name = ?, folder = ?, modified_ms = ? WHERE id = ?',
      ...[path, nameIn(path), dirname(path), modifiedMs, id],
    );
}

/** Journals may come from a library of another system. */
const nameIn = (path: string): string => (path.includes('\\') ? win32.basename(path) : posix.basename(path));
