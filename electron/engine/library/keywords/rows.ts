import type { Problem } from '../../../contract/index.ts';
import { textOfPath } from '../../../metadata/index.ts';
import type { KeywordSource, PhotoWords } from '../../../metadata/index.ts';
import type { Database } from '../database.ts';

// What files say of photos in words. A keyword is kept as a text, levels with | between them.

/**
 * Puts what files say in the place of what they said before. Stars fill in where nobody said otherwise: a person who
 * gave others, or took them away, has the last word. Must run inside a transaction.
 */
export function recordWords(database: Database, photo: number, words: PhotoWords): void {
  const { keywords, label, ancestors, problem } = words;
  const before = database.get<{ rating: number | null }>('SELECT rating FROM words_of_photos WHERE photo = ?', photo);
  database.run('DELETE FROM keywords WHERE photo = ?', photo);
  for (const { path, source } of keywords)
    database.run(
      'INSERT OR IGNORE INTO keywords (photo, path, source) VALUES (?, ?, ?)',
      ...[photo, textOfPath(path), source],
    );
  database.run(
    'INSERT OR REPLACE INTO words_of_photos (photo, rating, label, ancestors, problem) VALUES (?, ?, ?, ?, ?)',
    ...[photo, words.rating, label, ancestors === null ? null : Number(ancestors), problem && JSON.stringify(problem)],
  );
  recordMarks(database, photo, words.rating, before?.rating ?? null);
  if (words.artist !== null) database.run('UPDATE photos SET artist = ? WHERE id = ?', words.artist, photo);
  else if (words.embeddedArtist !== null)
    database.run('UPDATE photos SET artist = coalesce(artist, ?) WHERE id = ?', words.embeddedArtist, photo);
}

/** Stars of XMP; −1 is the flag of what is to be thrown away, as Adobe's programs write it. */
function recordMarks(database: Database, photo: number, rating: number | null, before: number | null): void {
  const stars = (from: number | null): number | null => (from === -1 ? null : from);
  database.run('UPDATE photos SET rating = ? WHERE id = ? AND rating IS ?', stars(rating), photo, stars(before));
  if (rating === -1 && before !== -1)
    database.run("UPDATE photos SET flag = 'reject' WHERE id = ? AND flag IS NULL", photo);
}

/** What the inspector shows of a photo's keywords. */
export function wordsOfPhoto(database: Database, photo: number) {
  const keywords = database
    .all<{ path: string; source: KeywordSource }>(
      'SELECT path, source FROM keywords WHERE photo = ? ORDER BY path',
      photo,
    )
    .map(({ path, source }) => ({ path: path.split('|'), source }));
  const row = database.get<{ label: string | null; problem: string | null }>(
    'SELECT label, problem FROM words_of_photos WHERE photo = ?',
    photo,
  );
  const keywordProblem = row?.problem == null ? null : (JSON.parse(row.problem) as Problem);
  return { keywords, colorLabel: row?.label ?? null, keywordProblem };
}

/** Photos with a keyword, or with one below it, forgotten ones as well. */
export function photosWithKeyword(database: Database, keyword: string): ReadonlySet<number> {
  const rows = database.all<{ photo: number }>(
    "SELECT photo FROM keywords WHERE path = ? UNION SELECT photo FROM keywords WHERE path >= ? || '|' AND path < ? || '}'",
    ...[keyword, keyword, keyword],
  );
  return new Set(rows.map(({ photo }) => photo));
}

/** Every keyword and every level above one, in the order of the alphabet, with the photos at or below it. */
export function listKeywords(database: Database): { path: string[]; photos: number }[] {
  const rows = database.all<{ path: string; photo: number }>(
    'SELECT k.path, k.photo FROM keywords k JOIN photos p ON p.id = k.photo WHERE p.forgotten = 0 ORDER BY k.path',
  );
  const photosOf = new Map<string, Set<number>>();
  for (const { path, photo } of rows) {
    const levels = path.split('|');
    for (let end = 1; end <= levels.length; end += 1) {
      const key = levels.slice(0, end).join('|');
      const known = photosOf.get(key) ?? new Set();
      photosOf.set(key, known.add(photo));
    }
  }
  return [...photosOf]
    .map(([path, photos]) => ({ path: path.split('|'), photos: photos.size }))
    .sort((a, b) => byText(a.path.join('\0'), b.path.join('\0')));
}

const byText = (a: string, b: string): number => a.localeCompare(b, 'en');

/** Whether most files that tell have the levels above a keyword in their flat list. */
export function customOfAncestors(database: Database): boolean {
  const row = database.get<{ told: number; have: number | null }>(
    'SELECT count(ancestors) AS told, sum(ancestors) AS have FROM words_of_photos',
  );
  return row !== undefined && row.told > 0 && (row.have ?? 0) * 2 > row.told;
}

/** Keywords of photos of the library, photo by photo. */
export function keywordsOfPhotos(database: Database, photos: readonly number[]): Map<number, string[][]> {
  const rows = database.all<{ photo: number; path: string }>(
    'SELECT photo, path FROM keywords WHERE photo IN (SELECT value FROM json_each(?)) ORDER BY photo, path',
    JSON.stringify(photos),
  );
  const paths = new Map<number, string[][]>();
  for (const { photo, path } of rows) paths.set(photo, [...(paths.get(photo) ?? []), path.split('|')]);
  return paths;
}
