/** Segmenters in the making. What was taken away stays as a row, so that Undo can bring it back. */
export const strokes = {
  name: '0005_strokes',
  sql: `
    CREATE TABLE stroke_sets (
      id       INTEGER PRIMARY KEY AUTOINCREMENT,
      model    TEXT NOT NULL,
      name     TEXT NOT NULL,
      classes  TEXT NOT NULL,
      removed  INTEGER NOT NULL DEFAULT 0,
      at_ms    REAL NOT NULL
    ) STRICT;
    CREATE TABLE strokes (
      id       INTEGER PRIMARY KEY AUTOINCREMENT,
      set_id   INTEGER NOT NULL REFERENCES stroke_sets (id),
      photo    INTEGER NOT NULL REFERENCES photos (id),
      class    INTEGER,
      shape    TEXT NOT NULL,
      removed  INTEGER NOT NULL DEFAULT 1,
      at_ms    REAL NOT NULL
    ) STRICT;
    CREATE INDEX strokes_of_photo ON strokes (set_id, photo);
  `,
} as const;
