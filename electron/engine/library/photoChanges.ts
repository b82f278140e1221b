import type { Flag, Rating } from '../../contract/index.ts';
import { classNamed } from './classNames.ts';
import type { Database } from './database.ts';
import { networkNumber } from './suggestions.ts';

// What a person says about photos; as in changes.ts, each edit is a plain record, and so is its inverse. A thousand
// photos are read and written by one statement, as the lists of numbers that JSON is.

type Values<T> = readonly (readonly [id: number, value: T])[];

export type PhotoChange =
  /** All classes of a photo, by their numbers and in the order of giving. */
  | { readonly sets: 'labels'; readonly values: Values<readonly number[]> }
  | { readonly sets: 'rating'; readonly values: Values<Rating | null> }
  | { readonly sets: 'flag'; readonly values: Values<Flag | null> }
  /** All classes that a person called wrong for a photo when a network, known by its hash, suggested them. */
  | { readonly sets: 'rejections'; readonly model: string; readonly values: Values<readonly number[]> }
  | { readonly sets: 'forgotten'; readonly values: Values<boolean> }
  /** One class or none, as journals before version 7 have it. */
  | { readonly sets: 'label'; readonly values: Values<string | null> }
  | { readonly sets: 'rejection'; readonly model: string; readonly values: Values<string | null> };

/** The change that would undo `change` if it were applied now. */
export function inverseOfPhotos(database: Database, change: PhotoChange): PhotoChange {
  const photos = change.values.map(([photo]) => photo);
  switch (change.sets) {
    case 'label':
    case 'labels':
      return { sets: 'labels', values: listed(photos, labelsOf(database, photos)) };
    case 'rejection':
    case 'rejections': {
      const { model } = change;
      return { sets: 'rejections', model, values: listed(photos, rejectionsOf(database, model, photos)) };
    }
    case 'rating':
      return { sets: 'rating', values: marksOf<Rating>(database, 'rating', photos) };
    case 'flag':
      return { sets: 'flag', values: marksOf<Flag>(database, 'flag', photos) };
    case 'forgotten': {
      const gone = new Set(
        marksOf<number>(database, 'forgotten', photos).flatMap(([id, is]) => (is === 1 ? [id] : [])),
      );
      return { sets: 'forgotten', values: photos.map((photo) => [photo, gone.has(photo)] as const) };
    }
  }
}

/** Must run inside a transaction. */
export function applyToPhotos(database: Database, change: PhotoChange, nowMs: number): void {
  switch (change.sets) {
    case 'label':
      return setLabels(database, numbered(database, change.values), nowMs);
    case 'labels':
      return setLabels(database, change.values, nowMs);
    case 'rejection':
      return setRejections(database, change.model, numbered(database, change.values));
    case 'rejections':
      return setRejections(database, change.model, change.values);
    case 'rating':
    case 'flag':
      return setMarks(database, change.sets, change.values);
    case 'forgotten':
      return setMarks(
        database,
        'forgotten',
        change.values.map(([photo, forgotten]) => [photo, Number(forgotten)] as const),
      );
  }
}

/** Classes that a person gave photos, in the order of giving; photos without any are left out. */
export function labelsOf(database: Database, photos: readonly number[]): Map<number, number[]> {
  return gathered(
    database.all<Listed>(
      `SELECT photo, class FROM labels WHERE photo IN (SELECT value FROM json_each(?)) ORDER BY photo, at_ms, class`,
      JSON.stringify(photos),
    ),
  );
}

/** Classes that a person called wrong for photos when a network suggested them; photos without any are left out. */
export function rejectionsOf(database: Database, model: string, photos: readonly number[]): Map<number, number[]> {
  return gathered(
    database.all<Listed>(
      `SELECT r.photo, r.class FROM rejections r JOIN networks n ON n.id = r.network
       WHERE n.hash = ? AND r.photo IN (SELECT value FROM json_each(?)) ORDER BY r.photo, r.class`,
      ...[model, JSON.stringify(photos)],
    ),
  );
}

interface Listed {
  readonly photo: number;
  readonly class: number;
}

function gathered(rows: readonly Listed[]): Map<number, number[]> {
  const byPhoto = new Map<number, number[]>();
  for (const { photo, class: id } of rows) {
    const known = byPhoto.get(photo);
    if (known) known.push(id);
    else byPhoto.set(photo, [id]);
  }
  return byPhoto;
}

const listed = (photos: readonly number[], byPhoto: ReadonlyMap<number, number[]>): Values<readonly number[]> =>
  photos.map((photo) => [photo, byPhoto.get(photo) ?? []] as const);

const numbered = (database: Database, values: Values<string | null>): Values<readonly number[]> =>
  values.map(([photo, name]) => [photo, name === null ? [] : [classNamed(database, name)]] as const);

function marksOf<T>(
  database: Database,
  mark: 'rating' | 'flag' | 'forgotten',
  photos: readonly number[],
): Values<T | null> {
  const rows = database.all<{ id: number; value: T | null }>(
    `SELECT id, ${mark} AS value FROM photos WHERE id IN (SELECT value FROM json_each(?))`,
    JSON.stringify(photos),
  );
  return rows.map(({ id, value }) => [id, value] as const);
}

function setMarks(
  database: Database,
  mark: 'rating' | 'flag' | 'forgotten',
  values: Values<string | number | null>,
): void {
  for (const [value, group] of Map.groupBy(values, ([, one]) => one))
    database.run(
      `UPDATE photos SET ${mark} = ? WHERE id IN (SELECT value FROM json_each(?))`,
      ...[value, JSON.stringify(group.map(([photo]) => photo))],
    );
}

/** Labels of one edit are a thousandth of a millisecond apart, so that their order is kept. */
function setLabels(database: Database, values: Values<readonly number[]>, nowMs: number): void {
  database.run(`DELETE FROM labels WHERE photo IN (${firsts})`, JSON.stringify(values));
  database.run(
    `INSERT INTO labels (photo, class, at_ms)
     SELECT v.value ->> 0, c.value, ? + c.key / 1000.0 FROM json_each(?) v, json_each(v.value -> 1) c`,
    ...[nowMs, JSON.stringify(values)],
  );
}

function setRejections(database: Database, model: string, values: Values<readonly number[]>): void {
  const network = networkNumber(database, model);
  database.run(`DELETE FROM rejections WHERE network = ? AND photo IN (${firsts})`, network, JSON.stringify(values));
  database.run(
    `INSERT INTO rejections (photo, network, class)
     SELECT v.value ->> 0, ?, c.value FROM json_each(?) v, json_each(v.value -> 1) c`,
    ...[network, JSON.stringify(values)],
  );
}

/** The photos of a list of [photo, value]. */
const firsts = 'SELECT value ->> 0 FROM json_each(?)';
