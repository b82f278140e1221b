import type { StrokeClass } from '../../contract/index.ts';
import { applyToBoxes, inverseOfBoxes, type BoxChange } from './boxChanges.ts';
import type { Database } from './database.ts';
import { classNumber, networkNumber } from './suggestions.ts';

// An edit is a change and its inverse, both plain records: applying one after the other leaves no trace.

type Values<T> = readonly (readonly [id: number, value: T])[];

/** What a person said about photos; null takes the word back. */
type PhotoChange =
  | { readonly sets: 'label'; readonly values: Values<string | null> }
  | {
      readonly sets: 'rejection';
      /** Hash of the network whose class is wrong. */
      readonly model: string;
      readonly values: Values<string | null>;
    }
  | { readonly sets: 'forgotten'; readonly values: Values<boolean> };

/** What a person painted. */
type StrokeChange =
  | { readonly sets: 'stroke-there'; readonly set: number; readonly values: Values<boolean> }
  | { readonly sets: 'stroke-set-there'; readonly values: Values<boolean> }
  | {
      readonly sets: 'stroke-set';
      readonly values: Values<{ readonly name: string; readonly classes: readonly StrokeClass[] }>;
    };

export type Change = PhotoChange | StrokeChange | BoxChange;

/** What a change is about. */
export interface Touched {
  readonly photos: readonly number[];
  readonly strokeSets: readonly number[];
  /** Photos with other boxes. */
  readonly boxed: readonly number[];
}

export const untouched: Touched = { photos: [], strokeSets: [], boxed: [] };

export function touchedBy(change: Change): Touched {
  const ids = change.values.map(([id]) => id);
  switch (change.sets) {
    case 'stroke-there':
      return { ...untouched, strokeSets: [change.set] };
    case 'stroke-set-there':
    case 'stroke-set':
      return { ...untouched, strokeSets: ids };
    case 'box-there':
    case 'box':
    case 'found-state':
      return { ...untouched, boxed: change.photos };
    case 'complete':
      return { ...untouched, boxed: ids };
    case 'forgotten':
      return { ...untouched, photos: ids, boxed: ids };
    case 'label':
    case 'rejection':
      return { ...untouched, photos: ids };
  }
}

/** The change that would undo `change` if it were applied now. */
export function inverseOf(database: Database, change: Change): Change {
  const now = <T>(values: Values<unknown>, read: (id: number) => T): Values<T> =>
    values.map(([id]) => [id, read(id)] as const);
  switch (change.sets) {
    case 'label':
      return { ...change, values: now(change.values, (photo) => labelOf(database, photo)) };
    case 'rejection':
      return { ...change, values: now(change.values, (photo) => rejectedOf(database, change.model, photo)) };
    case 'forgotten':
      return { ...change, values: now(change.values, (photo) => isForgotten(database, photo)) };
    case 'stroke-there':
      return { ...change, values: now(change.values, (stroke) => isThere(database, 'strokes', stroke)) };
    case 'stroke-set-there':
      return { ...change, values: now(change.values, (set) => isThere(database, 'stroke_sets', set)) };
    case 'stroke-set':
      return { ...change, values: now(change.values, (set) => namesOf(database, set)) };
    case 'box-there':
    case 'box':
    case 'found-state':
    case 'complete':
      return inverseOfBoxes(database, change);
  }
}

/** Must run inside a transaction. */
export function apply(database: Database, change: Change, nowMs: number): void {
  switch (change.sets) {
    case 'label':
      for (const [photo, className] of change.values) setLabel(database, photo, className, nowMs);
      return;
    case 'rejection':
      for (const [photo, className] of change.values) setRejection(database, change.model, photo, className);
      return;
    case 'forgotten':
      for (const [photo, forgotten] of change.values)
        database.run('UPDATE photos SET forgotten = ? WHERE id = ?', Number(forgotten), photo);
      return;
    case 'stroke-there':
      for (const [stroke, there] of change.values)
        database.run('UPDATE strokes SET removed = ? WHERE id = ?', Number(!there), stroke);
      return;
    case 'stroke-set-there':
      for (const [set, there] of change.values)
        database.run('UPDATE stroke_sets SET removed = ? WHERE id = ?', Number(!there), set);
      return;
    case 'stroke-set':
      for (const [set, { name, classes }] of change.values)
        database.run('UPDATE stroke_sets SET name = ?, classes = ? WHERE id = ?', name, JSON.stringify(classes), set);
      return;
    case 'box-there':
    case 'box':
    case 'found-state':
    case 'complete':
      applyToBoxes(database, change, nowMs);
  }
}

function setLabel(database: Database, photo: number, className: string | null, nowMs: number): void {
  if (className === null) database.run('DELETE FROM labels WHERE photo = ?', photo);
  else
    database.run(
      'INSERT OR REPLACE INTO labels (photo, class, at_ms) VALUES (?, ?, ?)',
      ...[photo, classNumber(database, className), nowMs],
    );
}

function setRejection(database: Database, model: string, photo: number, className: string | null): void {
  const network = networkNumber(database, model);
  if (className === null) database.run('DELETE FROM rejections WHERE photo = ? AND network = ?', photo, network);
  else
    database.run(
      'INSERT OR REPLACE INTO rejections (photo, network, class) VALUES (?, ?, ?)',
      ...[photo, network, classNumber(database, className)],
    );
}

const labelOf = (database: Database, photo: number): string | null =>
  database.get<{ name: string }>(
    'SELECT c.name FROM labels l JOIN classes c ON c.id = l.class WHERE l.photo = ?',
    photo,
  )?.name ?? null;

const rejectedOf = (database: Database, model: string, photo: number): string | null =>
  database.get<{ name: string }>(
    `SELECT c.name FROM rejections r JOIN classes c ON c.id = r.class JOIN networks n ON n.id = r.network
     WHERE r.photo = ? AND n.hash = ?`,
    ...[photo, model],
  )?.name ?? null;

const isForgotten = (database: Database, photo: number): boolean =>
  database.get<{ forgotten: number }>('SELECT forgotten FROM photos WHERE id = ?', photo)?.forgotten === 1;

const isThere = (database: Database, table: 'strokes' | 'stroke_sets', id: number): boolean =>
  database.get<{ removed: number }>(`SELECT removed FROM ${table} WHERE id = ?`, id)?.removed === 0;

function namesOf(database: Database, set: number): { name: string; classes: StrokeClass[] } {
  const row = database.get<{ name: string; classes: string }>(
    'SELECT name, classes FROM stroke_sets WHERE id = ?',
    set,
  );
  return { name: row?.name ?? '', classes: JSON.parse(row?.classes ?? '[]') as StrokeClass[] };
}
