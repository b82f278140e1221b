import type { PhotoBox } from '../../contract/index.ts';
import { boxOf } from './boxRows.ts';
import { classNamed } from './classNames.ts';
import type { Database } from './database.ts';

// Edits of boxes; as in changes.ts, each is a plain record, and so is its inverse.

type Values<T> = readonly (readonly [id: number, value: T])[];

interface OfBoxes {
  /** Photos that the boxes are on. */
  readonly photos: readonly number[];
}

interface DrawnAs {
  readonly className: string;
  readonly box: PhotoBox;
  readonly difficult: boolean;
}

/** What became of a found box, and the drawn one that is there while it is accepted. */
interface FoundAs {
  readonly state: 'suggested' | 'accepted' | 'rejected';
  readonly drawn: number | null;
}

export type BoxChange =
  | ({ readonly sets: 'box-there'; readonly values: Values<boolean> } & OfBoxes)
  | ({ readonly sets: 'box'; readonly values: Values<DrawnAs> } & OfBoxes)
  | ({ readonly sets: 'found-state'; readonly values: Values<FoundAs> } & OfBoxes)
  | { readonly sets: 'complete'; readonly values: Values<boolean> };

export function inverseOfBoxes(database: Database, change: BoxChange): BoxChange {
  switch (change.sets) {
    case 'box-there':
      return { ...change, values: change.values.map(([id]) => [id, isThere(database, id)] as const) };
    case 'box':
      return { ...change, values: change.values.map(([id, now]) => [id, drawnAs(database, id) ?? now] as const) };
    case 'found-state':
      return {
        ...change,
        values: change.values.map(([id, { drawn }]) => [id, { state: stateOf(database, id), drawn }] as const),
      };
    case 'complete':
      return { ...change, values: change.values.map(([photo]) => [photo, isComplete(database, photo)] as const) };
  }
}

/** Must run inside a transaction. */
export function applyToBoxes(database: Database, change: BoxChange, nowMs: number): void {
  switch (change.sets) {
    case 'box-there':
      for (const [id, there] of change.values) setThere(database, id, there);
      return;
    case 'box':
      for (const [id, { className, box, difficult }] of change.values)
        database.run(
          'UPDATE boxes SET class = ?, x0 = ?, y0 = ?, x1 = ?, y1 = ?, difficult = ? WHERE id = ?',
          ...[classNamed(database, className), box.x0, box.y0, box.x1, box.y1, Number(difficult), id],
        );
      return;
    case 'found-state':
      for (const [id, { state, drawn }] of change.values) {
        database.run('UPDATE found_boxes SET state = ? WHERE id = ?', state, id);
        if (drawn !== null) setThere(database, drawn, state === 'accepted');
      }
      return;
    case 'complete':
      for (const [photo, complete] of change.values) setComplete(database, photo, complete, nowMs);
  }
}

function setComplete(database: Database, photo: number, complete: boolean, nowMs: number): void {
  if (complete) database.run('INSERT OR IGNORE INTO complete_photos (photo, at_ms) VALUES (?, ?)', photo, nowMs);
  else database.run('DELETE FROM complete_photos WHERE photo = ?', photo);
}

const setThere = (database: Database, id: number, there: boolean): void =>
  void database.run('UPDATE boxes SET removed = ? WHERE id = ?', Number(!there), id);

const isThere = (database: Database, id: number): boolean =>
  database.get<{ removed: number }>('SELECT removed FROM boxes WHERE id = ?', id)?.removed === 0;

const isComplete = (database: Database, photo: number): boolean =>
  database.get('SELECT photo FROM complete_photos WHERE photo = ?', photo) !== undefined;

const stateOf = (database: Database, id: number): FoundAs['state'] =>
  database.get<{ state: FoundAs['state'] }>('SELECT state FROM found_boxes WHERE id = ?', id)?.state ?? 'suggested';

interface Row extends PhotoBox {
  readonly className: string;
  readonly difficult: number;
}

function drawnAs(database: Database, id: number): DrawnAs | null {
  const row = database.get<Row>(
    `SELECT c.name AS className, b.x0, b.y0, b.x1, b.y1, b.difficult
     FROM boxes b JOIN class_names c ON c.id = b.class WHERE b.id = ?`,
    id,
  );
  return row ? { className: row.className, box: boxOf(row), difficult: row.difficult === 1 } : null;
}
