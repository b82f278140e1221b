import type { Preprocessing } from '../../contract/index.ts';

// Pictures in levels: the steps of a color value, 0 to 255, in the layout and color order of a network's input. An attack
// is bounded and measured in levels, whatever numbers the network reads; only whole ones can be saved as a PNG.

/** A picture in levels: [3, H, W] or [H, W, 3], as the network's layout says. */
export type Levels = Float32Array;

export const highestLevel = 255;

/** How many numbers a picture of a network is. */
export const lengthOf = ({ width, height }: Preprocessing): number => 3 * width * height;

/** @param pixels  [H, W, 3] RGB */
export function levelsOf(pixels: Uint8Array, preprocessing: Preprocessing): Levels {
  const levels = new Float32Array(pixels.length);
  walk(preprocessing, (at, rgbAt) => (levels[at] = pixels[rgbAt] ?? 0));
  return levels;
}

/** [H, W, 3] RGB, each level at the nearest whole one. */
export function pixelsOf(levels: Levels, preprocessing: Preprocessing): Uint8Array {
  const pixels = new Uint8Array(levels.length);
  walk(
    preprocessing,
    (at, rgbAt) => (pixels[rgbAt] = Math.min(highestLevel, Math.max(0, Math.round(levels[at] ?? 0)))),
  );
  return pixels;
}

/**
 * Writes (level − mean) / std, the network's own numbers.
 *
 * Law: of whole levels they are those of `writePhoto`, bit for bit.
 */
export function writeNumbers(levels: Levels, preprocessing: Preprocessing, into: Float32Array): void {
  const mean = preprocessing.mean.map(Math.fround);
  const std = preprocessing.std.map(Math.fround);
  walk(preprocessing, (at, _, channel) => {
    into[at] = Math.fround((levels[at] ?? 0) - (mean[channel] ?? 0)) / (std[channel] ?? 1);
  });
}

/** Turns a derivative by the network's numbers into one by levels, in place. */
export function perLevel(slope: Float32Array, preprocessing: Preprocessing): Float32Array {
  const { std } = preprocessing;
  walk(preprocessing, (at, _, channel) => (slope[at] = (slope[at] ?? 0) / (std[channel] ?? 1)));
  return slope;
}

/** @param visit  is given the place in the network's picture, the same in [H, W, 3] RGB, and the network's channel */
function walk(
  { layout, colorOrder, width, height }: Preprocessing,
  visit: (at: number, rgbAt: number, channel: number) => void,
): void {
  const area = width * height;
  const [channelStride, pixelStride] = layout === 'NCHW' ? [area, 1] : [1, 3];
  for (let channel = 0; channel < 3; channel += 1) {
    const from = colorOrder === 'RGB' ? channel : 2 - channel;
    for (let pixel = 0; pixel < area; pixel += 1)
      visit(channel * channelStride + pixel * pixelStride, 3 * pixel + from, channel);
  }
}

/** How far two pictures are apart, in levels. */
export function distanceOf(a: Levels, b: Levels): { readonly largest: number; readonly l2: number } {
  let [largest, squares] = [0, 0];
  for (let at = 0; at < a.length; at += 1) {
    const apart = Math.abs((a[at] ?? 0) - (b[at] ?? 0));
    largest = Math.max(largest, apart);
    squares += apart * apart;
  }
  return { largest, l2: Math.sqrt(squares) };
}
