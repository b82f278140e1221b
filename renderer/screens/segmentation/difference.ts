import { notJudged } from '../../../electron/runner/vision/index.ts';
import type { LookPixels } from '../../state/segmentationPixels.ts';
import type { ShownClass } from './classes.ts';

/**
 * The share of pixels, 0 to 1, to which two networks give classes of different names, counted in pixels of the first;
 * null where no pixel was judged by both.
 */
export function differingShare(first: LookPixels, second: LookPixels, classes: readonly ShownClass[]): number | null {
  const [ownPlaces, otherPlaces] = [positionsOf(classes, 0), positionsOf(classes, 1)];
  let [judged, differing] = [0, 0];
  for (let y = 0; y < first.height; y++) {
    const row = Math.floor(((y + 0.5) * second.height) / first.height) * second.width;
    for (let x = 0; x < first.width; x++) {
      const own = first.classOf[y * first.width + x] ?? notJudged;
      const other = second.classOf[row + Math.floor(((x + 0.5) * second.width) / first.width)] ?? notJudged;
      if (own === notJudged || other === notJudged) continue;
      judged += 1;
      if (ownPlaces.get(own) !== otherPlaces.get(other)) differing += 1;
    }
  }
  return judged === 0 ? null : differing / judged;
}

/** The place of a class index in the list, where classes of one name are one. */
const positionsOf = (classes: readonly ShownClass[], side: 0 | 1): ReadonlyMap<number, number> =>
  new Map(classes.flatMap(({ indices }, position) => indices[side].map((index) => [index, position] as const)));
