import type { Picture } from '../../../dense/index.ts';

/** How much one pixel takes of those of a longer or shorter row. */
interface Shares {
  readonly from: Int32Array;
  /** Shares of those from there on, one row for each pixel, which add up to 1. */
  readonly weights: Float32Array;
  readonly count: number;
}

/**
 * A picture at another size. Where it shrinks, each pixel is the mean of the area that it covers; where it grows, colors
 * lie on straight lines between the centers of pixels.
 */
export function resample(picture: Picture, width: number, height: number): Picture {
  if (picture.width === width && picture.height === height) return picture;
  const down = alongY(picture, sharesOf(picture.height, height), height);
  return { width, height, pixels: alongX(down, picture.width, sharesOf(picture.width, width), width) };
}

function sharesOf(before: number, after: number): Shares {
  const ratio = before / after;
  const reach = Math.max(1, ratio);
  const count = Math.ceil(reach) + 1;
  const [from, weights] = [new Int32Array(after), new Float32Array(after * count)];
  for (let at = 0; at < after; at++) {
    const center = (at + 0.5) * ratio;
    const start = Math.floor(ratio > 1 ? center - ratio / 2 : center - 0.5);
    from[at] = Math.min(Math.max(0, start), Math.max(0, before - count));
    for (let tap = 0; tap < count; tap++) {
      // What lies beyond the ends is as the last pixel there.
      const pixel = Math.min(before - 1, Math.max(0, start + tap));
      const slot = at * count + pixel - (from[at] ?? 0);
      weights[slot] = (weights[slot] ?? 0) + shareOf(start + tap, center, ratio) / reach;
    }
  }
  return { from, weights, count };
}

/** Of a pixel, the length under the area of another; on a finer grid, its nearness. */
const shareOf = (pixel: number, center: number, ratio: number): number =>
  ratio > 1
    ? Math.max(0, Math.min(pixel + 1, center + ratio / 2) - Math.max(pixel, center - ratio / 2))
    : Math.max(0, 1 - Math.abs(pixel + 0.5 - center));

/** Whole rows at a time. @returns [height, the picture's width, 3] */
function alongY({ width, pixels }: Picture, { from, weights, count }: Shares, height: number): Float32Array {
  const length = 3 * width;
  const result = new Float32Array(length * height);
  for (let y = 0; y < height; y++)
    for (let tap = 0; tap < count; tap++) {
      const weight = weights[y * count + tap] ?? 0;
      if (weight === 0) continue;
      let at = ((from[y] ?? 0) + tap) * length;
      for (let to = y * length, end = to + length; to < end; to++, at++)
        result[to] = (result[to] ?? 0) + weight * (pixels[at] ?? 0);
    }
  return result;
}

/** @returns [rows, width, 3], rounded */
function alongX(rows: Float32Array, whole: number, { from, weights, count }: Shares, width: number): Uint8Array {
  const height = rows.length / (3 * whole);
  const result = new Uint8Array(3 * width * height);
  for (let y = 0, to = 0; y < height; y++)
    for (let x = 0; x < width; x++, to += 3) {
      let [red, green, blue] = [0.5, 0.5, 0.5];
      let at = 3 * (y * whole + (from[x] ?? 0));
      for (let tap = x * count, end = tap + count; tap < end; tap++, at += 3) {
        const weight = weights[tap] ?? 0;
        red += weight * (rows[at] ?? 0);
        green += weight * (rows[at + 1] ?? 0);
        blue += weight * (rows[at + 2] ?? 0);
      }
      result[to] = red;
      result[to + 1] = green;
      result[to + 2] = blue;
    }
  return result;
}
