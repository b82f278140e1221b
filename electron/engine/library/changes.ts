import type { Flag, Labelling, Rating, StrokeClass } from '../../contract/index.ts';
import { applyToBoxes, inverseOfBoxes, type BoxChange } from './boxChanges.ts';
import { classNumber } from './classNames.ts';
import type { Database } from './database.ts';
import { networkNumber } from './suggestions.ts';

// An edit is a change and its inverse, both plain records: applying one after the other leaves no trace.

type Values<T> = readonly (readonly [id: number, value: T])[];

/** What a person said about photos; null takes the word back. */
type PhotoChange =
  /** One class or none, as journals of earlier versions have it. */
  | { readonly sets: 'label'; readonly values: Values<string | null> }
  /** All classes of a photo, by their numbers and in the order of giving. */
  | { readonly sets: 'labels'; readonly values: Values<readonly number[]> }
  | { readonly sets: 'rating'; readonly values: Values<Rating | null> }
  | { readonly sets: 'flag'; readonly values: Values<Flag | null> }
  | {
      readonly sets: 'rejection';
      /** Hash of the network whose class is wrong; as journals of earlier versions have it. */
      readonly model: string;
      readonly values: Values<string | null>;
    }
  /** All classes that a person called wrong for a photo. */
  | { readonly sets: 'rejections'; readonly model: string; readonly values: Values<readonly number[]> }
  | { readonly sets: 'forgotten'; readonly values: Values<boolean> };

/** What a person painted. */
type StrokeChange =
  | { readonly sets: 'stroke-there'; readonly set: number; readonly values: Values<boolean> }
  | { readonly sets: 'stroke-set-there'; readonly values: Values<boolean> }
  | {
      readonly sets: 'stroke-set';
      readonly values: Values<{ readonly name: string; readonly classes: readonly StrokeClass[] }>;
    };

/** What a person says of a class itself; as the columns of the table `classes`. */
export interface ClassFacts {
  readonly shown: string | null;
  readonly becomes: number | null;
  readonly parent: number | null;
  readonly place: number | null;
}

type ClassChange =
  | { readonly sets: 'class'; readonly values: Values<ClassFacts> }
  | { readonly sets: 'labelling'; readonly values: Values<Labelling> };

type OneChange = PhotoChange | StrokeChange | BoxChange | ClassChange;

/** Several changes that are one edit; they are undone in the reverse order. */
interface Together {
  readonly sets: 'all';
  readonly changes: readonly OneChange[];
}

export type Change = OneChange | Together;

export const isEmpty = (change: Change): boolean =>
  change.sets === 'all' ? change.changes.every(isEmpty) : change.values.length === 0;

/** What a change is about. */
export interface Touched {
  readonly photos: readonly number[];
  readonly strokeSets: readonly number[];
  /** Photos with other boxes. */
  readonly boxed: readonly number[];
  /** Classes are called otherwise, or stand elsewhere. */
  readonly classes: boolean;
}

export const untouched: Touched = { photos: [], strokeSets: [], boxed: [], classes: false };

export function touchedBy(change: Change): Touched {
  if (change.sets === 'all') {
    const each = change.changes.map(touchedBy);
    return {
      photos: each.flatMap(({ photos }) => photos),
      strokeSets: each.flatMap(({ strokeSets }) => strokeSets),
      boxed: each.flatMap(({ boxed }) => boxed),
      classes: each.some(({ classes }) => classes),
    };
  }
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
    case 'labels':
    case 'rating':
    case 'flag':
    case 'rejection':
    case 'rejections':
      return { ...untouched, photos: ids };
    case 'class':
    case 'labelling':
      return { ...untouched, classes: true };
  }
}

/** The change that would undo `change` if it were applied now. */
export function inverseOf(database: Database, change: Change): Change {
  if (change.sets === 'all')
    return { sets: 'all', changes: change.changes.map((one) => inverseOfOne(database, one)).toReversed() };
  return inverseOfOne(database, change);
}

