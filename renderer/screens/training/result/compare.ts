import type { ClassReport, RunResult, TrainingRun } from '../../../../electron/contract/index.ts';
import { count, duration } from '../../../ui/index.ts';
import { intervalWords, tenths } from '../words.ts';
import type { Interval } from './noise.ts';
import { insideNoise, pointWords } from './noise.ts';

export interface ComparedRow {
  readonly name: string;
  readonly mine: string;
  readonly theirs: string;
  /** "+5.3 points", "inside the noise", or nothing to say. */
  readonly difference: string;
}

/** How much better the first is. */
const differenceOf = (mine: Interval, theirs: Interval): string =>
  insideNoise(mine, theirs)
    ? `${pointWords(mine.value - theirs.value)}, inside the noise`
    : pointWords(mine.value - theirs.value);

const wordsOf = (share: Interval | null): string => (share ? `${tenths(share.value)} (${intervalWords(share)})` : '');

/** The main figures of two runs beside each other. */
export function comparedFigures(mine: RunResult, theirs: RunResult): readonly ComparedRow[] {
  const measured = (name: string, of: (result: RunResult) => Interval): ComparedRow => ({
    ...{ name, mine: wordsOf(of(mine)), theirs: wordsOf(of(theirs)) },
    difference: differenceOf(of(mine), of(theirs)),
  });
  const plain = (name: string, of: (result: RunResult) => string): ComparedRow => ({
    ...{ name, mine: of(mine), theirs: of(theirs), difference: '' },
  });
  return [
    measured('Accuracy', ({ report }) => report.accuracy),
    measured('Macro-F1', ({ report }) => report.macroF1),
    plain('Most frequent class', ({ report }) => tenths(report.baseline)),
    plain('Calibration error', ({ report }) => tenths(report.calibration.error)),
    plain('Test photos', ({ report }) => count(report.count)),
    plain('Time', ({ seconds }) => duration(seconds)),
  ];
}

/** Recall of each class that either run has; the clearest differences first. */
export function comparedClasses(mine: readonly ClassReport[], theirs: readonly ClassReport[]): readonly ComparedRow[] {
  const other = new Map(theirs.map((row) => [row.className, row]));
  const own = new Set(mine.map(({ className }) => className));
  const both = mine.map((row) => ({ row, match: other.get(row.className) ?? null }));
  const rows = both.map(({ row, match }) => {
    const [a, b] = [row.recall, match?.recall ?? null];
    const weight = !a || !b ? -1 : insideNoise(a, b) ? Math.abs(a.value - b.value) : 1 + Math.abs(a.value - b.value);
    const difference = a && b ? differenceOf(a, b) : match ? '' : 'only in this run';
    return { name: row.className, mine: wordsOf(a), theirs: wordsOf(b), difference, weight };
  });
  const missing = theirs.filter(({ className }) => !own.has(className));
  return [
    ...rows.sort((a, b) => b.weight - a.weight),
    ...missing.map(({ className, recall }) => ({
      ...{ name: className, mine: '', theirs: wordsOf(recall), difference: 'only in the other run' },
    })),
  ];
}

/** Why two runs may not be comparable; null: they are. */
export function doubtOf(mine: TrainingRun, theirs: TrainingRun): string | null {
  if (mine.dataset !== null && mine.dataset === theirs.dataset && mine.counts.test === theirs.counts.test) return null;
  return 'The two were judged on different photos: a difference may come from those.';
}
