import type { JobRecord } from '../../../electron/contract/index.ts';
import { bytes, count, counted, duration } from '../../ui/index.ts';

/** "1,204 of 20,000 photos · 38 photos/s · 8 min left": what is known of it, in that order. */
export function progressWords(job: JobRecord): string {
  return [amount(job), rate(job), left(job), failures(job)].filter((part) => part !== '').join(' · ');
}

/** How the job ended, in a line; its own message counts what failed. */
export const outcomeWords = ({ message }: JobRecord): string => message;

/** 0 to 1; null while the amount of work is unknown. */
export const fractionOf = ({ done, total }: JobRecord): number | null =>
  total === null || total === 0 ? null : done / total;

function amount({ done, total, unit }: JobRecord): string {
  if (unit === 'bytes') return total === null ? bytes(done) : `${bytes(done)} of ${bytes(total)}`;
  return total === null ? `${count(done)} ${unit}` : `${count(done)} of ${count(total)} ${unit}`;
}

function rate({ state, perSecond, unit }: JobRecord): string {
  if (state !== 'running' || perSecond === null || perSecond === 0) return '';
  if (unit === 'bytes') return `${bytes(perSecond)}/s`;
  return `${perSecond < 10 ? perSecond.toFixed(1) : count(perSecond)} ${unit}/s`;
}

function left({ state, secondsLeft }: JobRecord): string {
  if (state === 'waiting') return 'waiting';
  if (state === 'paused') return 'paused';
  return secondsLeft === null ? '' : `${duration(secondsLeft)} left`;
}

const failures = ({ failed }: JobRecord): string => (failed === 0 ? '' : `${counted(failed, 'file')} with a problem`);
