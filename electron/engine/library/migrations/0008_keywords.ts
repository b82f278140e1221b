/** What files say of photos in words, what Fovea wrote into files, and how to take that back. */
export const keywords = {
  name: '0008_keywords',
  sql: `
    CREATE TABLE keywords (
      photo   INTEGER NOT NULL REFERENCES photos (id),
      path    TEXT NOT NULL,
      source  TEXT NOT NULL CHECK (source IN ('sidecar', 'xmp', 'iptc')),
      PRIMARY KEY (photo, path)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX photos_of_keyword ON keywords (path);

    CREATE TABLE words_of_photos (
      photo      INTEGER PRIMARY KEY REFERENCES photos (id),
      rating     INTEGER,
      label      TEXT,
      ancestors  INTEGER,
      problem    TEXT
    ) STRICT;

    CREATE TABLE keyword_files (
      id       INTEGER PRIMARY KEY,
      photo    INTEGER NOT NULL REFERENCES photos (id),
      file     TEXT NOT NULL UNIQUE,
      holds    TEXT,
      wanted   TEXT,
      written  TEXT NOT NULL,
      problem  TEXT
    ) STRICT;
    CREATE INDEX keyword_files_of_photo ON keyword_files (photo);

    CREATE TABLE keyword_runs (
      id      INTEGER PRIMARY KEY,
      job     INTEGER NOT NULL,
      undone  INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE INDEX keyword_runs_of_job ON keyword_runs (job);
    CREATE TABLE keyword_steps (
      run             INTEGER NOT NULL REFERENCES keyword_runs (id),
      file            INTEGER NOT NULL REFERENCES keyword_files (id),
      before          TEXT,
      before_written  TEXT NOT NULL,
      after           TEXT,
      after_written   TEXT NOT NULL,
      PRIMARY KEY (run, file)
    ) STRICT, WITHOUT ROWID;
  `,
} as const;
