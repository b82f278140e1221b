import type { NewStroke, StrokeClass, StrokeSet } from '../../contract/index.ts';
import type { OneChange } from './changes.ts';
import type { Database } from './database.ts';
import { strokeSets, writeSet, writeStrokes, type PhotoStrokes } from './strokes.ts';

/** A segmenter in the making of another library. */
export interface TakenSegmenter extends Pick<StrokeSet, 'model' | 'name' | 'classes'> {
  /** What is painted; classes are positions in its own. */
  readonly on: readonly PhotoStrokes[];
}

/**
 * What brings segmenters from elsewhere. One with the name and the network of one that is here is that one: its classes
 * come to those here by their names, and photos that are painted on for it here stay as they are. Must run inside a
 * transaction.
 */
export function segmenterChanges(
  database: Database,
  segmenters: readonly TakenSegmenter[],
  nowMs: number,
): OneChange[] {
  const here = strokeSets(database).toReversed();
  return segmenters.flatMap((taken) => {
    const at = here.findIndex(({ name, model }) => name === taken.name && model === taken.model);
    const [known] = at < 0 ? [] : here.splice(at, 1);
    return known ? addedTo(database, known, taken, nowMs) : madeOf(database, taken, nowMs);
  });
}

function madeOf(database: Database, taken: TakenSegmenter, nowMs: number): OneChange[] {
  const on = strokesFor(taken, [...taken.classes.keys()], []);
  const set = writeSet(database, taken, on, nowMs);
  return [{ sets: 'stroke-set-there', values: [[set, true]] }];
}

function addedTo(
  database: Database,
  { id, name, classes, photos }: StrokeSet,
  taken: TakenSegmenter,
  nowMs: number,
): OneChange[] {
  const all = [...classes];
  const positions = taken.classes.map((theirs, at) => {
    const known = positionOf(all, theirs, at);
    return known >= 0 ? known : all.push(theirs) - 1;
  });
  const painted = photos.map(({ photo }) => photo);
  const on = strokesFor(taken, positions, painted);
  const ids = on.flatMap(({ photo, strokes }) => writeStrokes(database, id, photo, strokes, nowMs));
  const isMore = ids.length > 0 && all.length > classes.length;
  return [
    { sets: 'stroke-set', values: isMore ? [[id, { name, classes: all }]] : [] },
    { sets: 'stroke-there', set: id, values: ids.map((stroke) => [stroke, true] as const) },
  ];
}

/** Removed classes keep their names, so that two of a set may have the same one. */
function positionOf(classes: readonly StrokeClass[], theirs: StrokeClass, at: number): number {
  const isSame = (one: StrokeClass | undefined): boolean => one?.name === theirs.name && one.removed === theirs.removed;
  return isSame(classes[at]) ? at : classes.findIndex(isSame);
}

/** Each photo once, those that are painted on left out, with the classes at their positions here. */
function strokesFor({ on }: TakenSegmenter, positions: readonly number[], painted: readonly number[]): PhotoStrokes[] {
  const known = new Set(painted);
  return on.flatMap(({ photo, strokes }) => {
    if (known.has(photo)) return [];
    known.add(photo);
    const meant = strokes.flatMap(({ classIndex, shape }): NewStroke[] => {
      const position = classIndex === null ? null : positions[classIndex];
      return position === undefined ? [] : [{ classIndex: position, shape }];
    });
    return [{ photo, strokes: meant }];
  });
}
