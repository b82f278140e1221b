/* eslint-disable @typescript-eslint/no-unnecessary-type-parameters -- a statement's text says what rows it gives; the caller names them */
import { DatabaseSync } from 'node:sqlite';
import type { SQLInputValue, StatementSync } from 'node:sqlite';

/** A thin face of node:sqlite: prepared statements are kept, transactions nest. */
export interface Database {
  run(sql: string, ...values: SQLInputValue[]): { changes: number; lastId: number };
  /** The first row. `Row` is what the statement selects; the schema is STRICT, so that it holds. */
  get<Row>(sql: string, ...values: SQLInputValue[]): Row | undefined;
  all<Row>(sql: string, ...values: SQLInputValue[]): Row[];
  /** Rows as lists in the order of the columns, one after the other: for a hundred thousand, where records are slow. */
  each<Row extends readonly unknown[]>(sql: string, ...values: SQLInputValue[]): Iterable<Row>;
  /** Runs `change` wholly or not at all; it is on disk when this returns. */
  transaction<T>(change: () => T): T;
  readonly raw: DatabaseSync;
  close(): void;
}

/** Opens a database file for writing. Every commit is on the disk before it is answered. */
export function openDatabase(file: string): Database {
  const raw = new DatabaseSync(file);
  raw.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -64000',
  );
  const statements = new Map<string, StatementSync>();
  const prepared = (sql: string): StatementSync => {
    const known = statements.get(sql) ?? raw.prepare(sql);
    statements.set(sql, known);
    return known;
  };
  let depth = 0;

  return {
    raw,
    run(sql, ...values) {
      const { changes, lastInsertRowid } = prepared(sql).run(...values);
      return { changes: Number(changes), lastId: Number(lastInsertRowid) };
    },
    get: <Row>(sql: string, ...values: SQLInputValue[]) => prepared(sql).get(...values) as Row | undefined,
    all: <Row>(sql: string, ...values: SQLInputValue[]) => prepared(sql).all(...values) as Row[],
    each: <Row extends readonly unknown[]>(sql: string, ...values: SQLInputValue[]) => {
      const statement = raw.prepare(sql);
      statement.setReturnArrays(true);
      return statement.iterate(...values) as unknown as Iterable<Row>;
    },
    transaction(change) {
      if (depth > 0) return change();
      raw.exec('BEGIN IMMEDIATE');
      depth += 1;
      try {
        const result = change();
        raw.exec('COMMIT');
        return result;
      } catch (thrown) {
        if (raw.isTransaction) raw.exec('ROLLBACK');
        throw thrown;
      } finally {
        depth -= 1;
      }
    },
    close() {
      statements.clear();
      raw.close();
    },
  };
}

/** The version of a database file, and whether SQLite finds it sound; null when it is. */
export function soundnessOf(file: string): { version: number; damage: string | null } {
  let raw: DatabaseSync | null = null;
  try {
    raw = new DatabaseSync(file);
    const { user_version: version } = raw.prepare('PRAGMA user_version').get() as { user_version: number };
    const { quick_check: verdict } = raw.prepare('PRAGMA quick_check(1)').get() as { quick_check: string };
    return { version, damage: verdict === 'ok' ? null : verdict };
  } catch (thrown) {
    return { version: 0, damage: thrown instanceof Error ? thrown.message : String(thrown) };
  } finally {
    raw?.close();
  }
}
