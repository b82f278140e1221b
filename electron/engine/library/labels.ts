import type { Database } from './database.ts';
import { edit } from './journal.ts';

/** Gives photos a human label, or takes it away; one undo step. */
export function labelPhotos(database: Database, photos: readonly number[], className: string | null): void {
  const known = knownOf(database, photos);
  const what = counted(known.length, 'photo');
  const title = className === null ? `Remove the label of ${what}` : `Label ${what} “${className}”`;
  edit(database, title, { sets: 'label', values: known.map((photo) => [photo, className] as const) });
}

/** Says that a network's first class is wrong for photos; those it has not answered are left alone. One undo step. */
export function rejectSuggestions(database: Database, photos: readonly number[], model: string): void {
  const values = database
    .all<{ photo: number; name: string }>(
      `SELECT s.photo, c.name FROM json_each(?) asked
       JOIN networks n ON n.hash = ? JOIN suggestions s ON s.network = n.id AND s.photo = asked.value AND s.rank = 0
       JOIN classes c ON c.id = s.class`,
      ...[JSON.stringify(photos), model],
    )
    .map(({ photo, name }) => [photo, name] as const);
  edit(database, `Reject ${counted(values.length, 'suggestion')}`, { sets: 'rejection', model, values });
}

/** Takes photos out of the library; one undo step. */
export function forgetPhotos(database: Database, photos: readonly number[]): void {
  const known = knownOf(database, photos);
  edit(database, `Remove ${counted(known.length, 'photo')} from the library`, {
    sets: 'forgotten',
    values: known.map((photo) => [photo, true] as const),
  });
}

const knownOf = (database: Database, photos: readonly number[]): number[] =>
  database
    .all<{ id: number }>(
      'SELECT id FROM photos WHERE forgotten = 0 AND id IN (SELECT value FROM json_each(?))',
      JSON.stringify(photos),
    )
    .map(({ id }) => id);

const counted = (count: number, noun: string): string =>
  `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
