import { tell } from './output.ts';

/** Shows how far something is, on standard error. */
export interface ProgressLine {
  show(done: number, total: number | null, remark?: string): void;
  /** The same for work that speaks for itself. */
  say(line: string): void;
  /** Makes room for other lines. */
  clear(): void;
}

/** Letters of a line in a terminal that does not say how wide it is. */
const usualColumns = 80;

/** A terminal gets one line that changes; a log file a line now and then. `before` was there when it began. */
export function progressLine(unit: Step['unit'], before = 0): ProgressLine {
  const startedMs = Date.now();
  const { isTTY } = process.stderr;
  const everyMs = isTTY ? 100 : 10_000;
  let shownMs = isTTY ? 0 : startedMs;
  const say = (line: string): void => {
    const nowMs = Date.now();
    if (nowMs - shownMs < everyMs) return;
    shownMs = nowMs;
    if (isTTY) process.stderr.write(`\r\u001b[K${line.slice(0, (process.stderr.columns || usualColumns) - 1)}`);
    else tell(line);
  };
  return {
    show(done, total, remark = '') {
      say(progressInWords({ unit, done, total, before, elapsedMs: Date.now() - startedMs, remark }));
    },
    say,
    clear() {
      if (isTTY) process.stderr.write('\r\u001b[K');
    },
  };
}

export interface Step {
  /** parts: of the whole, shown in percent. */
  readonly unit: 'photos' | 'bytes' | 'steps' | 'parts';
  readonly done: number;
  readonly total: number | null;
  /** Of `done`, what an earlier attempt did: it says nothing about the speed. */
  readonly before: number;
  readonly elapsedMs: number;
  readonly remark: string;
}

/** For example "120/1000 photos · 38.2/s · 23 s left". */
export function progressInWords({ unit, done, total, before, elapsedMs, remark }: Step): string {
  const perSecond = elapsedMs > 0 ? ((done - before) * 1000) / elapsedMs : 0;
  const [amount, speed] = amountAndSpeed(unit, { done, total, perSecond });
  const left = total !== null && perSecond > 0 ? `${timeInWords((total - done) / perSecond)} left` : '';
  return [amount, speed, left, remark].filter((part) => part !== '').join(' · ');
}

function amountAndSpeed(
  unit: Step['unit'],
  { done, total, perSecond }: { done: number; total: number | null; perSecond: number },
): [amount: string, speed: string] {
  if (unit === 'bytes') return [`${megabytes(done)}/${megabytes(total)} MB`, `${megabytes(perSecond)} MB/s`];
  if (unit === 'parts') return [`${Math.floor((100 * done) / (total ?? Infinity))} %`, ''];
  return [`${done}/${total ?? '?'} ${unit}`, `${perSecond.toFixed(1)}/s`];
}

const megabytes = (bytes: number | null): string => (bytes === null ? '?' : (bytes / 1e6).toFixed(1));

export function timeInWords(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
