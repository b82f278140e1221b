import type { DrawnBox } from '../../contract/index.ts';
import { drawnOn } from './boxRows.ts';
import type { Database } from './database.ts';

/** A photo that a person has drawn boxes on or called complete, for what is learned, judged or written. */
export interface BoxedPhoto {
  readonly photo: number;
  readonly path: string;
  /** null where it was never read. */
  readonly hash: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly complete: boolean;
  readonly boxes: readonly DrawnBox[];
}

/** Of `photos`, in the order of their ids. */
export function boxedPhotos(database: Database, photos: readonly number[]): BoxedPhoto[] {
  const boxes = Map.groupBy(drawnOn(database, photos), ({ photo }) => photo);
  return database
    .all<Omit<BoxedPhoto, 'boxes' | 'complete'> & { readonly complete: number }>(
      `SELECT p.id AS photo, p.path, p.hash, p.width, p.height, d.photo IS NOT NULL AS complete
       FROM photos p LEFT JOIN complete_photos d ON d.photo = p.id
       WHERE p.forgotten = 0 AND p.id IN (SELECT value FROM json_each(?)) ORDER BY p.id`,
      JSON.stringify(photos),
    )
    .map((row) => ({ ...row, complete: row.complete === 1, boxes: boxes.get(row.photo) ?? [] }))
    .filter((row) => row.complete || row.boxes.length > 0);
}

/** A photo of the library, as annotations may name it. */
export interface NamedPhoto {
  readonly photo: number;
  readonly path: string;
  readonly width: number | null;
  readonly height: number | null;
}

export function namedPhotos(database: Database): NamedPhoto[] {
  return database.all('SELECT id AS photo, path, width, height FROM photos WHERE forgotten = 0 ORDER BY id');
}
