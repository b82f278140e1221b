import type { Database } from './database.ts';
import { classNumber, networkNumber } from './suggestions.ts';

// An edit is a change and its inverse, both plain records: applying one after the other leaves no trace.

/** What a person said about photos; null takes the word back. */
export type Change =
  | { readonly sets: 'label'; readonly values: readonly (readonly [photo: number, className: string | null])[] }
  | {
      readonly sets: 'rejection';
      /** Hash of the network whose class is wrong. */
      readonly model: string;
      readonly values: readonly (readonly [photo: number, className: string | null])[];
    }
  | { readonly sets: 'forgotten'; readonly values: readonly (readonly [photo: number, forgotten: boolean])[] };

/** The change that would undo `change` if it were applied now. */
export function inverseOf(database: Database, change: Change): Change {
  switch (change.sets) {
    case 'label':
      return { sets: 'label', values: change.values.map(([photo]) => [photo, labelOf(database, photo)]) };
    case 'rejection': {
      const { model } = change;
      return {
        sets: 'rejection',
        model,
        values: change.values.map(([photo]) => [photo, rejectedOf(database, model, photo)]),
      };
    }
    case 'forgotten':
      return { sets: 'forgotten', values: change.values.map(([photo]) => [photo, isForgotten(database, photo)]) };
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
