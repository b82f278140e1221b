import type { Preprocessing } from '../../contract/index.ts';
import type { RgbPicture } from '../pixels/index.ts';
import type { Place } from './picture.ts';

/** Of the values, those beyond which colors are at their limit: one bright pixel must not darken all the others. */
const brightest = 0.995;

/**
 * Signed numbers in the form of a picture as colors around grey, the largest at full strength.
 *
 * @param values  in the network's layout and order of colors
 * @param place   the part that is wanted, in whole pixels; null: all
 */
export function aroundGrey(
  values: ArrayLike<number>,
  { width, height, layout, colorOrder }: Preprocessing,
  place: Place | null = null,
): RgbPicture {
  const { x0, y0, x1, y1 } = place ?? { x0: 0, y0: 0, x1: width, y1: height };
  const cut = { width: x1 - x0, height: y1 - y0 };
  const numbers = new Float64Array(3 * cut.width * cut.height);
  for (let at = 0; at < numbers.length; at += 1) {
    const [pixel, color] = [Math.floor(at / 3), at % 3];
    const [y, x] = [y0 + Math.floor(pixel / cut.width), x0 + (pixel % cut.width)];
    const channel = colorOrder === 'RGB' ? color : 2 - color;
    numbers[at] = values[layout === 'NCHW' ? (channel * height + y) * width + x : 3 * (y * width + x) + channel] ?? 0;
  }
  const sizes = numbers.map(Math.abs).sort();
  // A picture that is mostly 0 has its colors in the few numbers that are not.
  const first = sizes.findIndex((size) => size > 0);
  const limit = first < 0 ? 1 : (sizes[Math.floor(first + brightest * (sizes.length - 1 - first))] ?? 1);
  return { ...cut, pixels: Uint8Array.from(numbers, (value) => Math.round(127.5 + 127.5 * clamped(value / limit))) };
}

const clamped = (value: number): number => Math.min(1, Math.max(-1, value));
