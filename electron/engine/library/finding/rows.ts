import type { Sha256 } from '../../../contract/index.ts';
import type { Database } from '../database.ts';

// What searches and suggestions read of photos besides the columns.

/** A photo that can be looked at. */
export interface ReadablePhoto {
  readonly id: number;
  readonly path: string;
  readonly hash: Sha256;
}

/** Every photo that was read, by its id. */
export const readablePhotos = (database: Database): ReadablePhoto[] =>
  database.all(
    "SELECT id, path, hash FROM photos WHERE forgotten = 0 AND state = 'ready' AND hash IS NOT NULL ORDER BY id",
  );

/** When, where and with what photos were taken, in the order of `ids`. */
export const takenOf = (database: Database, ids: readonly number[]) =>
  database.all<{
    readonly id: number;
    readonly hash: string | null;
    readonly fingerprint: string | null;
    readonly takenAtMs: number | null;
    readonly camera: string | null;
    readonly folder: string;
  }>(
    `SELECT p.id, p.hash, p.fingerprint, p.taken_at_ms AS takenAtMs, p.camera, p.folder
     FROM json_each(?) j JOIN photos p ON p.id = j.value ORDER BY j.key`,
    JSON.stringify(ids),
  );

/** Photos for which a network has a class among its first, with its probability, the surest first. */
export const seenBy = (
  database: Database,
  network: number,
  className: string,
): { photo: number; probability: number }[] =>
  database.all(
    `SELECT s.photo, max(s.probability) AS probability
     FROM suggestions s JOIN class_names c ON c.id = s.class JOIN photos p ON p.id = s.photo
     WHERE s.network = ? AND c.name = ? AND p.forgotten = 0 GROUP BY s.photo ORDER BY 2 DESC, 1`,
    ...[network, className],
  );

const lookedKey = 'looked-by';

/** Networks that a person let look at all photos. */
export function lookedBy(database: Database): readonly Sha256[] {
  const row = database.get<{ value: string }>('SELECT value FROM library_facts WHERE key = ?', lookedKey);
  return row ? (JSON.parse(row.value) as Sha256[]) : [];
}

export function noteLooked(database: Database, model: Sha256): void {
  const all = [...new Set([...lookedBy(database), model])];
  database.run('INSERT OR REPLACE INTO library_facts (key, value) VALUES (?, ?)', lookedKey, JSON.stringify(all));
}
