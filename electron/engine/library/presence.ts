import type { Photo } from '../../contract/index.ts';
import { failure } from '../../contract/index.ts';
import type { Columns } from './columns.ts';
import type { Database } from './database.ts';

/** A file of the library, as it was when it was read. */
export interface KnownFile {
  readonly id: number;
  readonly path: string;
  readonly bytes: number;
  readonly modifiedMs: number;
  readonly hash: string | null;
  readonly state: 'waiting' | 'ready' | 'unreadable';
}

const columns = 'id, path, bytes, modified_ms AS modifiedMs, hash, state';
const select = `SELECT ${columns} FROM photos WHERE forgotten = 0`;
const selectForgotten = `SELECT ${columns} FROM photos WHERE forgotten = 1`;

/**
 * Which files are there. A photo whose file is gone keeps its row, its labels and its thumbnail; what is known of the disk is
 * kept over a restart, so that the window need not wait until all files were looked for.
 */
export class Presence {
  readonly #database: Database;
  readonly #columns: Columns;
  readonly #changed: (photos: readonly number[]) => void;

  constructor(database: Database, columns: Columns, changed: (photos: readonly number[]) => void) {
    this.#database = database;
    this.#columns = columns;
    this.#changed = changed;
    for (const photo of readFact(database, 'missing') as number[]) columns.missing.add(photo);
  }

  get missing(): ReadonlySet<number> {
    return this.#columns.missing;
  }

  /** How many photos of the library are missing; forgotten ones are not counted. */
  count(): number {
    return [...this.missing].filter((photo) => (this.#columns.state[photo] ?? 0) !== 0).length;
  }

  /** Says what was found out. Answers how many photos stand otherwise now. */
  say(gone: readonly number[], back: readonly number[]): number {
    const { missing } = this.#columns;
    const changed = [...gone.filter((photo) => !missing.has(photo)), ...back.filter((photo) => missing.has(photo))];
    if (changed.length === 0) return 0;
    for (const photo of gone) missing.add(photo);
    for (const photo of back) missing.delete(photo);
    writeFact(this.#database, 'missing', [...missing]);
    this.#columns.version += 1;
    this.#changed(changed);
    return changed.length;
  }

  /** Files after an id, in the order of ids. */
  files(after: number, limit: number): KnownFile[] {
    return this.#database.all(`${select} AND id > ? ORDER BY id LIMIT ?`, after, limit);
  }

  /** Files at paths and below them, where they are folders. */
  filesUnder(paths: readonly string[], separator: string): KnownFile[] {
    return this.#under(select, paths, separator);
  }

  /** The same of forgotten photos, as they were when they were in the library. */
  forgottenUnder(paths: readonly string[], separator: string): KnownFile[] {
    return this.#under(selectForgotten, paths, separator);
  }

  /** Photos that lie under a folder. */
  countUnder(folder: string, separator: string): number {
    return this.filesUnder([folder], separator).length;
  }

  /** Photos with as many bytes: a file of that size may be one of them. */
  ofSize(bytes: number): KnownFile[] {
    return this.#database.all(`${select} AND bytes = ?`, bytes);
  }

  /** Folders that a person lets Fovea watch. */
  watched(): string[] {
    return readFact(this.#database, 'watched') as string[];
  }

  watch(folders: readonly string[]): void {
    writeFact(this.#database, 'watched', folders);
  }

  /** Rows as they are shown: a missing photo says so. */
  shown<P extends Photo>(photos: readonly P[]): P[] {
    if (this.missing.size === 0) return [...photos];
    const { code, message, remedy } = failure('photo/missing', {});
    return photos.map((photo) =>
      this.missing.has(photo.id) ? { ...photo, state: 'missing', problem: { code, message, remedy } } : photo,
    );
  }

  #under(selected: string, paths: readonly string[], separator: string): KnownFile[] {
    const end = String.fromCharCode(separator.charCodeAt(0) + 1);
    const below = paths.flatMap((path) => {
      const folder = path.endsWith(separator) ? path.slice(0, -1) : path;
      const sql = `${selected} AND (path = ? OR (path > ? AND path < ?))`;
      return this.#database.all<KnownFile>(sql, folder, folder + separator, folder + end);
    });
    return [...new Map(below.map((file) => [file.id, file])).values()];
  }
}

/** A list that was kept; empty where none was. */
function readFact(database: Database, key: 'missing' | 'watched'): unknown {
  const row = database.get<{ value: string }>('SELECT value FROM library_facts WHERE key = ?', key);
  return JSON.parse(row?.value ?? '[]');
}

function writeFact(database: Database, key: string, value: unknown): void {
  database.run('INSERT OR REPLACE INTO library_facts (key, value) VALUES (?, ?)', key, JSON.stringify(value));
}
