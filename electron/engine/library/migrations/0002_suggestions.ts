/** What networks proposed. Names of classes and hashes of networks are kept once and referred to by number. */
export const suggestions = {
  name: '0002_suggestions',
  sql: `
    CREATE TABLE networks (id INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE classes  (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE suggestions (
      network      INTEGER NOT NULL REFERENCES networks (id),
      photo        INTEGER NOT NULL REFERENCES photos (id),
      rank         INTEGER NOT NULL,
      class        INTEGER NOT NULL REFERENCES classes (id),
      class_index  INTEGER NOT NULL,
      probability  REAL NOT NULL,
      PRIMARY KEY (network, photo, rank)
    ) STRICT, WITHOUT ROWID;
  `,
} as const;
