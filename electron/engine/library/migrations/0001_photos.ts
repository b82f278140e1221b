/** The photos: one row per file, whatever became of it. */
export const photos = {
  name: '0001_photos',
  sql: `
    CREATE TABLE photos (
      id            INTEGER PRIMARY KEY AUTOINCREMENT,
      path          TEXT NOT NULL UNIQUE,
      file_name     TEXT NOT NULL,
      folder        TEXT NOT NULL,
      state         TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'ready', 'unreadable')),
      bytes         INTEGER NOT NULL DEFAULT 0,
      modified_ms   REAL NOT NULL DEFAULT 0,
      hash          TEXT,
      width         INTEGER,
      height        INTEGER,
      taken_at_ms   REAL,
      camera        TEXT,
      artist        TEXT,
      format        TEXT,
      orientation   INTEGER,
      from_preview  INTEGER NOT NULL DEFAULT 0,
      damaged       INTEGER NOT NULL DEFAULT 0,
      problem       TEXT,
      forgotten     INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE INDEX photos_by_name ON photos (file_name COLLATE NOCASE, id) WHERE forgotten = 0;
  `,
} as const;
