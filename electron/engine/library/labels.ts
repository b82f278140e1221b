import type { Flag, Rating } from '../../contract/index.ts';
import { canonicalOf, classNamed } from './classNames.ts';
import type { Database } from './database.ts';
import { edit } from './journal.ts';
import { labelsOf, rejectionsOf } from './photoChanges.ts';
import { counted } from '../words.ts';

// What a person says of photos; each function is one undo step. Photos that are not in the library are left alone.

/** Gives photos one human label in the place of all others, or takes all away. */
export function labelPhotos(database: Database, photos: readonly number[], className: string | null): void {
  const known = knownOf(database, photos);
  const what = counted(known.length, 'photo');
  const title = className === null ? `Remove the label of ${what}` : `Label ${what} “${className}”`;
  database.transaction(() => {
    const classes = className === null ? [] : [classNamed(database, className)];
    edit(database, title, { sets: 'labels', values: known.map((photo) => [photo, classes] as const) });
  });
}

/** Gives photos a class besides those they have, or takes it away. */
export function tagPhotos(database: Database, photos: readonly number[], className: string, on: boolean): void {
  const known = knownOf(database, photos);
  database.transaction(() => {
    const id = classNamed(database, className);
    const labels = labelsOf(database, known);
    const values = known.map((photo) => {
      const others = (labels.get(photo) ?? []).filter((label) => canonicalOf(database, label) !== id);
      return [photo, on ? [...others, id] : others] as const;
    });
    const what = counted(known.length, 'photo');
    const title = on ? `Label ${what} “${className}” as well` : `Take “${className}” from ${what}`;
    edit(database, title, { sets: 'labels', values });
  });
}

/** Gives each photo a class of its own: what accepting suggestions does. Of a photo that is named twice the last holds. */
export function labelEach(database: Database, title: string, labels: readonly (readonly [number, number])[]): void {
  const classOf = new Map(labels);
  const values = knownOf(database, [...classOf.keys()]).map((photo) => [photo, [classOf.get(photo) ?? 0]] as const);
  edit(database, title, { sets: 'labels', values });
}

export function ratePhotos(database: Database, photos: readonly number[], rating: Rating | null): void {
  const known = knownOf(database, photos);
  const what = counted(known.length, 'photo');
  const title = rating === null ? `Take the stars of ${what}` : `Give ${what} ${counted(rating, 'star')}`;
  edit(database, title, { sets: 'rating', values: known.map((photo) => [photo, rating] as const) });
}

export function flagPhotos(database: Database, photos: readonly number[], flag: Flag | null): void {
  const known = knownOf(database, photos);
  const what = counted(known.length, 'photo');
  const title = flag === null ? `Take the flag of ${what}` : `Flag ${what} as ${flag}`;
  edit(database, title, { sets: 'flag', values: known.map((photo) => [photo, flag] as const) });
}

/** Says that a network's first class is wrong for photos; those it has not answered are left alone. */
export function rejectSuggestions(database: Database, photos: readonly number[], model: string): void {
  const suggested = database.all<{ photo: number; class: number }>(
    `SELECT s.photo, s.class FROM json_each(?) asked
     JOIN networks n ON n.hash = ? JOIN suggestions s ON s.network = n.id AND s.photo = asked.value AND s.rank = 0`,
    ...[JSON.stringify(photos), model],
  );
  rejectClasses(
    database,
    suggested.map((one) => [one.photo, one.class] as const),
    model,
  );
}

/** Says that a class which a network suggested is wrong, photo by photo; a photo that is named twice is one. */
export function rejectClasses(
  database: Database,
  suggested: readonly (readonly [photo: number, id: number])[],
  model: string,
): void {
  const classOf = new Map(suggested);
  const rejected = rejectionsOf(database, model, [...classOf.keys()]);
  const values = [...classOf].map(([photo, id]) => {
    return [photo, [...new Set([...(rejected.get(photo) ?? []), id])]] as const;
  });
  edit(database, `Reject ${counted(values.length, 'suggestion')}`, { sets: 'rejections', model, values });
}

/** Takes photos out of the library. */
export function forgetPhotos(database: Database, photos: readonly number[]): void {
  const known = knownOf(database, photos);
  edit(database, `Remove ${counted(known.length, 'photo')} from the library`, {
    sets: 'forgotten',
    values: known.map((photo) => [photo, true] as const),
  });
}

export const knownOf = (database: Database, photos: readonly number[]): number[] =>
  database
    .all<{ id: number }>(
      'SELECT id FROM photos WHERE forgotten = 0 AND id IN (SELECT value FROM json_each(?))',
      JSON.stringify(photos),
    )
    .map(({ id }) => id);
