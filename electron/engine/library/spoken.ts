import type { Database } from './database.ts';

/** Of these photos, those that a person has said or drawn something on, or has had written into their files. */
export function spokenOf(database: Database, photos: readonly number[]): ReadonlySet<number> {
  const rows = database.all<{ photo: number }>(
    `WITH asked AS (SELECT value AS id FROM json_each(?))
     SELECT photo FROM labels WHERE photo IN (SELECT id FROM asked)
     UNION SELECT photo FROM rejections WHERE photo IN (SELECT id FROM asked)
     UNION SELECT photo FROM boxes WHERE removed = 0 AND photo IN (SELECT id FROM asked)
     UNION SELECT photo FROM strokes WHERE removed = 0 AND photo IN (SELECT id FROM asked)
     UNION SELECT photo FROM complete_photos WHERE photo IN (SELECT id FROM asked)
     UNION SELECT photo FROM keyword_files
       WHERE (holds IS NOT NULL OR wanted IS NOT NULL) AND photo IN (SELECT id FROM asked)
     UNION SELECT id FROM photos WHERE (rating IS NOT NULL OR flag IS NOT NULL) AND id IN (SELECT id FROM asked)`,
    JSON.stringify(photos),
  );
  return new Set(rows.map(({ photo }) => photo));
}

/** Of these paths, those of photos, also forgotten ones, that a person has spoken of. */
export function spokenAt(database: Database, paths: readonly string[]): ReadonlySet<string> {
  const rows = database.all<{ id: number; path: string }>(
    'SELECT id, path FROM photos WHERE path IN (SELECT value FROM json_each(?))',
    JSON.stringify(paths),
  );
  const spoken = spokenOf(
    database,
    rows.map(({ id }) => id),
  );
  return new Set(rows.flatMap(({ id, path }) => (spoken.has(id) ? [path] : [])));
}
