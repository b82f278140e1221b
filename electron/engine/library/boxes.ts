import { fail, type BoxClass, type DrawnBox, type NewBox, type PhotoBox } from '../../contract/index.ts';
import { clipBox } from '../../runner/vision/index.ts';
import { drawnBoxes, drawnOn, suggestedBoxes } from './boxRows.ts';
import { classNamed } from './classNames.ts';
import type { Database } from './database.ts';
import { edit } from './journal.ts';

// What people draw; each function is one undo step. A row is written first as if it were taken away; that it is there is
// the edit.

/** By how many there are, the most first. */
export function boxClasses(database: Database): BoxClass[] {
  return database.all<BoxClass>(
    `SELECT c.name AS className, COUNT(*) AS boxes, COUNT(DISTINCT b.photo) AS photos
     FROM boxes b JOIN class_names c ON c.id = b.class JOIN photos p ON p.id = b.photo
     WHERE b.removed = 0 AND p.forgotten = 0 GROUP BY b.class ORDER BY boxes DESC, className`,
  );
}

/** Boxes for one photo of several. */
export interface PhotoBoxes {
  readonly photo: number;
  readonly boxes: readonly NewBox[];
}

/**
 * Boxes that reach over the edge of their photo end there.
 *
 * @param titled  what Undo calls it; null: by what is drawn
 * @returns       the ids, in the order given
 * @throws boxes/outside
 */
export function drawBoxes(
  database: Database,
  drawn: readonly PhotoBoxes[],
  titled: string | null = null,
  nowMs = Date.now(),
): number[] {
  return database.transaction(() => {
    const ids = writeBoxes(database, drawn, nowMs);
    const boxes = drawn.flatMap((one) => one.boxes);
    const photos = drawn.map(({ photo }) => photo);
    const values = ids.map((id) => [id, true] as const);
    edit(database, titled ?? `Draw ${counted(boxes)}`, { sets: 'box-there', photos, values });
    return ids;
  });
}

/** Writes boxes as rows that are not there yet. @throws boxes/outside */
export const writeBoxes = (database: Database, drawn: readonly PhotoBoxes[], nowMs: number): number[] =>
  drawn.flatMap(({ photo, boxes }) =>
    boxes.map((box) => written(database, photo, { ...box, box: onPhoto(database, photo, box) }, nowMs)),
  );

export type ChangedBox = Pick<DrawnBox, 'id' | 'className' | 'box' | 'difficult'>;

/** @throws boxes/unknown, boxes/outside */
export function changeBoxes(database: Database, changes: readonly ChangedBox[]): readonly number[] {
  const known = new Map(drawnBoxes(database, idsOf(changes)).map((box) => [box.id, box]));
  const values = changes.map(({ id, className, box, difficult }) => {
    const { photo } = known.get(id) ?? fail('boxes/unknown', { box: id });
    return [id, { className, box: onPhoto(database, photo, { className, box }), difficult }] as const;
  });
  const photos = photosOf([...known.values()]);
  const [first, ...more] = changes;
  const before = first && known.get(first.id);
  const title = before && more.length === 0 ? changeInWords(before, first) : `Change ${changes.length} boxes`;
  edit(database, title, { sets: 'box', photos, values });
  return photos;
}

function changeInWords(before: ChangedBox, now: ChangedBox): string {
  if (before.className !== now.className) return `Call a box of “${before.className}” “${now.className}”`;
  if (before.difficult === now.difficult) return `Move a box of “${now.className}”`;
  return `Call a box of “${now.className}” ${now.difficult ? 'difficult' : 'not difficult'}`;
}

/** Those that are not there any more are left alone. */
export function removeBoxes(database: Database, ids: readonly number[]): readonly number[] {
  const boxes = drawnBoxes(database, ids);
  const values = idsOf(boxes).map((id) => [id, false] as const);
  edit(database, `Remove ${counted(boxes)}`, { sets: 'box-there', photos: photosOf(boxes), values });
  return photosOf(boxes);
}

