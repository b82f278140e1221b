import type { SegmentedPhoto } from '../../../../electron/contract/index.ts';
import { notJudged } from '../../../../electron/runner/vision/index.ts';
import type { LookPixels } from '../../../state/segmentationPixels.ts';
import { t } from '../../../words/index.ts';

/** Pixels of a map in two parts; each is open where the other has something. */
export interface Parted {
  readonly same: LookPixels;
  readonly differing: LookPixels;
}

/** Parts a map by whether `other`, of the same size, says the same. Where a mask was not judged, nothing differs. */
export function parted(own: LookPixels, other: LookPixels, truth: LookPixels): Parted {
  const differs = own.classOf.map((index, pixel) =>
    Number(truth.classOf[pixel] !== notJudged && index !== other.classOf[pixel]),
  );
  const where = (wanted: number): LookPixels => ({
    ...own,
    classOf: own.classOf.map((index, pixel) => (differs[pixel] === wanted ? index : notJudged)),
  });
  return { same: where(0), differing: where(1) };
}

/** How much of a map each class takes, as of a network's result. */
export function areasOf({ classOf }: LookPixels, classNames: readonly string[]): Pick<SegmentedPhoto, 'areas'> {
  const pixels = new Map<number, number>();
  for (const index of classOf) if (index !== notJudged) pixels.set(index, (pixels.get(index) ?? 0) + 1);
  const judged = [...pixels.values()].reduce((sum, count) => sum + count, 0);
  const areas = [...pixels].map(([classIndex, count]) => ({
    ...{ classIndex, className: classNames[classIndex] ?? t('class {number}', { number: String(classIndex) }) },
    ...{ pixels: count, share: count / judged },
  }));
  return { areas: areas.toSorted((a, b) => b.pixels - a.pixels) };
}
