import type { Flag, NewBox, Rating, Sha256, Suggestion } from '../../contract/index.ts';
import { writeBoxes } from './boxes.ts';
import { touchedBy, type OneChange, type Touched } from './changes.ts';
import { classFacts, labellingOf } from './classChanges.ts';
import { calledSo } from './classes.ts';
import { classNamed } from './classNames.ts';
import { puttingOnShelf } from './classTree.ts';
import type { Database } from './database.ts';
import { edit } from './journal.ts';
import { withRoom } from './moveRoom.ts';
import { labelsOf, rejectionsOf } from './photoChanges.ts';
import { networkNumber, recordSuggestions } from './suggestions.ts';
import { segmenterChanges, type TakenSegmenter } from './takenStrokes.ts';

// What comes from files of labels and from projects; each function is one undo step.

/** What is read of one photo. */
export interface TakenPhoto {
  readonly photo: number;
  /** All human classes that it has from now on, in this order; null: as before. */
  readonly labels: readonly string[] | null;
  readonly rejected: readonly { readonly className: string; readonly model: Sha256 }[];
  /** By network; taken only where that network has said nothing of the photo here. */
  readonly suggested: readonly { readonly model: Sha256; readonly top: readonly Suggestion[] }[];
  readonly rating?: Rating;
  readonly flag?: Flag;
  readonly boxes?: readonly NewBox[];
  readonly complete?: boolean;
}

export interface Taken {
  /** Classes for the shelf, each after the one it lies below. */
  readonly classes: readonly { readonly name: string; readonly parent: string | null }[];
  readonly photos: readonly TakenPhoto[];
  readonly segmenters?: readonly TakenSegmenter[];
  /** What Undo calls it. */
  readonly title: string;
}

/** Suggestions are no word of a person and stay when the step is undone. */
export function takeOver(database: Database, taken: Taken, nowMs = Date.now()): Touched {
  const { classes, photos, segmenters = [], title } = taken;
  return database.transaction(() => {
    const changes: OneChange[] = [
      ...classChanges(database, classes),
      ...photoChanges(database, photos, nowMs),
      ...segmenterChanges(database, segmenters, nowMs),
    ];
    for (const { photo, suggested } of photos)
      for (const { model, top } of suggested) recordNew(database, model, photo, top);
    const kept = changes.filter(({ values }) => values.length > 0);
    edit(database, title, { sets: 'all', changes: kept }, nowMs);
    const touched = touchedBy({ sets: 'all', changes: kept });
    return { ...touched, photos: [...new Set([...touched.photos, ...photos.map(({ photo }) => photo)])] };
  });
}

/** What a network has said here before stays. */
export function recordNew(database: Database, model: Sha256, photo: number, top: readonly Suggestion[]): void {
  const network = networkNumber(database, model);
  const known = database.get('SELECT 1 FROM suggestions WHERE network = ? AND photo = ? LIMIT 1', network, photo);
  if (!known) recordSuggestions(database, network, photo, top);
}

/** Puts classes on the shelf that are not there; those that are keep their place. */
function classChanges(database: Database, classes: Taken['classes']): OneChange[] {
  const ids = new Map(classes.map(({ name }) => [name, classNamed(database, name)]));
  const idOf = (name: string): number => ids.get(name) ?? classNamed(database, name);
  const missing = classes
    .map(({ name, parent }) => ({ id: idOf(name), parent: parent === null ? null : idOf(parent) }))
    .filter(({ id }) => classFacts(database, id).place === null);
  return [{ sets: 'class', values: puttingOnShelf(database, missing) }];
}

function photoChanges(database: Database, photos: readonly TakenPhoto[], nowMs: number): OneChange[] {
  const labels = photos.flatMap(({ photo, labels: names }) =>
    names === null ? [] : [[photo, [...new Set(names.map((name) => classNamed(database, name)))]] as const],
  );
  const isSeveral = labels.some(([, ids]) => ids.length > 1) && labellingOf(database) === 'single';
  const boxed = photos.flatMap(({ photo, boxes = [] }) => (boxes.length > 0 ? [{ photo, boxes }] : []));
  const drawn = writeBoxes(database, boxed, nowMs);
  return [
    ...(isSeveral ? [{ sets: 'labelling' as const, values: [[0, 'several' as const] as const] }] : []),
    { sets: 'labels', values: labels },
    ...rejectionChanges(database, photos),
    {
      sets: 'rating',
      values: photos.flatMap(({ photo, rating }) => (rating === undefined ? [] : [[photo, rating] as const])),
    },
    { sets: 'flag', values: photos.flatMap(({ photo, flag }) => (flag === undefined ? [] : [[photo, flag] as const])) },
    { sets: 'box-there', photos: boxed.map(({ photo }) => photo), values: drawn.map((id) => [id, true] as const) },
    { sets: 'complete', values: photos.flatMap(({ photo, complete }) => (complete ? [[photo, true] as const] : [])) },
  ];
}

/** What was rejected before stays rejected. */
function rejectionChanges(database: Database, photos: readonly TakenPhoto[]): OneChange[] {
  const said = photos.flatMap(({ photo, rejected }) => rejected.map((one) => ({ photo, ...one })));
  return [...Map.groupBy(said, ({ model }) => model)].map(([model, ofModel]): OneChange => {
    const wrong = Map.groupBy(ofModel, ({ photo }) => photo);
    const before = rejectionsOf(database, model, [...wrong.keys()]);
    const values = [...wrong].flatMap(([photo, classes]) => {
      const known = before.get(photo) ?? [];
      const ids = classes.map(({ className }) => classNamed(database, className));
      return ids.every((id) => known.includes(id)) ? [] : [[photo, [...new Set([...known, ...ids])]] as const];
    });
    return { sets: 'rejections', model, values };
  });
}

/** A photo whose file lies elsewhere now. */
export interface MovedPhoto {
  readonly photo: number;
  readonly path: string;
  readonly modifiedMs: number;
}

/**
 * Gives photos the paths at which their files were found. Another photo of the library at such a path is forgotten where
 * no person has spoken of it; where one has, the path stays with it, and the move is left out.
 */
export function movePhotos(database: Database, moved: readonly MovedPhoto[], title: string): Touched {
  return database.transaction(() => {
    const { values, yielding } = withRoom(
      database,
      moved.map(({ photo, path, modifiedMs }) => [photo, { path, modifiedMs }] as const),
      () => true,
    );
    const changes: OneChange[] = [
      { sets: 'path', values },
      { sets: 'forgotten', values: yielding.map((photo) => [photo, true] as const) },
    ];
    edit(database, title, { sets: 'all', changes });
    return touchedBy({ sets: 'all', changes });
  });
}

/** By photo, the names of its human labels; photos without any are left out. */
export function humanLabels(database: Database, photos: readonly number[]): Map<number, string[]> {
  const names = new Map(
    database.all<{ id: number; name: string }>('SELECT id, name FROM class_names').map(({ id, name }) => [id, name]),
  );
  const labels = [...labelsOf(database, photos)];
  return new Map(labels.map(([photo, ids]) => [photo, [...new Set(ids.map((id) => names.get(id) ?? ''))]]));
}

/** What a class that a file names is called in the library: what is called so now comes before what was called so once. */
export const calledHere = (database: Database, name: string): string | null => {
  const once = 'SELECT id FROM classes WHERE name = ? OR shown = ? ORDER BY name = ? DESC, id';
  const id = calledSo(database, name) ?? database.get<{ id: number }>(once, name, name, name)?.id;
  if (id === undefined) return null;
  return database.get<{ name: string }>('SELECT name FROM class_names WHERE id = ?', id)?.name ?? null;
};
