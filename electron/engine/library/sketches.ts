import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase } from './database.ts';
import type { Database } from './database.ts';

/**
 * What photos look like in a kilobyte, by the SHA-256 of their files: what near-duplicates are found by. A file of its own,
 * because it can be made again from the thumbnails: it belongs in no backup, and a damaged one is simply given up.
 */
export interface Sketches {
  put(sketches: readonly { readonly hash: string; readonly bytes: Uint8Array }[]): void;
  /** Those of some hundred photos; unknown ones are left out. */
  of(hashes: readonly string[]): Map<string, Uint8Array>;
  close(): void;
}

export function openSketches(dir: string): Sketches {
  const file = join(dir, 'sketches.db');
  const database = opened(file) ?? reopened(file);
  return {
    put(sketches) {
      database.transaction(() => {
        for (const { hash, bytes } of sketches)
          database.run('INSERT OR REPLACE INTO sketches (hash, sketch) VALUES (?, ?)', hash, bytes);
      });
    },
    of(hashes) {
      const rows = database.all<{ hash: string; sketch: Uint8Array }>(
        'SELECT hash, sketch FROM sketches WHERE hash IN (SELECT value FROM json_each(?))',
        JSON.stringify(hashes),
      );
      return new Map(rows.map(({ hash, sketch }) => [hash, sketch]));
    },
    close: () => database.close(),
  };
}

/** Null where the file is no database any more. */
function opened(file: string): Database | null {
  let database: Database | null = null;
  try {
    database = openDatabase(file);
    // A commit that a power cut takes is made again; waiting for the disk with each would slow every import.
    database.raw.exec('PRAGMA synchronous = NORMAL; PRAGMA cache_size = -8000');
    database.raw.exec('CREATE TABLE IF NOT EXISTS sketches (hash TEXT PRIMARY KEY, sketch BLOB NOT NULL) STRICT');
    return database;
  } catch {
    database?.close();
    return null;
  }
}

function reopened(file: string): Database {
  for (const part of ['', '-wal', '-shm']) rmSync(file + part, { force: true });
  const database = opened(file);
  if (database === null) throw new Error(`${file} cannot be made`);
  return database;
}
