import type { Photo, PhotoDetail, Problem, Suggestion } from '../../contract/index.ts';
import { fail } from '../../contract/index.ts';
import type { Database } from './database.ts';
import { forgetFound } from './foundBoxes.ts';
import { wordsOfPhoto } from './keywords/rows.ts';

/** A file that an import found. */
export interface FoundFile {
  readonly path: string;
  readonly fileName: string;
  readonly folder: string;
  readonly bytes: number;
  readonly modifiedMs: number;
}

/** What reading a photo told. */
export interface PhotoFacts {
  readonly hash: string;
  readonly width: number;
  readonly height: number;
  readonly takenAtMs: number | null;
  readonly camera: string | null;
  readonly artist: string | null;
  readonly format: string | null;
  readonly orientation: number | null;
  readonly fromPreview: boolean;
  readonly damaged: boolean;
  /** What it looks like: 64 bits, and the kilobyte that near-duplicates are found by. */
  readonly fingerprint: string;
  readonly sketch: Uint8Array;
}

/** Where a photo's pixels come from. */
export interface PhotoSource {
  readonly id: number;
  readonly path: string;
  readonly bytes: number;
  readonly modifiedMs: number;
}

/** Puts files into the library; those it knows unchanged and readable stay as they are. Answers the ids to be read. */
export function addFiles(database: Database, files: readonly FoundFile[]): number[] {
  return files.flatMap(({ path, fileName, folder, bytes, modifiedMs }) => {
    const known = database.get<{ id: number; state: string; bytes: number; modified: number; forgotten: number }>(
      'SELECT id, state, bytes, modified_ms AS modified, forgotten FROM photos WHERE path = ?',
      path,
    );
    if (!known) {
      const { lastId } = database.run(
        'INSERT INTO photos (path, file_name, folder, bytes, modified_ms) VALUES (?, ?, ?, ?, ?)',
        ...[path, fileName, folder, bytes, modifiedMs],
      );
      return [lastId];
    }
    const { id } = known;
    const unchanged = known.bytes === bytes && known.modified === modifiedMs;
    if (unchanged && known.state === 'ready') {
      if (known.forgotten === 0) return [];
      database.run('UPDATE photos SET forgotten = 0 WHERE id = ?', id);
      return [id];
    }
    // What networks said of other pixels no longer holds; what a person said stays.
    if (!unchanged) {
      database.run('DELETE FROM suggestions WHERE photo = ?', id);
      forgetFound(database, id);
    }
    database.run(
      "UPDATE photos SET state = 'waiting', bytes = ?, modified_ms = ?, forgotten = 0, problem = NULL WHERE id = ?",
      ...[bytes, modifiedMs, id],
    );
    return [id];
  });
}

export function recordFacts(database: Database, photo: number, facts: PhotoFacts): void {
  database.run(
    `UPDATE photos SET state = 'ready', problem = NULL, hash = ?, width = ?, height = ?, taken_at_ms = ?, camera = ?,
       artist = ?, format = ?, orientation = ?, from_preview = ?, damaged = ?, fingerprint = ? WHERE id = ?`,
    ...[facts.hash, facts.width, facts.height, facts.takenAtMs, facts.camera, facts.artist, facts.format],
    ...[facts.orientation, Number(facts.fromPreview), Number(facts.damaged), facts.fingerprint, photo],
  );
}

export function recordProblem(database: Database, photo: number, problem: Problem): void {
  database.run("UPDATE photos SET state = 'unreadable', problem = ? WHERE id = ?", JSON.stringify(problem), photo);
}

export function recordDamage(database: Database, photo: number): void {
  database.run('UPDATE photos SET damaged = 1 WHERE id = ?', photo);
}

/** @throws library/photo-unknown  also for a forgotten photo */
export function sourceOf(database: Database, photo: number): PhotoSource {
  const row = database.get<PhotoSource>(
    'SELECT id, path, bytes, modified_ms AS modifiedMs FROM photos WHERE id = ? AND forgotten = 0',
    photo,
  );
  return row ?? fail('library/photo-unknown', { photo });
}

/** Ids of the photos at paths; unknown and forgotten ones are left out. */
export function idsAt(database: Database, paths: readonly string[]): Map<string, number> {
  const rows = database.all<{ id: number; path: string }>(
    'SELECT id, path FROM photos WHERE forgotten = 0 AND path IN (SELECT value FROM json_each(?))',
    JSON.stringify(paths),
  );
  return new Map(rows.map(({ id, path }) => [path, id]));
}

/** Ids of photos by the SHA-256 of their files, the first of several alike; unknown and forgotten ones are left out. */
export function idsOf(database: Database, hashes: readonly string[]): Map<string, number> {
  const rows = database.all<{ id: number; hash: string }>(
    'SELECT id, hash FROM photos WHERE forgotten = 0 AND hash IN (SELECT value FROM json_each(?)) ORDER BY id DESC',
    JSON.stringify(hashes),
  );
  return new Map(rows.map(({ id, hash }) => [hash, id]));
}

