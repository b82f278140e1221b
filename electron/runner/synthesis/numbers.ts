import type { ModelCard, Preprocessing } from '../../contract/index.ts';
import { lookupTable, writePhoto, type RgbPicture } from '../pixels/index.ts';

// Pictures while they are made: [3, H, W] the network's numbers, its channel order, always channels first.

interface Size {
  readonly width: number;
  readonly height: number;
}

/** An 8-bit picture as numbers. @param pixels  [H, W, 3] RGB */
export function numbersOfPicture({ pixels, width, height }: RgbPicture, { preprocessing }: ModelCard): Float32Array {
  const numbers = new Float32Array(pixels.length);
  const form: Preprocessing = { ...preprocessing, width, height, layout: 'NCHW' };
  writePhoto(pixels, lookupTable(preprocessing), form, numbers, 0);
  return numbers;
}

/** The nearest 8-bit picture. */
export function pictureOfNumbers(
  numbers: Float32Array,
  { width, height }: Size,
  { preprocessing }: ModelCard,
): RgbPicture {
  const { mean, std, colorOrder } = preprocessing;
  const area = width * height;
  const pixels = new Uint8ClampedArray(3 * area);
  for (const channel of [0, 1, 2] as const) {
    const to = colorOrder === 'RGB' ? channel : 2 - channel;
    for (let at = 0; at < area; at += 1)
      pixels[3 * at + to] = (numbers[channel * area + at] ?? 0) * std[channel] + mean[channel];
  }
  return { pixels: new Uint8Array(pixels.buffer), width, height };
}

/** Puts numbers back between those that the pixels 0 and 255 become, in place. @param numbers  [N, 3, H, W] */
export function clampNumbers(numbers: Float32Array, batch: number, { preprocessing: { mean, std } }: ModelCard): void {
  const area = numbers.length / batch / 3;
  for (let plane = 0; plane < 3 * batch; plane += 1) {
    const channel = (plane % 3) as 0 | 1 | 2;
    const [low, high] = [-mean[channel] / std[channel], (255 - mean[channel]) / std[channel]];
    for (let at = plane * area; at < (plane + 1) * area; at += 1)
      numbers[at] = Math.min(high, Math.max(low, numbers[at] ?? 0));
  }
}

/** Each of some planes at another size, between its pixels by their neighbors. @param planes  [planes, H, W] */
export function resizedPlanes(planes: Float32Array, from: Size, to: Size): Float32Array {
  if (from.width === to.width && from.height === to.height) return planes.slice();
  const count = planes.length / (from.width * from.height);
  const made = new Float32Array(count * to.width * to.height);
  const across = neighborsOf(from.width, to.width);
  const down = neighborsOf(from.height, to.height);
  let at = 0;
  for (let plane = 0; plane < count; plane += 1)
    for (const row of down) {
      const [above, below] = [row.low, row.high].map((y) => (plane * from.height + y) * from.width) as [number, number];
      for (const { low, high, share } of across) {
        const upper = mixed(planes[above + low] ?? 0, planes[above + high] ?? 0, share);
        const lower = mixed(planes[below + low] ?? 0, planes[below + high] ?? 0, share);
        made[at] = mixed(upper, lower, row.share);
        at += 1;
      }
    }
  return made;
}

const mixed = (a: number, b: number, share: number): number => a + share * (b - a);

/** Of each pixel of the new side: the two old ones that it lies between, and how near the second. */
function neighborsOf(from: number, to: number) {
  return Array.from({ length: to }, (_, at) => {
    const place = Math.min(from - 1, Math.max(0, ((at + 0.5) * from) / to - 0.5));
    const low = Math.floor(place);
    return { low, high: Math.min(from - 1, low + 1), share: place - low };
  });
}
