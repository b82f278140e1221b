import type { Picture } from '../../../dense/index.ts';
import type { Turn } from '../../../runtime/index.ts';
import type { WindowGrid } from './grid.ts';

/** What a classifier says of every window of a level: [rows, columns] each. */
export interface LevelScores {
  readonly bestClass: Uint16Array;
  readonly bestProbability: Float32Array;
  /** Of each class that is followed, its probability. */
  readonly maps: readonly Float32Array[];
}

/** How windows are looked at. */
export interface Look {
  /** Classes whose probabilities are wanted of every window. */
  readonly followed: readonly number[];
  readonly turn: Turn;
  /** Called with the share that is done, now and then; throws to stop. */
  readonly onPart: (share: number) => void;
}

/** A classifier that judges windows, in one way or another. */
export interface WindowJudge {
  /** @param canvas  as `onCanvas` makes it for the grid */
  scores(grid: WindowGrid, canvas: Picture, look: Look): Promise<LevelScores>;
  close(): Promise<void>;
}
