import { applyToBoxes, inverseOfBoxes, type BoxChange } from './boxChanges.ts';
import { applyToClasses, inverseOfClasses, type ClassChange } from './classChanges.ts';
import type { Database } from './database.ts';
import { applyToKeywords, inverseOfKeywords, type KeywordChange } from './keywordChanges.ts';
import { applyMoves, inverseOfMoves, type MoveChange } from './moveChanges.ts';
import { withRoom } from './moveRoom.ts';
import { applyToPhotos, inverseOfPhotos, type PhotoChange } from './photoChanges.ts';
import { applyToStrokes, inverseOfStrokes, type StrokeChange } from './strokeChanges.ts';

// An edit is a change and its inverse, both plain records: applying one after the other leaves no trace.

export type OneChange = PhotoChange | StrokeChange | BoxChange | ClassChange | MoveChange | KeywordChange;

/** Several changes that are one edit; the inverse has them the other way round. */
interface Together {
  readonly sets: 'all';
  readonly changes: readonly OneChange[];
}

export type Change = OneChange | Together;

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

export const isEmpty = (change: Change): boolean =>
  change.sets === 'all' ? change.changes.every(isEmpty) : change.values.length === 0;

export function touchedBy(change: Change): Touched {
  if (change.sets === 'all') return joined(change.changes.map(touchedBy));
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
    case 'path':
      return { ...untouched, photos: ids };
    case 'keyword-run':
      return untouched;
    case 'class':
    case 'labelling':
      return { ...untouched, classes: true };
  }
}

const joined = (each: readonly Touched[]): Touched => ({
  photos: each.flatMap(({ photos }) => photos),
  strokeSets: each.flatMap(({ strokeSets }) => strokeSets),
  boxed: each.flatMap(({ boxed }) => boxed),
  classes: each.some(({ classes }) => classes),
});

/** What of an edit can be taken back or made again: a photo that is in the library now keeps its path. */
export function possibleNow(database: Database, change: Change): Change {
  const one = (part: OneChange): OneChange =>
    part.sets === 'path'
      ? { ...part, values: withRoom(database, part.values, ({ forgotten }) => forgotten).values }
      : part;
  return change.sets === 'all' ? { ...change, changes: change.changes.map(one) } : one(change);
}

/** The change that would undo `change` if it were applied now. */
export function inverseOf(database: Database, change: Change): Change {
  switch (change.sets) {
    case 'all':
      return { sets: 'all', changes: change.changes.map((one) => inverseOf(database, one) as OneChange).toReversed() };
    case 'stroke-there':
    case 'stroke-set-there':
    case 'stroke-set':
      return inverseOfStrokes(database, change);
    case 'box-there':
    case 'box':
    case 'found-state':
    case 'complete':
      return inverseOfBoxes(database, change);
    case 'class':
    case 'labelling':
      return inverseOfClasses(database, change);
    case 'path':
      return inverseOfMoves(database, change);
    case 'keyword-run':
      return inverseOfKeywords(database, change);
    case 'label':
    case 'labels':
    case 'rating':
    case 'flag':
    case 'rejection':
    case 'rejections':
    case 'forgotten':
      return inverseOfPhotos(database, change);
  }
}

/** Must run inside a transaction. */
export function apply(database: Database, change: Change, nowMs: number): void {
  switch (change.sets) {
    case 'all':
      for (const one of change.changes) apply(database, one, nowMs);
      return;
    case 'stroke-there':
    case 'stroke-set-there':
    case 'stroke-set':
      return applyToStrokes(database, change);
    case 'box-there':
    case 'box':
    case 'found-state':
    case 'complete':
      return applyToBoxes(database, change, nowMs);
    case 'class':
    case 'labelling':
      return applyToClasses(database, change);
    case 'path':
      return applyMoves(database, change);
    case 'keyword-run':
      return applyToKeywords(database, change);
    case 'label':
    case 'labels':
    case 'rating':
    case 'flag':
    case 'rejection':
    case 'rejections':
    case 'forgotten':
      return applyToPhotos(database, change, nowMs);
  }
}
