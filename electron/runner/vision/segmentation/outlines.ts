import { notJudged, type LabelMap } from './labelMap.ts';
import { signedArea, simplified, type Point, type Polygon, type Ring } from './polygon.ts';
import { connectedRegions, type Regions } from './regions.ts';

// Outlines run along the edges of pixels, the region to their right as one walks. On a screen, outer rings therefore
// turn clockwise and those around holes counterclockwise. No ring touches itself: where it came back to a corner, the
// loop was cut off as a ring of its own.

/** One region (pixels of a class joined by edges) and its outline. */
export interface Outline {
  readonly classIndex: number;
  readonly pixels: number;
  readonly polygon: Polygon;
}

/** Steps to the right, down, left, up: the next of a direction is its turn to the right. */
const steps = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
] as const;

/**
 * The outlines of one class, one polygon per region, in scan order of their first pixels.
 *
 * Law: the even-odd fill of all rings at pixel centres is the class again (`rasterize`), when `tolerancePx` is 0.
 * Only points on a straight line are left out then, and coordinates are whole numbers. With a tolerance neighbours are
 * simplified each for itself, and may overlap or part by as much.
 *
 * @param tolerancePx  how far points that are left out may lie from the line
 */
export const outlinesOf = (map: LabelMap, classIndex: number, tolerancePx = 0): Polygon[] =>
  allOutlinesOf(map, tolerancePx)
    .filter((outline) => outline.classIndex === classIndex)
    .map(({ polygon }) => polygon);

/** The outlines of every judged region, in scan order of their first pixels; see `outlinesOf`. */
export function allOutlinesOf(map: LabelMap, tolerancePx = 0): Outline[] {
  const regions = connectedRegions(map, 4);
  const rings = ringsOf(regions);
  return Array.from(regions.pixels, (pixels, region) => {
    const own = rings[region] ?? [];
    const few = (ring: Ring): Ring => simplified(ring, tolerancePx);
    const outer = few(own.find((ring) => signedArea(ring) > 0) ?? []);
    const holes = own.filter((ring) => signedArea(ring) < 0).map(few);
    return { classIndex: regions.classOf[region] ?? notJudged, pixels, polygon: { outer, holes } };
  }).filter(({ classIndex }) => classIndex !== notJudged);
}

/** [R] the rings of each region. Each has an edge along the top of a pixel, so that those are where to begin. */
function ringsOf(regions: Regions): Ring[][] {
  const { width, regionOf, pixels } = regions;
  const rings = Array.from(pixels, (): Ring[] => []);
  const walked = new Uint8Array(regionOf.length);
  for (let at = 0; at < regionOf.length; at += 1) {
    const region = regionOf[at] ?? 0;
    const isTop = at < width || regionOf[at - width] !== region;
    if (isTop && !walked[at]) for (const ring of ringsFrom(regions, at, walked)) rings[region]?.push(ring);
  }
  return rings;
}

/** Walks from the top left corner of a pixel until it is there again, and marks the tops that were walked along. */
function ringsFrom(regions: Regions, start: number, walked: Uint8Array): Ring[] {
  const { width, regionOf } = regions;
  const region = regionOf[start] ?? 0;
  const belongs = (x: number, y: number): boolean =>
    x >= 0 && y >= 0 && x < width && y < regions.height && regionOf[y * width + x] === region;
  const [firstX, firstY] = [start % width, Math.floor(start / width)];
  const corners: Point[] = [];
  let [x, y, direction] = [firstX, firstY, 0];
  do {
    if (direction === 0) walked[y * width + x] = 1;
    const [dx, dy] = steps[direction] ?? steps[0];
    [x, y] = [x + dx, y + dy];
    const turn = turnAt(belongs, x, y, direction);
    if (turn !== 0) corners.push([x, y]);
    direction = (direction + turn + 4) % 4;
  } while (x !== firstX || y !== firstY || direction !== 0);
  return loopsOf(corners, width + 1);
}

/** 1 to the right, −1 to the left, 0 straight on. Where two pixels touch by a corner, it stays with the one walked. */
function turnAt(belongs: (x: number, y: number) => boolean, x: number, y: number, direction: number): number {
  // The four pixels around the corner (x, y), seen in the direction of the walk.
  const [dx, dy] = steps[direction] ?? steps[0];
  const right = belongs(x + (dx - dy - 1) / 2, y + (dx + dy - 1) / 2);
  if (!right) return 1;
  return belongs(x + (dx + dy - 1) / 2, y + (dy - dx - 1) / 2) ? -1 : 0;
}

/** Cuts a closed walk at the corners where it meets itself. */
function loopsOf(corners: readonly Point[], columns: number): Ring[] {
  const loops: Ring[] = [];
  const path: Point[] = [];
  const placeOf = new Map<number, number>();
  for (const corner of corners) {
    const key = corner[1] * columns + corner[0];
    const met = placeOf.get(key);
    if (met === undefined) {
      placeOf.set(key, path.length);
      path.push(corner);
      continue;
    }
    const loop = path.splice(met + 1);
    for (const [x, y] of loop) placeOf.delete(y * columns + x);
    loops.push([corner, ...loop]);
  }
  return [...loops, path];
}
