import type { Preprocessing } from '../../contract/index.ts';
import type { Size } from './picture.ts';

// Pictures that stand for "nothing is there", as a network's numbers.

export type Fill = 'grey' | 'black' | 'blur';

/** Of the width of a picture: standard deviation of the blur in which nothing is recognized. */
const blurOfWidth = 1 / 16;
/** A mean below or above this, of 255, is no color of photographs: the card states none. */
const photographic = { from: 40, to: 215 };

/** A picture of what hides another. */
export function fillOf(fill: Fill, picture: Float32Array, preprocessing: Preprocessing): Float32Array {
  switch (fill) {
    case 'grey':
      return greyPicture(preprocessing);
    case 'black':
      return plain(preprocessing, [0, 0, 0]);
    case 'blur':
      return blurred(picture, preprocessing, Math.max(1, preprocessing.width * blurOfWidth));
  }
}

/** The mean color of photographs: that of the card, or middle grey where it states none. */
export function greyPicture(preprocessing: Preprocessing): Float32Array {
  const isColor = preprocessing.mean.every((value) => value >= photographic.from && value <= photographic.to);
  return plain(preprocessing, isColor ? preprocessing.mean : [127.5, 127.5, 127.5]);
}

/** @param color  pixels, 0 to 255, in the network's order of channels */
function plain({ mean, std, width, height, layout }: Preprocessing, color: readonly number[]): Float32Array {
  const numbers = color.map((value, channel) => (value - (mean[channel] ?? 0)) / (std[channel] ?? 1));
  const area = width * height;
  return Float32Array.from(
    { length: 3 * area },
    (_, at) => numbers[layout === 'NCHW' ? Math.floor(at / area) : at % 3] ?? 0,
  );
}

/**
 * Three box blurs after one another, which are near a Gaussian of that standard deviation; beyond the border the picture
 * is mirrored at its last pixel.
 *
 * @see Kovesi, "Fast almost-Gaussian filtering", 2010
 */
export function blurred(picture: Float32Array, size: Size, sigma: number): Float32Array {
  const { width, height, layout } = size;
  const radius = Math.max(1, Math.round((Math.sqrt(4 * sigma * sigma + 1) - 1) / 2));
  const [pixel, channel] = layout === 'NCHW' ? [1, width * height] : [3, 1];
  let from = Float32Array.from(picture);
  let to = new Float32Array(picture.length);
  for (let pass = 0; pass < 6; pass += 1) {
    const [lines, length, line, step] =
      pass % 2 === 0 ? [height, width, width * pixel, pixel] : [width, height, pixel, width * pixel];
    for (let c = 0; c < 3; c += 1)
      for (let at = 0; at < lines; at += 1) boxed(from, to, { start: c * channel + at * line, step, length, radius });
    [from, to] = [to, from];
  }
  return from;
}

interface Line {
  readonly start: number;
  readonly step: number;
  readonly length: number;
  readonly radius: number;
}

/** The running mean over 2 · radius + 1 numbers of one line. */
function boxed(from: Float32Array, to: Float32Array, { start, step, length, radius }: Line): void {
  const value = (at: number): number => from[start + step * mirrored(at, length)] ?? 0;
  let sum = 0;
  for (let at = -radius; at <= radius; at += 1) sum += value(at);
  for (let at = 0; at < length; at += 1) {
    to[start + step * at] = sum / (2 * radius + 1);
    sum += value(at + radius + 1) - value(at - radius);
  }
}

function mirrored(at: number, length: number): number {
  const period = 2 * length;
  const inside = ((at % period) + period) % period;
  return inside < length ? inside : period - 1 - inside;
}
