import type { StrokeShape } from '../../../contract/index.ts';
import type { Ring } from './polygon.ts';
import { rasterize } from './rasterize.ts';

interface Extent {
  readonly width: number;
  readonly height: number;
}

/**
 * The pixels of a picture that a shape covers, each once: along a path in the order in which they were painted, else row
 * by row. A path covers the pixels whose centers are no further from it than its radius, and always those that it
 * passes through.
 *
 * @param photo    pixels of the full-size photo, in which the shape was painted
 * @param picture  pixels of the same photo at another size
 * @returns        y · width + x of the picture
 */
export function pixelsOfShape(shape: StrokeShape, photo: Extent, picture: Extent): Int32Array {
  const [along, down] = [picture.width / photo.width, picture.height / photo.height];
  switch (shape.kind) {
    case 'path':
      return alongPath(pointsOf(shape.points, along, down), shape.radius * Math.sqrt(along * down), picture);
    case 'polygon':
      return setPixels(rasterize([pointsOf(shape.points, along, down)], picture.width, picture.height));
    case 'region':
      return setPixels(nearestMask(maskOfRowRuns(shape.runs, shape), shape, picture));
  }
}

const pointsOf = (points: readonly number[], along: number, down: number): Ring =>
  Array.from({ length: points.length >> 1 }, (_, at) => [
    (points[2 * at] ?? 0) * along,
    (points[2 * at + 1] ?? 0) * down,
  ]);

function alongPath(path: Ring, radius: number, { width, height }: Extent): Int32Array {
  const reached = new Uint8Array(width * height);
  const pixels: number[] = [];
  const reach = (x: number, y: number): void => {
    const pixel = y * width + x;
    if (x < 0 || y < 0 || x >= width || y >= height || reached[pixel] === 1) return;
    reached[pixel] = 1;
    pixels.push(pixel);
  };
  let from = path[0] ?? [0, 0];
  for (const to of path) {
    const [[ax, ay], [bx, by]] = [from, to];
    const [dx, dy] = [bx - ax, by - ay];
    const steps = Math.ceil(Math.max(Math.abs(dx), Math.abs(dy)));
    // A brush finer than a pixel still leaves a line.
    for (let step = 0; step <= steps; step++)
      reach(Math.floor(ax + (dx * step) / Math.max(1, steps)), Math.floor(ay + (dy * step) / Math.max(1, steps)));
    const [bottom, right] = [Math.max(ay, by) + radius, Math.max(ax, bx) + radius];
    for (let y = firstCenter(Math.min(ay, by) - radius); y < height && y + 0.5 <= bottom; y++)
      for (let x = firstCenter(Math.min(ax, bx) - radius); x < width && x + 0.5 <= right; x++) {
        const [px, py] = [x + 0.5 - ax, y + 0.5 - ay];
        const share = Math.max(0, Math.min(1, (px * dx + py * dy) / (dx * dx + dy * dy || 1)));
        if (Math.hypot(px - share * dx, py - share * dy) <= radius) reach(x, y);
      }
    from = to;
  }
  return Int32Array.from(pixels);
}

/** Within the picture, the first pixel whose center lies at a coordinate or behind it. */
const firstCenter = (coordinate: number): number => Math.max(0, Math.ceil(coordinate - 0.5));

/** Runs beyond the end of the picture are cut, and what is missing there is outside. */
function maskOfRowRuns(runs: readonly number[], { width, height }: Extent): Uint8Array {
  const mask = new Uint8Array(width * height);
  let at = 0;
  for (const [index, run] of runs.entries()) {
    if (index % 2 === 1) mask.fill(1, at, at + run);
    at += run;
  }
  return mask;
}

function nearestMask(mask: Uint8Array, from: Extent, to: Extent): Uint8Array {
  if (from.width === to.width && from.height === to.height) return mask;
  const result = new Uint8Array(to.width * to.height);
  for (let y = 0, at = 0; y < to.height; y++) {
    const row = Math.floor(((y + 0.5) * from.height) / to.height) * from.width;
    for (let x = 0; x < to.width; x++, at++)
      result[at] = mask[row + Math.floor(((x + 0.5) * from.width) / to.width)] ?? 0;
  }
  return result;
}

function setPixels(mask: Uint8Array): Int32Array {
  const pixels = new Int32Array(mask.reduce((sum, one) => sum + one, 0));
  let at = 0;
  for (const [pixel, one] of mask.entries()) if (one === 1) pixels[at++] = pixel;
  return pixels;
}

/** How many pixels row by row are outside, then inside, and so on: what a shape of kind `region` holds. */
export function rowRunsOf(mask: Uint8Array | Uint16Array): number[] {
  const runs: number[] = [];
  let [inside, run] = [0, 0];
  for (const value of mask) {
    const own = value === 0 ? 0 : 1;
    if (own !== inside) {
      runs.push(run);
      [inside, run] = [own, 0];
    }
    run += 1;
  }
  return [...runs, run];
}
