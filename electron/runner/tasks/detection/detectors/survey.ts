import type { LabelledPhoto } from '../../../../contract/index.ts';
import { iou, type Box } from '../../../vision/index.ts';
import type { ExamplePhoto, TruthBox } from './examples.ts';

/** A photo to learn from, but for its rows: learning goes through all photos again and again, those of one in memory. */
export interface SurveyedPhoto {
  readonly hash: string;
  /** Every thing in it is drawn. */
  readonly complete: boolean;
  /** n */
  readonly regions: number;
  /** [n, 4] */
  readonly boxes: Int32Array;
  readonly truth: readonly TruthBox[];
  /** [n] of each region with the box of the class that it fits best; null: the class has none here. */
  overlaps(own: number): Float64Array | null;
  read(): Promise<ExamplePhoto>;
}

/** A region that overlaps a thing by less is background for its class; between this and a whole thing it is neither. */
const mostOverlapOfBackground = 0.3;

export function surveyed(
  { hash, complete }: Pick<LabelledPhoto, 'hash' | 'complete'>,
  { boxes, truth }: Pick<ExamplePhoto, 'boxes' | 'truth'>,
  read: () => Promise<ExamplePhoto>,
): SurveyedPhoto {
  const regions = boxes.length / 4;
  const overlaps = new Map<number, Float64Array>();
  for (const { classIndex, box } of truth) {
    const most = overlaps.get(classIndex) ?? new Float64Array(regions);
    overlaps.set(classIndex, most);
    for (let region = 0; region < regions; region++)
      most[region] = Math.max(most[region] ?? 0, iou(box, regionAt(boxes, region)));
  }
  return { hash, complete, regions, boxes: boxes.slice(), truth, overlaps: (own) => overlaps.get(own) ?? null, read };
}

/**
 * Whether a region is background for a class. In a photo that is not complete only what overlaps a drawn box a little is:
 * something else in it may be a thing that nobody drew.
 */
export function isBackground(photo: SurveyedPhoto, own: number, region: number): boolean {
  const overlap = photo.overlaps(own)?.[region] ?? 0;
  return overlap < mostOverlapOfBackground && (photo.complete || overlap > 0);
}

export const regionAt = (boxes: ArrayLike<number>, region: number): Box => ({
  ...{ x0: boxes[4 * region] ?? 0, y0: boxes[4 * region + 1] ?? 0 },
  ...{ x1: boxes[4 * region + 2] ?? 0, y1: boxes[4 * region + 3] ?? 0 },
});
