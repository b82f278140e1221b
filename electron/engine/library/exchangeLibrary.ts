import type { ClassId, EditHistory, PhotoId, Sha256, Suggestion } from '../../contract/index.ts';
import { untouched, type Touched } from './changes.ts';
import type { Database } from './database.ts';
import * as exchange from './exchange.ts';
import type { MovedPhoto, Taken } from './exchange.ts';
import { exchangeRows, knownPhotos, type ExchangeRow, type KnownPhoto } from './exchangeRows.ts';
import { spokenAt } from './spoken.ts';

/** What a network said of a photo, the best first. */
export interface Said {
  readonly photo: PhotoId;
  readonly model: Sha256;
  readonly top: readonly Suggestion[];
}

/** What goes into files and comes from them. Each change is one undo step. */
export interface ExchangeLibrary {
  /** All photos, as files may name them. */
  photos(): KnownPhoto[];
  /** All that is known of some hundred photos, in their order. */
  rows(photos: readonly number[]): ExchangeRow[];
  /** By photo, the names of its human labels; photos without any are left out. */
  humanLabels(photos: readonly number[]): Map<number, string[]>;
  /** What a class that a file names is called here; null: it is not known. */
  calledHere(name: string): string | null;
  /** Of these paths, those of photos, also forgotten ones, that a person has spoken of. */
  spokenAt(paths: readonly string[]): ReadonlySet<string>;
  /** Every class there is, also those that only networks know. */
  classNames(): { id: ClassId; name: string }[];
  /** What networks said of photos, where they have said nothing here; no word of a person, and so no undo step. */
  suggest(said: readonly Said[]): void;
  take(taken: Taken): EditHistory;
  /** Moves to paths of `spokenAt` are left out. */
  move(moved: readonly MovedPhoto[], title: string): EditHistory;
}

export const exchangeLibrary = (database: Database, onTouched: (touched: Touched) => EditHistory): ExchangeLibrary => ({
  photos: () => knownPhotos(database),
  rows: (photos) => exchangeRows(database, photos),
  humanLabels: (photos) => exchange.humanLabels(database, photos),
  calledHere: (name) => exchange.calledHere(database, name),
  spokenAt: (paths) => spokenAt(database, paths),
  classNames: () => database.all('SELECT id, name FROM class_names WHERE id = class ORDER BY id'),
  suggest(said) {
    database.transaction(() => {
      for (const { photo, model, top } of said) exchange.recordNew(database, model, photo, top);
    });
    if (said.length > 0) onTouched({ ...untouched, photos: [...new Set(said.map(({ photo }) => photo))] });
  },
  take: (taken) => onTouched(exchange.takeOver(database, taken)),
  move: (moved, title) => onTouched(exchange.movePhotos(database, moved, title)),
});
