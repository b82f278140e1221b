import type { PhotoBox } from '../../../../electron/contract/index.ts';

// The part of a photo that a search is about, in pixels of the upright photo. It never leaves the photo.

interface Extent {
  readonly width: number;
  readonly height: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** A smaller part says too little; also what a press without a drag leaves. */
const leastShare = 0.02;
/** How far a key moves an edge, as a share of the shorter side. */
const keyShare = 0.02;

const least = ({ width, height }: Extent): number => Math.max(1, leastShare * Math.min(width, height));

const within = (value: number, most: number): number => Math.min(Math.max(0, value), most);

/** The middle of a photo: where a part begins that keys move. */
export const middlePart = ({ width, height }: Extent): PhotoBox => ({
  ...{ x0: width / 3, y0: height / 3 },
  ...{ x1: (2 * width) / 3, y1: (2 * height) / 3 },
});

/** The part between two corners; null: it is too small to be meant. */
export function partBetween(a: Point, b: Point, photo: Extent): PhotoBox | null {
  const box = {
    x0: within(Math.min(a.x, b.x), photo.width),
    y0: within(Math.min(a.y, b.y), photo.height),
    x1: within(Math.max(a.x, b.x), photo.width),
    y1: within(Math.max(a.y, b.y), photo.height),
  };
  return box.x1 - box.x0 < least(photo) || box.y1 - box.y0 < least(photo) ? null : box;
}

/** The part moved by an arrow key; with `resize` only its last corner is. The same part where the key is none of those. */
export function partByKey(box: PhotoBox, key: string, resize: boolean, photo: Extent): PhotoBox {
  const step = keyShare * Math.min(photo.width, photo.height);
  const [dx, dy] = steps[key]?.map((sign) => sign * step) ?? [0, 0];
  if (resize)
    return {
      ...box,
      x1: Math.max(box.x0 + least(photo), within(box.x1 + (dx ?? 0), photo.width)),
      y1: Math.max(box.y0 + least(photo), within(box.y1 + (dy ?? 0), photo.height)),
    };
  const x0 = within(box.x0 + (dx ?? 0), photo.width - (box.x1 - box.x0));
  const y0 = within(box.y0 + (dy ?? 0), photo.height - (box.y1 - box.y0));
  return { x0, y0, x1: x0 + box.x1 - box.x0, y1: y0 + box.y1 - box.y0 };
}

const steps: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