function inverseOfOne(database: Database, change: OneChange): OneChange {
  const now = <T>(values: Values<unknown>, read: (id: number) => T): Values<T> =>
    values.map(([id]) => [id, read(id)] as const);
  switch (change.sets) {
    case 'label':
    case 'labels':
      return { sets: 'labels', values: now(change.values, (photo) => labelsOf(database, photo)) };
    case 'rating':
      return { ...change, values: now(change.values, (photo) => markOf(database, photo).rating) };
    case 'flag':
      return { ...change, values: now(change.values, (photo) => markOf(database, photo).flag) };
    case 'class':
      return { ...change, values: now(change.values, (id) => classFacts(database, id)) };
    case 'labelling':
      return { ...change, values: now(change.values, () => labellingOf(database)) };
    case 'rejection':
    case 'rejections': {
      const { model } = change;
      return { sets: 'rejections', model, values: now(change.values, (photo) => rejectionsOf(database, model, photo)) };
    }
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
    case 'all':
      for (const one of change.changes) apply(database, one, nowMs);
      return;
    case 'label':
      for (const [photo, className] of change.values)
        setLabels(database, photo, className === null ? [] : [classNumber(database, className)], nowMs);
      return;
    case 'labels':
      for (const [photo, classes] of change.values) setLabels(database, photo, classes, nowMs);
      return;
    case 'rating':
      for (const [photo, rating] of change.values)
        database.run('UPDATE photos SET rating = ? WHERE id = ?', rating, photo);
      return;
    case 'flag':
      for (const [photo, flag] of change.values) database.run('UPDATE photos SET flag = ? WHERE id = ?', flag, photo);
      return;
    case 'class':
      for (const [id, { shown, becomes, parent, place }] of change.values)
        database.run(
          'UPDATE classes SET shown = ?, becomes = ?, parent = ?, place = ? WHERE id = ?',
          ...[shown, becomes, parent, place, id],
        );
      return;
    case 'labelling':
      for (const [, labelling] of change.values)
        database.run("INSERT OR REPLACE INTO library_facts (key, value) VALUES ('labelling', ?)", labelling);
      return;
    case 'rejection':
      for (const [photo, className] of change.values)
        setRejections(database, change.model, photo, className === null ? [] : [classNumber(database, className)]);
      return;
    case 'rejections':
      for (const [photo, classes] of change.values) setRejections(database, change.model, photo, classes);
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

/** Labels of one edit are a thousandth of a millisecond apart, so that their order is kept. */
function setLabels(database: Database, photo: number, classes: readonly number[], nowMs: number): void {
  database.run('DELETE FROM labels WHERE photo = ?', photo);
  for (const [place, id] of classes.entries())
    database.run('INSERT INTO labels (photo, class, at_ms) VALUES (?, ?, ?)', photo, id, nowMs + place / 1000);
}

function setRejections(database: Database, model: string, photo: number, classes: readonly number[]): void {
  const network = networkNumber(database, model);
  database.run('DELETE FROM rejections WHERE photo = ? AND network = ?', photo, network);
  for (const id of classes)
    database.run('INSERT INTO rejections (photo, network, class) VALUES (?, ?, ?)', photo, network, id);
}

/** Classes that a person gave a photo, in the order of giving. */
export const labelsOf = (database: Database, photo: number): number[] =>
  database
    .all<{ class: number }>('SELECT class FROM labels WHERE photo = ? ORDER BY at_ms, class', photo)
    .map((row) => row.class);

const markOf = (database: Database, photo: number): { rating: Rating | null; flag: Flag | null } =>
  database.get('SELECT rating, flag FROM photos WHERE id = ?', photo) ?? { rating: null, flag: null };

export const classFacts = (database: Database, id: number): ClassFacts =>
  database.get<ClassFacts>('SELECT shown, becomes, parent, place FROM classes WHERE id = ?', id) ?? {
    shown: null,
    becomes: null,
    parent: null,
    place: null,
  };

export const labellingOf = (database: Database): Labelling => {
  const row = database.get<{ value: Labelling }>("SELECT value FROM library_facts WHERE key = 'labelling'");
  return row?.value ?? 'single';
};

/** Classes that a person called wrong for a photo when a network suggested them. */
export const rejectionsOf = (database: Database, model: string, photo: number): number[] =>
  database
    .all<{ class: number }>(
      'SELECT r.class FROM rejections r JOIN networks n ON n.id = r.network WHERE r.photo = ? AND n.hash = ?',
      ...[photo, model],
    )
    .map((row) => row.class);

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
