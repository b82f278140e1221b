/** Boxes that people drew, which stay as rows when they are taken away, and what detectors found. */
export const boxes = {
  name: '0006_boxes',
  sql: `
    CREATE TABLE boxes (
      id         INTEGER PRIMARY KEY AUTOINCREMENT,
      photo      INTEGER NOT NULL REFERENCES photos (id),
      class      INTEGER NOT NULL REFERENCES classes (id),
      x0         REAL NOT NULL,
      y0         REAL NOT NULL,
      x1         REAL NOT NULL,
      y1         REAL NOT NULL,
      difficult  INTEGER NOT NULL DEFAULT 0,
      removed    INTEGER NOT NULL DEFAULT 1,
      at_ms      REAL NOT NULL
    ) STRICT;
    CREATE INDEX boxes_of_photo ON boxes (photo);
    CREATE TABLE found_boxes (
      id       INTEGER PRIMARY KEY AUTOINCREMENT,
      photo    INTEGER NOT NULL REFERENCES photos (id),
      network  INTEGER NOT NULL REFERENCES networks (id),
      class    INTEGER NOT NULL REFERENCES classes (id),
      x0       REAL NOT NULL,
      y0       REAL NOT NULL,
      x1       REAL NOT NULL,
      y1       REAL NOT NULL,
      score    REAL NOT NULL,
      state    TEXT NOT NULL DEFAULT 'suggested' CHECK (state IN ('suggested', 'accepted', 'rejected'))
    ) STRICT;
    CREATE INDEX found_boxes_of_photo ON found_boxes (photo, network);
    CREATE TABLE looked_photos (
      network  INTEGER NOT NULL REFERENCES networks (id),
      photo    INTEGER NOT NULL REFERENCES photos (id),
      at_ms    REAL NOT NULL,
      PRIMARY KEY (network, photo)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE complete_photos (
      photo  INTEGER PRIMARY KEY REFERENCES photos (id),
      at_ms  REAL NOT NULL
    ) STRICT;
  `,
} as const;
