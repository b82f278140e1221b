import { fail } from '../../../../contract/index.ts';
import { areasOf } from '../../segmentation/areas.ts';
import { notJudged } from '../../segmentation/labelMap.ts';
import { allOutlinesOf, type Outline } from '../../segmentation/outlines.ts';
import { signedArea, type Ring } from '../../segmentation/polygon.ts';
import { painted } from './paint.ts';
import type { MaskAnnotation, OutlineOptions } from './record.ts';

// What writers share: the classes of a set, and what has to be said of every file of shapes.

/** The classes of all photos, each name once. */
export const allClasses = (annotations: readonly MaskAnnotation[]): string[] => [
  ...new Set(annotations.flatMap(({ classes }) => classes)),
];

/**
 * The outlines of a photo.
 *
 * @throws mask/size when the map is not of the photo's size, mask/class when it holds a class beyond the last
 */
export function checkedOutlines({ photo, classes, map }: MaskAnnotation, tolerancePx: number): Outline[] {
  const { width, height } = map;
  if (width !== photo.width || height !== photo.height) {
    fail('mask/size', { width, height, photoWidth: photo.width, photoHeight: photo.height });
  }
  areasOf(map, classes);
  return allOutlinesOf(map, tolerancePx);
}

/** All rings of an outline, the outer one first. */
export const ringsOf = ({ polygon: { outer, holes } }: Outline): readonly Ring[] => [outer, ...holes];

/**
 * Outlines for formats without holes: what lies within a hole comes later, and is to be drawn over what has the hole.
 * A hole is as large as all that lies in it, so that the order of the outer rings' surfaces is enough.
 */
export const nested = (outlines: readonly Outline[]): Outline[] =>
  outlines.toSorted((a, b) => signedArea(b.polygon.outer) - signedArea(a.polygon.outer));

/** What a file of shapes does not say of its photos. */
export function shapeLosses(annotations: readonly MaskAnnotation[], { tolerancePx = 0 }: OutlineOptions): string[] {
  const unjudged = annotations.reduce((sum, { map }) => sum + unjudgedIn(map.classOf), 0);
  const twice = annotations.some(({ classes }) => new Set(classes).size < classes.length);
  return [
    ...(tolerancePx > 0 ? [`Left out: detail of outlines up to ${tolerancePx} px.`] : []),
    ...(unjudged > 0
      ? [`Left out: that nobody judged some pixels (${unjudged}); other programs take them for background.`]
      : []),
    ...(twice ? ['Left out: which of several classes of one name a pixel is of.'] : []),
  ];
}

/** Pixels that nobody judged and that a format without holes gives to the class around them. */
export function filledHoles({ photo, classes, map }: MaskAnnotation, outlines: readonly Outline[]): string[] {
  const shapes = outlines.map(({ classIndex, polygon: { outer } }) => ({
    ...{ classIndex, surface: { kind: 'polygons', polygons: [[outer]] } as const },
  }));
  const drawn = painted({ photo, shapes }, classes).annotation.map;
  const filled = unjudgedIn(map.classOf) - unjudgedIn(drawn.classOf);
  return filled > 0 ? [`Left out: holes that nobody judged; their pixels (${filled}) take the class around them.`] : [];
}

const unjudgedIn = (classOf: Uint16Array): number =>
  classOf.reduce((count, classIndex) => count + Number(classIndex === notJudged), 0);
