import { fail, type NewStroke, type Stroke, type StrokeClass, type StrokeSet } from '../../contract/index.ts';
import type { Database } from './database.ts';
import { edit } from './journal.ts';

// Segmenters in the making. A row is written first as if it were taken away; that it is there is the edit.

interface SetRow {
  readonly id: number;
  readonly model: string;
  readonly name: string;
  readonly classes: string;
}

/** The newest first. */
export function strokeSets(database: Database): StrokeSet[] {
  const rows = database.all<SetRow>(
    'SELECT id, model, name, classes FROM stroke_sets WHERE removed = 0 ORDER BY id DESC',
  );
  return rows.map((row) => withPhotos(database, row));
}

/** @throws strokes/set-unknown */
export function strokeSet(database: Database, set: number): StrokeSet {
  const row = database.get<SetRow>(
    'SELECT id, model, name, classes FROM stroke_sets WHERE removed = 0 AND id = ?',
    set,
  );
  return row ? withPhotos(database, row) : fail('strokes/set-unknown', { set });
}

const withPhotos = (database: Database, { id, model, name, classes }: SetRow): StrokeSet => ({
  ...{ id, model, name },
  classes: JSON.parse(classes) as StrokeClass[],
  photos: database.all<StrokeSet['photos'][number]>(
    `SELECT s.photo, p.file_name AS fileName, COUNT(*) AS strokes FROM strokes s JOIN photos p ON p.id = s.photo
     WHERE s.set_id = ? AND s.removed = 0 AND p.forgotten = 0 GROUP BY s.photo ORDER BY MIN(s.id)`,
    id,
  ),
});

/** Of one photo, in the order in which they were painted. */
export function strokesOf(database: Database, set: number, photo: number): Stroke[] {
  return database
    .all<{ id: number; class: number | null; shape: string }>(
      'SELECT id, class, shape FROM strokes WHERE set_id = ? AND photo = ? AND removed = 0 ORDER BY id',
      ...[set, photo],
    )
    .map(({ id, class: classIndex, shape }) => ({ id, classIndex, shape: JSON.parse(shape) as Stroke['shape'] }));
}

/** What is painted on a photo for a set. */
export interface Painted {
  readonly set: number;
  readonly strokes: readonly NewStroke[];
}

/** By photo and set, in the order in which they were painted; of sets that were taken away, none. */
export function strokesOn(database: Database, photos: readonly number[]): Map<number, Painted[]> {
  const rows = database.all<{ photo: number; set: number; class: number | null; shape: string }>(
    `SELECT s.photo, s.set_id AS "set", s.class, s.shape FROM stroke_sets t JOIN strokes s ON s.set_id = t.id
     WHERE t.removed = 0 AND s.removed = 0 AND s.photo IN (SELECT value FROM json_each(?)) ORDER BY s.set_id, s.id`,
    JSON.stringify(photos),
  );
  const strokeOf = (row: (typeof rows)[number]): NewStroke => ({
    ...{ classIndex: row.class, shape: JSON.parse(row.shape) as NewStroke['shape'] },
  });
  const byPhoto = [...Map.groupBy(rows, ({ photo }) => photo)].map(([photo, all]) => {
    const bySet = [...Map.groupBy(all, ({ set }) => set)];
    return [photo, bySet.map(([set, some]): Painted => ({ set, strokes: some.map(strokeOf) }))] as const;
  });
  return new Map(byPhoto);
}

export interface PhotoStrokes {
  readonly photo: number;
  readonly strokes: readonly NewStroke[];
}

export interface NewStrokeSet {
  readonly model: string;
  readonly name: string;
  readonly classes: readonly string[];
  /** What is painted on a photo from the beginning. */
  readonly on: PhotoStrokes | null;
}

/** One undo step. */
export function beginStrokeSet(database: Database, { model, name, classes, on }: NewStrokeSet, nowMs = Date.now()) {
  return database.transaction(() => {
    const named = classes.map((one): StrokeClass => ({ name: one, removed: false }));
    const set = writeSet(database, { model, name, classes: named }, on ? [on] : [], nowMs);
    edit(database, `Begin the segmenter “${name}”`, { sets: 'stroke-set-there', values: [[set, true]] });
    return set;
  });
}

/** Writes a set as if it were taken away, with what is painted as soon as it is there. Must run inside a transaction. */
export function writeSet(
  database: Database,
  { model, name, classes }: Pick<StrokeSet, 'model' | 'name' | 'classes'>,
  on: readonly PhotoStrokes[],
  nowMs: number,
): number {
  const { lastId: set } = database.run(
    'INSERT INTO stroke_sets (model, name, classes, removed, at_ms) VALUES (?, ?, ?, 1, ?)',
    ...[model, name, JSON.stringify(classes), nowMs],
  );
  const ids = on.flatMap(({ photo, strokes }) => writeStrokes(database, set, photo, strokes, nowMs));
  database.run('UPDATE strokes SET removed = 0 WHERE id IN (SELECT value FROM json_each(?))', JSON.stringify(ids));
  return set;
}

/** One undo step. */
export function removeStrokeSet(database: Database, set: number): void {
  const { name } = strokeSet(database, set);
  edit(database, `Remove the segmenter “${name}”`, { sets: 'stroke-set-there', values: [[set, false]] });
}

/** One undo step. Classes that are left out stay as they are. @throws strokes/set-unknown */
export function changeStrokeSet(
  database: Database,
  set: number,
  { name, classes }: { readonly name: string; readonly classes: readonly StrokeClass[] },
): void {
  const known = strokeSet(database, set);
  const all = [...classes, ...known.classes.slice(classes.length)];
  const title = known.name === name ? `Change the classes of “${name}”` : `Name the segmenter “${name}”`;
  edit(database, title, { sets: 'stroke-set', values: [[set, { name, classes: all }]] });
}

/** One undo step. @throws strokes/set-unknown */
export function paintStrokes(
  database: Database,
  set: number,
  photo: number,
  strokes: readonly NewStroke[],
  nowMs = Date.now(),
): void {
  const { classes } = strokeSet(database, set);
  const first = strokes[0]?.classIndex ?? null;
  const what = strokes.length === 1 ? 'a stroke' : `${strokes.length} strokes`;
  const title = first === null ? 'Erase' : `Paint ${what} of “${classes[first]?.name ?? `class ${first}`}”`;
  database.transaction(() => {
    const ids = writeStrokes(database, set, photo, strokes, nowMs);
    edit(database, title, { sets: 'stroke-there', set, values: ids.map((id) => [id, true] as const) });
  });
}

/** One undo step. @throws strokes/set-unknown */
export function clearStrokes(database: Database, set: number, photo: number): void {
  strokeSet(database, set);
  const ids = strokesOf(database, set, photo).map(({ id }) => id);
  edit(database, `Take ${ids.length === 1 ? 'a stroke' : `${ids.length} strokes`} off a photo`, {
    ...{ sets: 'stroke-there', set },
    values: ids.map((id) => [id, false] as const),
  });
}

/** Writes strokes as if they were taken away. Must run inside a transaction. */
export function writeStrokes(
  database: Database,
  set: number,
  photo: number,
  strokes: readonly NewStroke[],
  nowMs: number,
): number[] {
  return strokes.map(
    ({ classIndex, shape }) =>
      database.run(
        'INSERT INTO strokes (set_id, photo, class, shape, at_ms) VALUES (?, ?, ?, ?, ?)',
        ...[set, photo, classIndex, JSON.stringify(shape), nowMs],
      ).lastId,
  );
}
