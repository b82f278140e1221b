import type { ClassReport, RunResult, TrainingRun } from '../../../../electron/contract/index.ts';
import { count, duration } from '../../../ui/index.ts';
import { t } from '../../../words/index.ts';
import { intervalWords, tenths } from '../words.ts';
import type { Interval } from './noise.ts';
import { insideNoise, pointWords } from './noise.ts';

export interface ComparedRow {
  readonly name: string;
  readonly mine: string;
  readonly theirs: string;
  /** "+5.3 points", "inside the noise", or nothing to say. */
  readonly difference: string;
  /** The difference may be chance. */
  readonly isNoise: boolean;
}

/** How much better the first is. */
function differenceOf(mine: Interval, theirs: Interval): Pick<ComparedRow, 'difference' | 'isNoise'> {
  const points = pointWords(mine.value - theirs.value);
  const isNoise = insideNoise(mine, theirs);
  return { difference: isNoise ? t('{points}, inside the noise', { points }) : points, isNoise };
}

const plainly = (difference: string): Pick<ComparedRow, 'difference' | 'isNoise'> => ({ difference, isNoise: false });

const wordsOf = (share: Interval | null): string => (share ? `${tenths(share.value)} (${intervalWords(share)})` : '');

/** The main figures of two runs beside each other. */
export function comparedFigures(mine: RunResult, theirs: RunResult): readonly ComparedRow[] {
  const measured = (name: string, of: (result: RunResult) => Interval): ComparedRow => ({
    ...{ name, mine: wordsOf(of(mine)), theirs: wordsOf(of(theirs)) },
    ...differenceOf(of(mine), of(theirs)),
  });
  const plain = (name: string, of: (result: RunResult) => string): ComparedRow => ({
    ...{ name, mine: of(mine), theirs: of(theirs) },
    ...plainly(''),
  });
  return [
    measured(t('Accuracy'), ({ report }) => report.accuracy),
    measured(t('Macro-F1'), ({ report }) => report.macroF1),
    plain(t('Most frequent class'), ({ report }) => tenths(report.baseline)),
    plain(t('Calibration error'), ({ report }) => tenths(report.calibration.error)),
    plain(t('Test photos'), ({ report }) => count(report.count)),
    plain(t('Time'), ({ seconds }) => duration(seconds)),
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
    const difference = a && b ? differenceOf(a, b) : plainly(match ? '' : t('only in this run'));
    return { ...{ name: row.className, mine: wordsOf(a), theirs: wordsOf(b), weight }, ...difference };
  });
  const missing = theirs.filter(({ className }) => !own.has(className));
  return [
    ...rows.sort((a, b) => b.weight - a.weight),
    ...missing.map(({ className, recall }) => ({
      ...{ name: className, mine: '', theirs: wordsOf(recall) },
      ...plainly(t('only in the other run')),
    })),
  ];
}

/** Why two runs may not be comparable; null: they are. */
export function doubtOf(mine: TrainingRun, theirs: TrainingRun): string | null {
  if (mine.dataset !== null && mine.dataset === theirs.dataset && mine.counts.test === theirs.counts.test) return null;
  return t('The two were judged on different photos: a difference may come from those.');
}
