import type { PhotoFeatures } from './open.ts';
import { channelsOf, type Grid, type Tap } from './taps.ts';

/**
 * The hypercolumns of some pixels of a photo: every tap's channels there, bilinear between its positions, one tap after
 * the other.
 *
 * @param pixels  [n] y · width + x
 * @returns       [n, F]
 */
export function sampled(photo: PhotoFeatures, pixels: ArrayLike<number>): Float32Array {
  const { taps } = photo;
  const width = channelsOf(taps);
  const rows = new Float32Array(pixels.length * width);
  let first = 0;
  for (const [at, tap] of taps.entries()) {
    const map = photo.maps[at] ?? new Float32Array(0);
    for (let row = 0; row < pixels.length; row++) {
      const pixel = pixels[row] ?? 0;
      const corners = cornersOf(tap, pixel % photo.width, Math.floor(pixel / photo.width));
      writeBilinear(map, tap, corners, rows, row * width + first);
    }
    first += tap.channels;
  }
  return rows;
}

/** The four positions around a pixel, within a map, and what each counts. */
interface Corners {
  readonly above: number;
  readonly below: number;
  readonly left: number;
  readonly right: number;
  /** Shares of below and right. */
  readonly down: number;
  readonly along: number;
}

/** Beyond the outermost positions a map goes on as there. */
function cornersOf({ stepPx, center, rows, columns }: Grid, x: number, y: number): Corners {
  const at = (pixel: number, middle: number, count: number): number =>
    Math.min(count - 1, Math.max(0, (pixel - middle) / stepPx));
  const [row, column] = [at(y, center.y, rows), at(x, center.x, columns)];
  const [above, left] = [Math.floor(row), Math.floor(column)];
  return {
    ...{ above, below: Math.min(rows - 1, above + 1), down: row - above },
    ...{ left, right: Math.min(columns - 1, left + 1), along: column - left },
  };
}

function writeBilinear(
  map: Float32Array,
  { channels, rows, columns }: Tap,
  at: Corners,
  into: Float32Array,
  to: number,
) {
  const { above, below, left, right, down, along } = at;
  const [a, b] = [above * columns + left, above * columns + right];
  const [c, d] = [below * columns + left, below * columns + right];
  for (let channel = 0, start = 0; channel < channels; channel++, start += rows * columns) {
    const upper = (map[start + a] ?? 0) * (1 - along) + (map[start + b] ?? 0) * along;
    const lower = (map[start + c] ?? 0) * (1 - along) + (map[start + d] ?? 0) * along;
    into[to + channel] = upper * (1 - down) + lower * down;
  }
}