/** Files of photos that were read, in the order of `ids`. */
export function filesOf(database: Database, ids: readonly number[]): { path: string; hash: string }[] {
  return database.all(
    `SELECT p.path, p.hash FROM json_each(?) j JOIN photos p ON p.id = j.value
     WHERE p.forgotten = 0 AND p.hash IS NOT NULL ORDER BY j.key`,
    JSON.stringify(ids),
  );
}

/** Photos with a human label, and all of each. */
export function labelledPhotos(database: Database): { path: string; classNames: string[] }[] {
  const rows = database.all<{ path: string; names: string }>(
    `SELECT p.path, json_group_array(n.name ORDER BY l.at_ms, l.class) AS names
     FROM labels l JOIN photos p ON p.id = l.photo JOIN class_names n ON n.id = l.class
     WHERE p.forgotten = 0 GROUP BY p.id ORDER BY p.path`,
  );
  return rows.map(({ path, names }) => ({ path, classNames: [...new Set(JSON.parse(names) as string[])] }));
}

/** Photos in the order of `ids`; unknown ids are left out. */
export function photosOf(database: Database, ids: readonly number[], network: number): Photo[] {
  const rows = database.all<Row>(
    `${select} WHERE p.forgotten = 0 AND p.id IN (SELECT value FROM json_each(?))`,
    ...[network, network, JSON.stringify(ids)],
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = byId.get(id);
    return row ? [photoOf(row)] : [];
  });
}

/** @throws library/photo-unknown */
export function detailOf(database: Database, photo: number, network: number): Omit<PhotoDetail, 'top' | 'topFrom'> {
  const row = database.get<Row>(`${select} WHERE p.forgotten = 0 AND p.id = ?`, network, network, photo);
  if (!row) fail('library/photo-unknown', { photo });
  const { path, bytes, takenAtMs, camera, artist, format, orientation, hash } = row;
  const fromPreview = row.fromPreview === 1;
  const file = { path, bytes, takenAtMs, camera, artist, format, orientation, hash, fromPreview };
  return { ...photoOf(row), ...file, ...wordsOfPhoto(database, photo) };
}

interface Row {
  readonly id: number;
  readonly path: string;
  readonly fileName: string;
  readonly state: Photo['state'];
  readonly bytes: number;
  readonly hash: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly takenAtMs: number | null;
  readonly camera: string | null;
  readonly artist: string | null;
  readonly format: string | null;
  readonly orientation: number | null;
  readonly fromPreview: number;
  readonly damaged: number;
  readonly problem: string | null;
  /** Names as a JSON list. */
  readonly labels: string;
  readonly rating: Photo['rating'];
  readonly flag: Photo['flag'];
  readonly bestName: string | null;
  readonly bestIndex: number | null;
  readonly probability: number | null;
  readonly rejected: number | null;
}

const select = `
  SELECT p.id, p.path, p.file_name AS fileName, p.state, p.bytes, p.hash, p.width, p.height,
         p.taken_at_ms AS takenAtMs, p.camera, p.artist, p.format, p.orientation, p.from_preview AS fromPreview,
         p.damaged, p.problem, p.rating, p.flag,
         (SELECT json_group_array(n.name ORDER BY l.at_ms, l.class) FROM labels l JOIN class_names n ON n.id = l.class
          WHERE l.photo = p.id) AS labels, sc.name AS bestName, s.class_index AS bestIndex, s.probability,
         r.photo AS rejected
  FROM photos p
  LEFT JOIN suggestions s ON s.network = ? AND s.photo = p.id AND s.rank = 0
  LEFT JOIN class_names sc ON sc.id = s.class
  LEFT JOIN rejections r ON r.photo = p.id AND r.network = ? AND r.class = s.class`;

const photoOf = (row: Row): Photo => {
  const { id, fileName, state, width, height, rating, flag } = row;
  const rejected = row.rejected !== null;
  // Merged classes may both be there.
  const labels = [...new Set(JSON.parse(row.labels) as string[])];
  return {
    ...{ id, fileName, state, width, height, labels, label: labels[0] ?? null, rating, flag, rejected, group: null },
    best: rejected ? null : suggestionOf(row),
    problem: row.problem === null ? null : (JSON.parse(row.problem) as Problem),
    damaged: row.damaged === 1,
  };
};

const suggestionOf = ({ bestName, bestIndex, probability }: Row): Suggestion | null =>
  bestName === null || bestIndex === null || probability === null
    ? null
    : { classIndex: bestIndex, className: bestName, probability };
