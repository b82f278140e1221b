import {
  groupRegions,
  nativeFailure,
  type ColorSpace,
  type Grouping,
  type Strategy,
} from '../../../../../native/index.ts';
import { fail } from '../../../../contract/index.ts';
import type { Picture } from '../../../dense/index.ts';
import { derived, proposalsOf } from '../../../vision/index.ts';

/** How many ways of merging regions are tried. */
export type SearchMode = 'single' | 'fast' | 'quality';

const measures = (color: boolean, texture: boolean, size: boolean, fill: boolean): Strategy => ({
  ...{ color, texture, size, fill },
});
const all = measures(true, true, true, true);
const withoutColor = measures(false, true, true, true);

interface Ways {
  readonly spaces: readonly ColorSpace[];
  readonly ks: readonly number[];
  readonly strategies: readonly Strategy[];
}

/** @see Uijlings et al., "Selective search for object recognition", IJCV 2013, table 5 */
const waysOf: Readonly<Record<SearchMode, Ways>> = {
  single: { spaces: ['hsv'], ks: [100], strategies: [all] },
  fast: { spaces: ['hsv', 'lab'], ks: [50, 100], strategies: [all, withoutColor] },
  quality: {
    spaces: ['hsv', 'lab', 'rgi', 'hue', 'intensity'],
    ks: [50, 100, 150, 300],
    strategies: [all, withoutColor, measures(false, false, false, true), measures(false, false, true, false)],
  },
};

export interface SearchWishes {
  readonly mode: SearchMode;
  /** Of the order of the proposals. */
  readonly seed: number;
  /** At most so many. */
  readonly most: number;
}

/** Boxes narrower than this hold nothing that a network sees, in pixels. */
const leastSide = 10;

/**
 * Boxes of a picture that may hold a thing, those that are most likely to first.
 *
 * @returns [n, 4] x0, y0, x1, y1 in pixels of the picture
 * @throws  detection/no-addon, and the reason of `stop`
 */
export async function proposeBoxes(
  picture: Picture,
  { mode, seed, most }: SearchWishes,
  threads: number,
  stop?: AbortSignal,
): Promise<Int32Array<ArrayBuffer>> {
  const { hierarchies } = await groupings(picture, mode, threads, stop);
  return proposalsOf(hierarchies, { most, leastSide, rng: derived(seed, 'proposals') });
}

/** The ways of merging themselves, for whoever wants to look at them. @throws as `proposeBoxes` */
export async function groupings(
  { pixels: rgb, width, height }: Picture,
  mode: SearchMode,
  threads: number,
  stop?: AbortSignal,
): Promise<Grouping> {
  const missing = nativeFailure();
  if (missing !== null) fail('detection/no-addon', { reason: missing });
  return groupRegions({ rgb, width, height, ...waysOf[mode] }, threads, stop);
}
