import type { JobRecord } from '../../../electron/contract/index.ts';
import { bytes, duration } from '../../ui/index.ts';
import { engineWords, numberWords, phrase, problemWords, t } from '../../words/index.ts';

/** "1,204 of 20,000 photos · 38 photos/s · 8 min left": what is known of it, in that order. */
export function progressWords(job: JobRecord): string {
  return [amount(job), rate(job), left(job), failures(job)].filter((part) => part !== '').join(' · ');
}

/** How the job ended, in a line; its own message counts what failed. */
export const outcomeWords = ({ message, problem }: JobRecord): string =>
  problem ? problemWords(problem).message : engineWords(message);

/** 0 to 1; null while the amount of work is unknown. */
export const fractionOf = ({ done, total }: JobRecord): number | null =>
  total === null || total === 0 ? null : done / total;

type Unit = JobRecord['unit'];

/** So many, so many of all, and so many in a second. Bytes are said in their own units. */
const unitWords = {
  photos: [phrase('{count} photos'), phrase('{done} of {count} photos'), phrase('{number} photos/s')],
  steps: [phrase('{count} steps'), phrase('{done} of {count} steps'), phrase('{number} steps/s')],
  epochs: [phrase('{count} epochs'), phrase('{done} of {count} epochs'), phrase('{number} epochs/s')],
} as const satisfies Record<Exclude<Unit, 'bytes'>, readonly [string, string, string]>;

function amount({ done, total, unit }: JobRecord): string {
  if (unit === 'bytes')
    return total === null ? bytes(done) : t('{done} of {total}', { done: bytes(done), total: bytes(total) });
  const [some, ofAll] = unitWords[unit];
  return total === null ? t(some, { count: done }) : t(ofAll, { done, count: total });
}

function rate({ state, perSecond, unit }: JobRecord): string {
  if (state !== 'running' || perSecond === null || perSecond === 0) return '';
  if (unit === 'bytes') return t('{bytes}/s', { bytes: bytes(perSecond) });
  const digits = perSecond < 10 ? 1 : 0;
  const number = numberWords(perSecond, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return t(unitWords[unit][2], { number });
}

function left({ state, secondsLeft }: JobRecord): string {
  if (state === 'waiting') return t('waiting');
  if (state === 'paused') return t('paused');
  return secondsLeft === null ? '' : t('{time} left', { time: duration(secondsLeft) });
}

const failures = ({ failed }: JobRecord): string =>
  failed === 0 ? '' : t('{count} files with a problem', { count: failed });
