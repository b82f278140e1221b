/**
 * What photo people say besides a class, and classes that can be renamed, merged, sorted and nested without any label
 * being rewritten: a class keeps its number and the name that networks know it by; what a person calls it stands beside.
 */
export const classes = {
  name: '0007_classes',
  sql: `
    ALTER TABLE classes ADD COLUMN shown TEXT;
    ALTER TABLE classes ADD COLUMN becomes INTEGER REFERENCES classes (id);
    ALTER TABLE classes ADD COLUMN parent INTEGER REFERENCES classes (id);
    ALTER TABLE classes ADD COLUMN place REAL;
    CREATE VIEW class_names AS
      SELECT c.id, k.id AS class, coalesce(k.shown, k.name) AS name
      FROM classes c JOIN classes k ON k.id = coalesce(c.becomes, c.id);

    CREATE TABLE labels_of_photos (
      photo  INTEGER NOT NULL REFERENCES photos (id),
      class  INTEGER NOT NULL REFERENCES classes (id),
      at_ms  REAL NOT NULL,
      PRIMARY KEY (photo, class)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO labels_of_photos SELECT photo, class, at_ms FROM labels;
    DROP TABLE labels;
    ALTER TABLE labels_of_photos RENAME TO labels;
    CREATE INDEX labels_of_class ON labels (class);

    CREATE TABLE rejections_of_photos (
      photo    INTEGER NOT NULL REFERENCES photos (id),
      network  INTEGER NOT NULL REFERENCES networks (id),
      class    INTEGER NOT NULL REFERENCES classes (id),
      PRIMARY KEY (photo, network, class)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO rejections_of_photos SELECT photo, network, class FROM rejections;
    DROP TABLE rejections;
    ALTER TABLE rejections_of_photos RENAME TO rejections;

    ALTER TABLE photos ADD COLUMN rating INTEGER CHECK (rating BETWEEN 0 AND 5);
    ALTER TABLE photos ADD COLUMN flag TEXT CHECK (flag IN ('pick', 'reject'));
    ALTER TABLE photos ADD COLUMN fingerprint TEXT;

    CREATE TABLE library_facts (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  `,
} as const;
