import type { EditHistory, NewStroke, Stroke, StrokeClass, StrokeSet } from '../../contract/index.ts';
import { untouched, type Touched } from './changes.ts';
import type { Database } from './database.ts';
import { sourceOf } from './photos.ts';
import * as strokes from './strokes.ts';
import type { NewStrokeSet, Painted } from './strokes.ts';

/** What a person paints; each change is one undo step. */
export interface StrokeLibrary {
  sets(): StrokeSet[];
  /** @throws strokes/set-unknown */
  set(set: number): StrokeSet;
  of(set: number, photo: number): Stroke[];
  /** What is painted on some hundred photos, by photo and set. */
  on(photos: readonly number[]): Map<number, Painted[]>;
  begin(set: NewStrokeSet): { set: number; history: EditHistory };
  change(set: number, change: { name: string; classes: readonly StrokeClass[] }): EditHistory;
  remove(set: number): EditHistory;
  /** @throws library/photo-unknown */
  paint(set: number, photo: number, painted: readonly NewStroke[]): EditHistory;
  clear(set: number, photo: number): EditHistory;
}

/** @param touched  tells what an edit was about, and answers the history after it */
export function strokeLibrary(database: Database, touched: (what: Touched) => EditHistory): StrokeLibrary {
  const painted = (set: number): EditHistory => touched({ ...untouched, strokeSets: [set] });
  return {
    sets: () => strokes.strokeSets(database),
    set: (set) => strokes.strokeSet(database, set),
    of: (set, photo) => strokes.strokesOf(database, set, photo),
    on: (photos) => strokes.strokesOn(database, photos),
    begin(set) {
      const id = strokes.beginStrokeSet(database, set);
      return { set: id, history: painted(id) };
    },
    change(set, change) {
      strokes.changeStrokeSet(database, set, change);
      return painted(set);
    },
    remove(set) {
      strokes.removeStrokeSet(database, set);
      return painted(set);
    },
    paint(set, photo, made) {
      strokes.paintStrokes(database, set, sourceOf(database, photo).id, made);
      return painted(set);
    },
    clear(set, photo) {
      strokes.clearStrokes(database, set, photo);
      return painted(set);
    },
  };
}
