/** The queue. job_photos is what a job still has to do: a photo leaves it in the transaction that stores its result. */
export const jobs = {
  name: '0004_jobs',
  sql: `
    CREATE TABLE jobs (
      id       INTEGER PRIMARY KEY AUTOINCREMENT,
      kind     TEXT NOT NULL,
      title    TEXT NOT NULL,
      state    TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'paused', 'done', 'stopped', 'failed')),
      task     TEXT NOT NULL,
      unit     TEXT NOT NULL,
      done     INTEGER NOT NULL DEFAULT 0,
      total    INTEGER,
      failed   INTEGER NOT NULL DEFAULT 0,
      message  TEXT NOT NULL DEFAULT '',
      problem  TEXT
    ) STRICT;
    CREATE TABLE job_photos (
      job    INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
      photo  INTEGER NOT NULL REFERENCES photos (id),
      PRIMARY KEY (job, photo)
    ) STRICT, WITHOUT ROWID;
  `,
} as const;
