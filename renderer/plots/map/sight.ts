import type { Camera, Place, Size } from './camera.ts';
import { toMap, toScreen } from './camera.ts';
import type { Area, PlaceGrid } from './placeGrid.ts';

/** The part of the map that is in sight. */
export function areaOf(camera: Camera, size: Size): Area {
  const [low, high] = [toMap(camera, size, { x: 0, y: 0 }), toMap(camera, size, { x: size.width, y: size.height })];
  return { x0: low.x, y0: low.y, x1: high.x, y1: high.y };
}

/** Pixels from the middle of a mark to its edge: small where points are dense. */
export function radiusOf(camera: Camera, count: number): number {
  const apartPx = camera.scale / Math.sqrt(Math.max(1, count));
  return Math.min(6, Math.max(1.3, 0.28 * apartPx));
}

/** More photos in sight than that stay marks. */
const mostInSight = 1_200;
/** Pictures at once. */
const mostPictures = 300;
/** Pixels of a picture's side, between which it grows as fewer are in sight. */
const sides = [36, 88] as const;

export interface Pictures {
  /** Places of those that are pictures. */
  readonly places: readonly number[];
  readonly sidePx: number;
}

/** Photos that are pictures: one at most in each square of the window, none where there are too many to be told apart. */
export function picturesIn(grid: PlaceGrid, at: (place: number) => Place, camera: Camera, size: Size): Pictures {
  const inSight = grid.within(areaOf(camera, size), mostInSight);
  const roomPx = Math.sqrt((size.width * size.height) / Math.max(1, inSight.length));
  const sidePx = Math.round(Math.min(sides[1], Math.max(sides[0], 0.8 * roomPx)));
  const taken = new Set<string>();
  const places: number[] = [];
  for (const place of inSight) {
    const { x, y } = toScreen(camera, size, at(place));
    const square = `${Math.floor(x / sidePx)},${Math.floor(y / sidePx)}`;
    if (taken.has(square)) continue;
    taken.add(square);
    places.push(place);
    if (places.length === mostPictures) break;
  }
  return { places, sidePx };
}
