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
  const across = alongX(picture, sharesOf(picture.width, width), width);
  return { width, height, pixels: alongY(across, sharesOf(picture.height, height), width, height) };
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

/** [height, width, 3] in 32 bits */
function alongX({ width: whole, height, pixels }: Picture, { from, weights, count }: Shares, width: number) {
  const result = new Float32Array(3 * width * height);
  for (let y = 0, to = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let channel = 0; channel < 3; channel++, to++) {
        let sum = 0;
        let at = 3 * (y * whole + (from[x] ?? 0)) + channel;
        for (let tap = 0; tap < count; tap++, at += 3) {
          const weight = weights[x * count + tap] ?? 0;
          if (weight > 0) sum += weight * (pixels[at] ?? 0);
        }
        result[to] = sum;
      }
  return result;
}

function alongY(rows: Float32Array, { from, weights, count }: Shares, width: number, height: number): Uint8Array {
  const length = 3 * width;
  const result = new Uint8Array(length * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < length; x++) {
      let sum = 0.5;
      let at = (from[y] ?? 0) * length + x;
      for (let tap = 0; tap < count; tap++, at += length) {
        const weight = weights[y * count + tap] ?? 0;
        if (weight > 0) sum += weight * (rows[at] ?? 0);
      }
      result[y * length + x] = sum;
    }
  return result;
}
