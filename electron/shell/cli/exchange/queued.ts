import { FoveaError, type JobRecord } from '../../../contract/index.ts';
import { exit, type ExitCode } from '../exit.ts';
import { print, printJson } from '../output.ts';
import { progressLine } from '../progressLine.ts';
import type { Session } from '../session.ts';

const ended = ['done', 'stopped', 'failed'];

/** Watches jobs that were queued, and those that they queue, to their end. Ctrl+C stops them. */
export async function watchJobs(session: Session, begin: () => Promise<{ job: number }>): Promise<JobRecord> {
  const { engine, stop } = session;
  const line = progressLine('photos');
  const done = Promise.withResolvers<undefined>();
  const jobs = new Map<number, JobRecord>();
  let first = -1;
  const follow = (record: JobRecord): void => {
    jobs.set(record.id, record);
    const own = [...jobs.values()].filter(({ id }) => id >= first);
    if (first < 0 || own.length === 0) return;
    line.show(record.done, record.total, record.message);
    if (own.every(({ state }) => ended.includes(state))) done.resolve(undefined);
  };
  engine.on('jobs.changed', follow);
  const { job } = await begin();
  first = job;
  // It may have moved on before its number was known here.
  (await engine.ask('jobs.list', undefined)).forEach(follow);
  const stopAll = (): void => {
    for (const { id, state } of jobs.values())
      if (id >= first && !ended.includes(state)) void engine.ask('jobs.stop', { job: id }).catch(done.reject);
  };
  if (stop.aborted) stopAll();
  else stop.addEventListener('abort', stopAll, { once: true });
  await done.promise.finally(() => line.clear());
  const record = jobs.get(first);
  if (!record) throw new Error(`job ${first} is not on the list`);
  return record;
}

/** The line that a job left, and the exit code of how it ended. */
export function reportJob({ state, message, failed, problem }: JobRecord, json: boolean): ExitCode {
  if (problem) throw new FoveaError(problem.code, problem.message, problem.remedy);
  if (json) printJson({ summary: { state, failed, message } });
  else print(message);
  if (state === 'stopped') return exit.stopped;
  return failed > 0 ? exit.someFailed : exit.done;
}