/** In shares of the sides, so that a box keeps its place on a photo of another size. @returns photos with other boxes */
export function copyBoxes(database: Database, from: number, to: number): readonly number[] {
  const [a, b] = [sizeOf(database, from), sizeOf(database, to)];
  const [x, y] = a && b ? [b.width / a.width, b.height / a.height] : [1, 1];
  const boxes = drawnOn(database, [from]).map(({ className, difficult, box: { x0, y0, x1, y1 } }) => ({
    ...{ className, difficult, box: { x0: x0 * x, y0: y0 * y, x1: x1 * x, y1: y1 * y } },
  }));
  if (boxes.length === 0) return [];
  drawBoxes(database, [{ photo: to, boxes }], `Copy ${counted(boxes)} to another photo`);
  return [to];
}

/** Makes found boxes drawn ones. @returns the ids of the drawn ones  @throws boxes/unknown */
export function acceptBoxes(database: Database, ids: readonly number[], nowMs = Date.now()) {
  const known = new Map(suggestedBoxes(database, ids).map((box) => [box.id, box]));
  const found = [...new Set(ids)].map((id) => known.get(id) ?? fail('boxes/unknown', { box: id }));
  return database.transaction(() => {
    const drawn = found.map(({ photo, className, box }) =>
      written(database, photo, { className, box, difficult: false }, nowMs),
    );
    const values = found.map(({ id }, at) => [id, { state: 'accepted', drawn: drawn[at] ?? null }] as const);
    edit(database, `Accept ${counted(found)}`, { sets: 'found-state', photos: photosOf(found), values });
    return { ids: drawn, photos: photosOf(found) };
  });
}

/** Of those that a person has spoken about nothing is said again. */
export function rejectBoxes(database: Database, ids: readonly number[]): readonly number[] {
  const found = suggestedBoxes(database, ids);
  const values = found.map(({ id }) => [id, { state: 'rejected', drawn: null }] as const);
  edit(database, `Reject ${counted(found)}`, { sets: 'found-state', photos: photosOf(found), values });
  return photosOf(found);
}

export function completePhotos(database: Database, photos: readonly number[], complete: boolean): readonly number[] {
  const known = database
    .all<{ id: number }>(
      'SELECT id FROM photos WHERE forgotten = 0 AND id IN (SELECT value FROM json_each(?)) ORDER BY id',
      JSON.stringify(photos),
    )
    .map(({ id }) => id);
  const what = known.length === 1 ? 'a photo' : `${known.length.toLocaleString('en')} photos`;
  const values = known.map((id) => [id, complete] as const);
  edit(database, `Call ${what} ${complete ? 'complete' : 'not complete'}`, { sets: 'complete', values });
  return known;
}

function written(database: Database, photo: number, { className, box, difficult }: NewBox, nowMs: number): number {
  return database.run(
    'INSERT INTO boxes (photo, class, x0, y0, x1, y1, difficult, at_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    ...[photo, classNamed(database, className), box.x0, box.y0, box.x1, box.y1, Number(difficult), nowMs],
  ).lastId;
}

/** The part of a box on its photo; the whole box while the photo was not read. @throws boxes/outside */
function onPhoto(database: Database, photo: number, { className, box }: Pick<NewBox, 'className' | 'box'>): PhotoBox {
  const size = sizeOf(database, photo);
  const inside = size ? clipBox(box, size.width, size.height) : box;
  return inside.x1 > inside.x0 && inside.y1 > inside.y0 ? inside : fail('boxes/outside', { className });
}

function sizeOf(database: Database, photo: number): { width: number; height: number } | undefined {
  return database.get('SELECT width, height FROM photos WHERE id = ? AND width IS NOT NULL', photo);
}

const idsOf = (boxes: readonly { readonly id: number }[]): number[] => boxes.map(({ id }) => id);

const photosOf = (boxes: readonly { readonly photo: number }[]): number[] => [
  ...new Set(boxes.map(({ photo }) => photo)),
];

/** "a box of “raccoon”", "3 boxes of “raccoon”", "3 boxes" of several classes. */
function counted(boxes: readonly { readonly className: string }[]): string {
  const [name, another] = new Set(boxes.map(({ className }) => className));
  const count = boxes.length === 1 ? 'a box' : `${boxes.length.toLocaleString('en')} boxes`;
  return name === undefined || another !== undefined ? count : `${count} of “${name}”`;
}
