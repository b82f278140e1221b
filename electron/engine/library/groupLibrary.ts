import type { Taken } from '../../runner/vision/index.ts';
import type { Database } from './database.ts';
import type { Sketches } from './sketches.ts';

/** A photo as it is grouped. */
export interface GroupedPhoto extends Taken {
  readonly id: number;
  readonly path: string;
  readonly bytes: number;
  readonly modifiedMs: number;
  readonly hash: string;
}

/** What a photo looks like, however it is called. */
export interface PhotoSketch {
  readonly photo: number;
  readonly hash: string;
  readonly fingerprint: string;
  readonly bytes: Uint8Array;
}

/** What is read and written to put photos together that belong together. */
export function groupLibrary(database: Database, sketches: Sketches) {
  return {
    /** Every photo that was read, in the order in which they came. */
    photos: (): GroupedPhoto[] =>
      database.all(
        `SELECT id, path, bytes, modified_ms AS modifiedMs, hash, taken_at_ms AS takenAtMs, camera, folder
         FROM photos WHERE forgotten = 0 AND state = 'ready' AND hash IS NOT NULL ORDER BY id`,
      ),
    /** Photos of several hashes that have no sketch yet. */
    sketches: (hashes: readonly string[]): Map<string, Uint8Array> => sketches.of(hashes),
    keep(made: readonly PhotoSketch[]): void {
      sketches.put(made);
      database.transaction(() => {
        for (const { photo, fingerprint } of made)
          database.run('UPDATE photos SET fingerprint = ? WHERE id = ?', fingerprint, photo);
      });
    },
  };
}

export type GroupLibrary = ReturnType<typeof groupLibrary>;
