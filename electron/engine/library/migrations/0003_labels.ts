/** What people said, and the journal by which it is undone. */
export const labels = {
  name: '0003_labels',
  sql: `
    CREATE TABLE labels (
      photo  INTEGER PRIMARY KEY REFERENCES photos (id),
      class  INTEGER NOT NULL REFERENCES classes (id),
      at_ms  REAL NOT NULL
    ) STRICT;
    CREATE TABLE rejections (
      photo    INTEGER NOT NULL REFERENCES photos (id),
      network  INTEGER NOT NULL REFERENCES networks (id),
      class    INTEGER NOT NULL REFERENCES classes (id),
      PRIMARY KEY (photo, network)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE journal (
      id       INTEGER PRIMARY KEY AUTOINCREMENT,
      title    TEXT NOT NULL,
      forward  TEXT NOT NULL,
      inverse  TEXT NOT NULL,
      undone   INTEGER NOT NULL DEFAULT 0,
      at_ms    REAL NOT NULL
    ) STRICT;
  `,
} as const;
