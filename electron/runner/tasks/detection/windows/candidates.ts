import type { ModelCard, WindowSettings } from '../../../../contract/index.ts';
import type { Detection } from '../../../vision/index.ts';
import { windowBox, type WindowGrid } from './grid.ts';
import type { LevelScores } from './scores.ts';

/** Up to so many classes each one's probability is followed; of more, the best class of each window. */
const fewClasses = 64;
/** Classes that stand for what is not looked for. */
const nothing = /^(background|unknown|nothing|none|other|negative|(no|not|non)[ _-].*)$/i;

/** What is looked for. */
export interface Wanted {
  /** Classes that are followed one by one; null: whichever is the best of a window. */
  readonly followed: readonly number[] | null;
  /** The least probability of a class. */
  readonly least: (classIndex: number) => number;
}

export function wantedOf({ classNames, unknownBelow }: ModelCard, settings: WindowSettings): Wanted {
  const own = new Map(settings.thresholds.map(({ classIndex, probability }) => [classIndex, probability] as const));
  const usual = settings.threshold ?? unknownBelow ?? 0.5;
  const named = classNames.flatMap((name, index) => (nothing.test(name) ? [] : [index]));
  const isFew = classNames.length > 0 && classNames.length <= fewClasses;
  return {
    followed: settings.classes ?? (isFew ? named : null),
    least: (classIndex) => own.get(classIndex) ?? usual,
  };
}

/** The windows of a level that are probable enough, class by class. */
export function candidatesIn(scores: LevelScores, grid: WindowGrid, { followed, least }: Wanted): Detection[] {
  const found: Detection[] = [];
  const { rows, columns } = grid.level;
  const note = (at: number, classIndex: number, score: number): void => {
    const box = windowBox(grid, Math.floor(at / columns), at % columns);
    found.push({ box, classIndex, score: Math.min(1, score) });
  };
  for (const [map, classIndex] of (followed ?? []).entries()) {
    const minimum = least(classIndex);
    for (const [at, score] of (scores.maps[map] ?? []).entries()) if (score >= minimum) note(at, classIndex, score);
  }
  if (followed !== null) return found;
  for (let at = 0; at < rows * columns; at++) {
    const [classIndex, score] = [scores.bestClass[at] ?? 0, scores.bestProbability[at] ?? 0];
    if (score >= least(classIndex)) note(at, classIndex, score);
  }
  return found;
}
