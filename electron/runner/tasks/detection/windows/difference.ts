import type { Picture } from '../../../dense/index.ts';
import type { Turn } from '../../../runtime/index.ts';
import type { WindowGrid } from './grid.ts';
import type { CutOutJudge } from './naive.ts';
import type { LevelScores } from './scores.ts';

/** How many windows are judged once more. */
const most = 8;

/** Windows of a level and what was said of them. */
export interface Sample {
  readonly grid: WindowGrid;
  readonly canvas: Picture;
  readonly scores: LevelScores;
}

/**
 * How far the probabilities of the best classes are from what the same windows get when they are cut out, as the mean
 * over windows evenly spread.
 */
export async function differenceOf({ grid, canvas, scores }: Sample, judge: CutOutJudge, turn: Turn): Promise<number> {
  const count = scores.bestClass.length;
  const samples = Math.min(most, count);
  const places = Array.from({ length: samples }, (_, at) => Math.floor(((at + 0.5) * count) / samples));
  const rows = await judge.rowsAt(grid, canvas, places, turn);
  const differences = places.map((place, at) => {
    const alone = rows[at]?.[scores.bestClass[place] ?? 0] ?? 0;
    return Math.abs(alone - (scores.bestProbability[place] ?? 0));
  });
  return Math.min(1, differences.reduce((sum, difference) => sum + difference, 0) / samples);
}
