import { iou, type Box, type Detection } from './box.ts';
import { byScore } from './byScore.ts';

/**
 * Greedy non-maximum suppression, class by class: the surest box stays, and every box that overlaps a kept one of its
 * class by more than `maxIou` goes.
 *
 * @param maxIou  0 to 1; an overlap of exactly this much is allowed
 * @returns       the kept detections of all classes, the surest first; of equal scores the one given earlier
 * @see           Felzenszwalb et al., "Object detection with discriminatively trained part-based models", PAMI 2010,
 *                section 6.2; Girshick et al., "Rich feature hierarchies", 2014, section 2.2, for suppression by IoU
 */
export function suppress<D extends Detection>(detections: readonly D[], maxIou: number): D[] {
  const strips = new Map<number, Strips>();
  for (const [classIndex, own] of Map.groupBy(detections, (one) => one.classIndex)) {
    strips.set(classIndex, stripsFor(own, maxIou));
  }
  return byScore(detections).filter(({ box, classIndex }) => {
    const kept = strips.get(classIndex);
    if (!kept || kept.overlaps(box)) return false;
    kept.keep(box);
    return true;
  });
}

/** Kept boxes, sorted into vertical strips of the photo by where they begin. */
interface Strips {
  /** Whether a kept box overlaps this one by more than is allowed. */
  readonly overlaps: (box: Box) => boolean;
  readonly keep: (box: Box) => void;
}

/**
 * Two boxes of IoU > t share more than t of the wider one's width. So the other one begins less than (1 − t) of this
 * one's width to its right, or less than (1 − t) of its own to the left, and it is less than 1 / t times as wide.
 */
function stripsFor(detections: readonly Detection[], maxIou: number): Strips {
  const widths = detections.map(({ box }) => widthOf(box));
  const widest = widths.reduce((most, width) => Math.max(most, width), 0);
  // A little less, so that no rounding loses a pair.
  const shared = Math.max(0, maxIou - 1e-9);
  const meanWidth = widths.reduce((sum, width) => sum + width, 0) / widths.length;
  const stripWidth = meanWidth * Math.max(0.05, 1 - shared) || 1;
  const stripOf = (x: number): number => Math.floor(x / stripWidth);
  const strips = new Map<number, Box[]>();
  return {
    overlaps: (box) => {
      const width = widthOf(box);
      const last = stripOf(box.x0 + (1 - shared) * width);
      const first = stripOf(box.x0 - (1 - shared) * Math.min(widest, width / shared));
      for (let strip = first; strip <= last; strip += 1) {
        if (strips.get(strip)?.some((kept) => iou(box, kept) > maxIou)) return true;
      }
      return false;
    },
    keep: (box) => {
      const strip = stripOf(box.x0);
      const boxes = strips.get(strip);
      if (boxes) boxes.push(box);
      else strips.set(strip, [box]);
    },
  };
}

const widthOf = ({ x0, x1 }: Box): number => Math.max(0, x1 - x0);
