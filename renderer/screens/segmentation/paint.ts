import type { LookPixels } from '../../state/segmentationPixels.ts';
import { tilePx } from './patterns.ts';

// Areas drawn in pixels of the screen, so that patterns and outlines stay as fine however far the photo is enlarged.

/** What is drawn where. */
export interface Painting {
  /** Pixels of the canvas, and how many of them a window pixel has. */
  readonly width: number;
  readonly height: number;
  readonly ratio: number;
  /** The photo on the canvas, in window pixels. */
  readonly photo: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  readonly pixels: LookPixels;
  /** [65536] what stands for each class index; 0: nothing. */
  readonly looks: Uint16Array;
  /** [looks, 8, 8] the tile of look i + 1 at 64 i. */
  readonly tiles: Uint32Array;
  readonly outlined: boolean;
}

/** Thickness of an outline on each side of a border, in window pixels. */
const outlinePx = 2;

/** @returns  [height, width] pixels as a canvas holds them */
export function painted(painting: Painting): Uint32Array<ArrayBuffer> {
  const { width, height, ratio, photo, pixels, looks, tiles, outlined } = painting;
  const columns = along(width, ratio, photo.x, photo.width, pixels.width);
  const rows = along(height, ratio, photo.y, photo.height, pixels.height);
  const target = new Uint32Array(width * height);
  const reach = Math.max(1, Math.round(outlinePx * ratio));
  const classAt = (x: number, y: number): number => {
    const [column, row] = [columns[x] ?? -1, rows[y] ?? -1];
    return column < 0 || row < 0 ? -1 : (pixels.classOf[row * pixels.width + column] ?? -1);
  };
  const isEdge = (x: number, y: number, own: number): boolean =>
    classAt(x - reach, y) !== own ||
    classAt(x + reach, y) !== own ||
    classAt(x, y - reach) !== own ||
    classAt(x, y + reach) !== own;
  for (let y = 0, at = 0; y < height; y++) {
    const line = (Math.floor(y / ratio) % tilePx) * tilePx;
    for (let x = 0; x < width; x++, at++) {
      const own = classAt(x, y);
      const look = own < 0 ? 0 : (looks[own] ?? 0);
      if (look === 0 || (outlined && !isEdge(x, y, own))) continue;
      target[at] = tiles[64 * (look - 1) + line + (Math.floor(x / ratio) % tilePx)] ?? 0;
    }
  }
  return target;
}

/** The pixel of the look under each pixel of the canvas along one axis; -1 beside the photo. */
function along(length: number, ratio: number, start: number, extent: number, count: number): Int32Array {
  return Int32Array.from({ length }, (_, pixel) => {
    const place = Math.floor((((pixel + 0.5) / ratio - start) / extent) * count);
    return place >= 0 && place < count ? place : -1;
  });
}
