import type { PhotoBox } from '../../electron/contract/index.ts';

// Boxes under a hand. Lengths and places in pixels of the full-size photo; x1 and y1 exclusive.

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface PhotoSize {
  readonly width: number;
  readonly height: number;
}

/** Which sides of a box a handle moves: −1 the first, 1 the last, 0 neither. */
export interface Handle {
  readonly x: -1 | 0 | 1;
  readonly y: -1 | 0 | 1;
}

/** Corners before sides: where a box is so small that they meet, a corner is of more use. */
export const handles: readonly Handle[] = [
  ...([-1, 1] as const).flatMap((y) => ([-1, 1] as const).map((x) => ({ x, y }))),
  ...[{ x: 0, y: -1 } as const, { x: 0, y: 1 } as const, { x: -1, y: 0 } as const, { x: 1, y: 0 } as const],
];

/** Where a handle is on its box. */
export const handlePlace = ({ x0, y0, x1, y1 }: PhotoBox, { x, y }: Handle): Point => ({
  x: (x0 + x1 + x * (x1 - x0)) / 2,
  y: (y0 + y1 + y * (y1 - y0)) / 2,
});

/** The nearest handle of a box that is no farther from a point than `reach` along either axis; null: none is. */
export function handleAt(box: PhotoBox, point: Point, reach: number): Handle | null {
  let [best, least]: [Handle | null, number] = [null, Infinity];
  for (const handle of handles) {
    const place = handlePlace(box, handle);
    const distance = Math.max(Math.abs(place.x - point.x), Math.abs(place.y - point.y));
    if (distance <= reach && distance < least) [best, least] = [handle, distance];
  }
  return best;
}

export const contains = ({ x0, y0, x1, y1 }: PhotoBox, { x, y }: Point): boolean =>
  x >= x0 && y >= y0 && x < x1 && y < y1;

export const areaOf = ({ x0, y0, x1, y1 }: PhotoBox): number => (x1 - x0) * (y1 - y0);

/** The smallest box that a point lies in: of two that lie in each other the inner one can be reached. */
export function smallestAt<T extends { readonly box: PhotoBox }>(boxes: readonly T[], point: Point): T | null {
  return boxes.filter(({ box }) => contains(box, point)).toSorted((a, b) => areaOf(a.box) - areaOf(b.box))[0] ?? null;
}

/** The box between two corners in any order: whole pixels of the photo, and at least one of them. */
export function boxBetween(a: Point, b: Point, photo: PhotoSize): PhotoBox {
  const [x0, x1] = wholePixels(Math.min(a.x, b.x), Math.max(a.x, b.x), photo.width);
  const [y0, y1] = wholePixels(Math.min(a.y, b.y), Math.max(a.y, b.y), photo.height);
  return { x0, y0, x1, y1 };
}

function wholePixels(from: number, to: number, length: number): readonly [number, number] {
  const first = Math.min(length - 1, Math.max(0, Math.round(from)));
  return [first, Math.max(first + 1, Math.min(length, Math.round(to)))];
}

/** The same box elsewhere, by whole pixels, as far as it stays within the photo. */
export function movedBy({ x0, y0, x1, y1 }: PhotoBox, by: Point, photo: PhotoSize): PhotoBox {
  const dx = within(Math.round(by.x), -x0, photo.width - x1);
  const dy = within(Math.round(by.y), -y0, photo.height - y1);
  return { x0: x0 + dx, y0: y0 + dy, x1: x1 + dx, y1: y1 + dy };
}

const within = (at: number, least: number, most: number): number => Math.max(least, Math.min(most, at));

/** The box after a handle was pulled; a side that is pulled past the other turns it over. Other sides stay. */
export function resizedBy({ x0, y0, x1, y1 }: PhotoBox, handle: Handle, by: Point, photo: PhotoSize): PhotoBox {
  const [left, right] = pulled(x0, x1, handle.x, by.x, photo.width);
  const [top, bottom] = pulled(y0, y1, handle.y, by.y, photo.height);
  return { x0: left, y0: top, x1: right, y1: bottom };
}

/** Both sides along one axis, one of them pulled; `side` as of a handle. */
function pulled(first: number, last: number, side: -1 | 0 | 1, by: number, length: number): readonly [number, number] {
  if (side === 0) return [first, last];
  const fixed = side < 0 ? last : first;
  const moved = within(Math.round((side < 0 ? first : last) + by), 0, length);
  if (Math.abs(moved - fixed) >= 1) return [Math.min(moved, fixed), Math.max(moved, fixed)];
  // Nothing would be left of it: a pixel stays, on the side it had.
  return side < 0 ? [Math.max(0, fixed - 1), fixed] : [fixed, Math.min(length, fixed + 1)];
}
