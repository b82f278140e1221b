import type { Suggestion } from '../../contract/index.ts';
import { classNumber } from './classNames.ts';
import type { Database } from './database.ts';

/** The number of a network, given out at its first use. */
export function networkNumber(database: Database, hash: string): number {
  const known = database.get<{ id: number }>('SELECT id FROM networks WHERE hash = ?', hash);
  return known?.id ?? database.run('INSERT INTO networks (hash) VALUES (?)', hash).lastId;
}

/** Puts a network's answer in the place of its earlier one. */
export function recordSuggestions(
  database: Database,
  network: number,
  photo: number,
  top: readonly Suggestion[],
): void {
  database.run('DELETE FROM suggestions WHERE network = ? AND photo = ?', network, photo);
  top.forEach(({ classIndex, className, probability }, rank) => {
    database.run(
      'INSERT INTO suggestions (network, photo, rank, class, class_index, probability) VALUES (?, ?, ?, ?, ?, ?)',
      ...[network, photo, rank, classNumber(database, className), classIndex, probability],
    );
  });
}

/** Best first. */
export function suggestionsOf(database: Database, network: number, photo: number): Suggestion[] {
  return database.all<Suggestion>(
    `SELECT s.class_index AS classIndex, c.name AS className, s.probability
     FROM suggestions s JOIN class_names c ON c.id = s.class WHERE s.network = ? AND s.photo = ? ORDER BY s.rank`,
    ...[network, photo],
  );
}

/**
 * Those of `photos` that can be classified; without `again` only those that the network has not answered and that no
 * other job is about to ask it.
 */
export function photosToClassify(
  database: Database,
  network: number,
  photos: readonly number[],
  again: boolean,
): number[] {
  const rows = database.all<{ id: number }>(
    `SELECT p.id FROM json_each(?) asked JOIN photos p ON p.id = asked.value
     WHERE p.state = 'ready' AND p.forgotten = 0
       AND (? OR (
         NOT EXISTS (SELECT 1 FROM suggestions s WHERE s.network = ? AND s.photo = p.id AND s.rank = 0)
         AND NOT EXISTS (
           SELECT 1 FROM jobs j JOIN job_photos w ON w.job = j.id AND w.photo = p.id
           WHERE j.kind = 'classification.run' AND j.state IN ('waiting', 'running', 'paused')
             AND j.task ->> 'model' = (SELECT hash FROM networks WHERE id = ?))))`,
    ...[JSON.stringify(photos), Number(again), network, network],
  );
  return rows.map(({ id }) => id);
}
