import type { JobKind, JobState, Problem } from '../../contract/index.ts';
import type { Database } from './database.ts';

/** A job as it is kept. `task` says what to do, in the words of its kind. */
export interface StoredJob {
  readonly id: number;
  readonly kind: JobKind;
  readonly title: string;
  readonly state: JobState;
  readonly task: unknown;
  readonly unit: 'photos' | 'bytes' | 'steps' | 'epochs';
  readonly done: number;
  readonly total: number | null;
  readonly failed: number;
  readonly message: string;
  readonly problem: Problem | null;
}

export type JobPatch = Partial<Pick<StoredJob, 'state' | 'unit' | 'done' | 'total' | 'failed' | 'message' | 'problem'>>;

export type NewJob = Pick<StoredJob, 'kind' | 'title' | 'task' | 'unit' | 'total'> & Omit<JobPatch, 'unit' | 'total'>;

export function addJob(database: Database, job: NewJob): number {
  const { kind, title, task, unit, total, state = 'waiting', message = '', problem = null } = job;
  return database.run(
    'INSERT INTO jobs (kind, title, state, task, unit, total, message, problem) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    ...[kind, title, state, JSON.stringify(task), unit, total, message, problem && JSON.stringify(problem)],
  ).lastId;
}

export function jobsOf(database: Database): StoredJob[] {
  return database.all<Row>('SELECT * FROM jobs ORDER BY id').map(jobOf);
}

export function jobOfId(database: Database, id: number): StoredJob | null {
  const row = database.get<Row>('SELECT * FROM jobs WHERE id = ?', id);
  return row ? jobOf(row) : null;
}

export function updateJob(database: Database, job: StoredJob, patch: JobPatch): StoredJob {
  const next = { ...job, ...patch };
  database.run(
    'UPDATE jobs SET state = ?, unit = ?, done = ?, total = ?, failed = ?, message = ?, problem = ? WHERE id = ?',
    ...[next.state, next.unit, next.done, next.total, next.failed, next.message],
    ...[next.problem && JSON.stringify(next.problem), job.id],
  );
  return next;
}

export function removeJob(database: Database, id: number): void {
  database.run('DELETE FROM jobs WHERE id = ?', id);
}

// ----- what a job still has to do

export function addWork(database: Database, job: number, photos: readonly number[]): void {
  for (const photo of photos) database.run('INSERT OR IGNORE INTO job_photos (job, photo) VALUES (?, ?)', job, photo);
}

export function finishWork(database: Database, job: number, photo: number): void {
  database.run('DELETE FROM job_photos WHERE job = ? AND photo = ?', job, photo);
}

export function moveWork(database: Database, from: number, to: number): void {
  database.run('UPDATE OR IGNORE job_photos SET job = ? WHERE job = ?', to, from);
  clearWork(database, from);
}

export function clearWork(database: Database, job: number): void {
  database.run('DELETE FROM job_photos WHERE job = ?', job);
}

/** Photos left, in the order they came; those forgotten meanwhile are passed over. */
export function workLeft(database: Database, job: number, limit: number): { photo: number; path: string }[] {
  return database.all(
    `SELECT p.id AS photo, p.path FROM job_photos w JOIN photos p ON p.id = w.photo
     WHERE w.job = ? AND p.forgotten = 0 ORDER BY w.photo LIMIT ?`,
    ...[job, limit],
  );
}

export function countWork(database: Database, job: number): number {
  return database.get<{ count: number }>('SELECT COUNT(*) AS count FROM job_photos WHERE job = ?', job)?.count ?? 0;
}

interface Row extends Omit<StoredJob, 'task' | 'problem'> {
  readonly task: string;
  readonly problem: string | null;
}

const jobOf = ({ task, problem, ...row }: Row): StoredJob => ({
  ...row,
  task: JSON.parse(task) as unknown,
  problem: problem === null ? null : (JSON.parse(problem) as Problem),
});
