import type { Outline } from '../../segmentation/outlines.ts';
import { signedArea } from '../../segmentation/polygon.ts';
import { columnRuns } from '../../segmentation/ringRuns.ts';
import { compressedRuns } from '../../segmentation/runLengths.ts';
import { allClasses, checkedOutlines, ringsOf, shapeLosses } from './writing.ts';
import type { MaskAnnotation, OutlineOptions, WrittenMasks } from './record.ts';

// COCO, one JSON file for a whole set. A segmentation is a list of polygons, each a list x, y, x, y …; or the run
// lengths of the whole photo, as numbers or as a compressed string (segmentation/runLengths.ts). Polygons have no holes.
//
// Source: "COCO data format", cocodataset.org; readCocoMasks is in readCoco.ts

/**
 * How COCO is to hold surfaces: one annotation per region, as a polygon where it has no hole; or one per class (as
 * COCO's stuff has it) as run lengths.
 */
export interface CocoMaskOptions extends OutlineOptions {
  readonly as: 'polygons' | 'compressed runs' | 'plain runs';
}

/** @throws mask/size, mask/class */
export function writeCocoMasks(annotations: readonly MaskAnnotation[], options: CocoMaskOptions): WrittenMasks {
  const classes = allClasses(annotations);
  const ids = new Map(classes.map((name, index) => [name, index + 1]));
  const tolerancePx = options.as === 'polygons' ? (options.tolerancePx ?? 0) : 0;
  const segments = annotations.flatMap((annotation, image) =>
    surfacesOf(checkedOutlines(annotation, tolerancePx), options.as).map((outlines) => ({
      ...{ image_id: image + 1, category_id: ids.get(annotation.classes[outlines[0]?.classIndex ?? 0] ?? '') },
      ...segmentOf(outlines, annotation, options.as),
    })),
  );
  const file = {
    images: annotations.map(({ photo: { file, width, height } }, image) => ({
      ...{ id: image + 1, file_name: file, width, height },
    })),
    annotations: segments.map((segment, index) => ({ id: index + 1, ...segment, iscrowd: 0 })),
    categories: classes.map((name, index) => ({ id: index + 1, name })),
  };
  return { text: `${JSON.stringify(file)}\n`, losses: shapeLosses(annotations, { tolerancePx }) };
}

/** The outlines of each annotation: of one region, or of all regions of a class. */
function surfacesOf(outlines: readonly Outline[], as: CocoMaskOptions['as']): readonly (readonly Outline[])[] {
  return as === 'polygons'
    ? outlines.map((outline) => [outline])
    : [...Map.groupBy(outlines, ({ classIndex }) => classIndex).values()];
}

function segmentOf(outlines: readonly Outline[], { photo }: MaskAnnotation, as: CocoMaskOptions['as']) {
  const rings = outlines.flatMap(ringsOf);
  const corners = outlines.flatMap(({ polygon }) => polygon.outer);
  const along = (axis: 0 | 1) =>
    corners.reduce<[number, number]>(
      ([least, most], corner) => [Math.min(least, corner[axis]), Math.max(most, corner[axis])],
      [Infinity, -Infinity],
    );
  const [[x0, x1], [y0, y1]] = [along(0), along(1)];
  const hasHoles = outlines.some(({ polygon }) => polygon.holes.length > 0);
  const runs = (): number[] => columnRuns(rings, photo.width, photo.height);
  const size = [photo.height, photo.width];
  return {
    segmentation:
      as === 'plain runs'
        ? { counts: runs(), size }
        : as === 'polygons' && !hasHoles
          ? rings.map((ring) => ring.flat())
          : { counts: compressedRuns(runs()), size },
    area: rings.reduce((sum, ring) => sum + signedArea(ring), 0),
    bbox: [x0, y0, x1 - x0, y1 - y0],
  };
}
