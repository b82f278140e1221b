import { FoveaError, type JobRecord, type Offer } from '../../contract/index.ts';
import type { Command } from './command.ts';
import { exit } from './exit.ts';
import { offerNamed } from './models.ts';
import { print, tell } from './output.ts';
import { progressLine } from './progressLine.ts';
import { withEngine, type Session } from './session.ts';
import { sizeInWords } from './tables.ts';

/** fovea models get: a download from the catalogue; what an interrupted one left is used. */
export const modelsGet: Command = {
  name: 'models get',
  synopsis: 'NAME',
  summary: 'download a model from the catalogue',
  help: ['NAME               a name that "fovea models list" shows as offered'],
  options: {},
  words: { min: 1, max: 1 },
  run: ([name = '']) =>
    withEngine(async (session) => {
      const { offers } = await session.engine.ask('models.shelf', undefined);
      const offer = offerNamed(name, offers);
      if (offer.installed) {
        tell(`${offer.name} is here already.`);
        return exit.done;
      }
      const ended = await download(session, offer);
      if (ended.state === 'stopped') return exit.stopped;
      if (ended.problem) throw new FoveaError(ended.problem.code, ended.problem.message, ended.problem.remedy);
      print(`${offer.name}  ${sizeInWords(offer.bytes)}  ${offer.hash}`);
      return exit.done;
    }),
};

/** Watches a download to its end. Ctrl+C stops it; what has arrived is kept for the next time. */
async function download({ engine, stop }: Session, { hash, partialBytes }: Offer): Promise<JobRecord> {
  const line = progressLine('bytes', partialBytes);
  const ended = Promise.withResolvers<JobRecord>();
  let job = -1;
  const follow = (record: JobRecord): void => {
    if (record.id !== job) return;
    if (['done', 'stopped', 'failed'].includes(record.state)) return ended.resolve(record);
    line.show(record.done, record.total, record.message);
  };
  engine.on('jobs.changed', follow);
  ({ job } = await engine.ask('models.download', { model: hash }));
  // It may have moved on before its number was known here.
  (await engine.ask('jobs.list', undefined)).forEach(follow);
  const stopJob = (): void => void engine.ask('jobs.stop', { job }).catch(ended.reject);
  if (stop.aborted) stopJob();
  else stop.addEventListener('abort', stopJob, { once: true });
  return ended.promise.finally(() => line.clear());
}
