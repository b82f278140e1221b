import type { FoundObject, Sha256 } from '../../contract/index.ts';
import { isSame, openOn, spokenAbout } from './boxRows.ts';
import { classNumber } from './classNames.ts';
import type { Database } from './database.ts';
import { networkNumber } from './suggestions.ts';

// What detectors found, and which photos they looked at.

/** What is less probable is no suggestion to anybody. */
const leastScore = 0.05;

/** Puts what a detector finds in the place of what it found before; what a person has said of that stays. */
export function recordFound(
  database: Database,
  network: number,
  photo: number,
  found: readonly FoundObject[],
  nowMs = Date.now(),
): void {
  database.run("DELETE FROM found_boxes WHERE network = ? AND photo = ? AND state = 'suggested'", network, photo);
  const spoken = spokenAbout(database, network, photo);
  const worth = found.filter((one) => one.score >= leastScore && !spoken.some((known) => isSame(known, one)));
  for (const { className, box, score } of worth)
    database.run(
      'INSERT INTO found_boxes (photo, network, class, x0, y0, x1, y1, score) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      ...[photo, network, classNumber(database, className), box.x0, box.y0, box.x1, box.y1, score],
    );
  database.run(
    'INSERT OR REPLACE INTO looked_photos (network, photo, at_ms) VALUES (?, ?, ?)',
    ...[network, photo, nowMs],
  );
}

/** A photo with other pixels: what was found there no longer holds. */
export function forgetFound(database: Database, photo: number): void {
  database.run("DELETE FROM found_boxes WHERE photo = ? AND state = 'suggested'", photo);
  database.run('DELETE FROM looked_photos WHERE photo = ?', photo);
}

/** Those of `photos` that can be looked at, and that a detector has not seen and is not about to see. */
export function photosToLookAt(database: Database, model: Sha256, photos: readonly number[]): number[] {
  const rows = database.all<{ id: number }>(
    `SELECT p.id FROM json_each(?) asked JOIN photos p ON p.id = asked.value
     WHERE p.state = 'ready' AND p.forgotten = 0
       AND NOT EXISTS (SELECT 1 FROM looked_photos l WHERE l.network = ? AND l.photo = p.id)
       AND NOT EXISTS (
         SELECT 1 FROM jobs j JOIN job_photos w ON w.job = j.id AND w.photo = p.id
         WHERE j.kind = 'detectors.run' AND j.state IN ('waiting', 'running', 'paused') AND j.task ->> 'model' = ?)`,
    ...[JSON.stringify(photos), networkNumber(database, model), model],
  );
  return rows.map(({ id }) => id);
}

/** A photo, and how much a person's word on it would teach: of each found box 1 at a score of one half, 0 at 0 and 1. */
export interface UsefulPhoto {
  readonly photo: number;
  readonly usefulness: number;
}

/** Photos that are not complete, the most useful first. */
export function usefulPhotos(database: Database, network: number, limit: number): UsefulPhoto[] {
  const photos = database
    .all<{ photo: number }>(
      `SELECT DISTINCT f.photo FROM found_boxes f JOIN photos p ON p.id = f.photo
       WHERE f.network = ? AND f.state = 'suggested' AND p.forgotten = 0
         AND NOT EXISTS (SELECT 1 FROM complete_photos d WHERE d.photo = f.photo)`,
      network,
    )
    .map(({ photo }) => photo);
  const usefulness = new Map<number, number>();
  for (const { photo, score } of openOn(database, photos, network))
    usefulness.set(photo, (usefulness.get(photo) ?? 0) + doubt(score));
  return [...usefulness]
    .map(([photo, sum]) => ({ photo, usefulness: sum }))
    .sort((a, b) => b.usefulness - a.usefulness || a.photo - b.photo)
    .slice(0, limit);
}

/** Squared, so that many boxes that are as good as decided do not outweigh one that is not. */
const doubt = (score: number): number => (1 - Math.abs(2 * score - 1)) ** 2;
