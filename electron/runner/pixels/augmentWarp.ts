import type { Preprocessing } from '../../contract/index.ts';
import { fitOf, paddingColor } from '../vision/index.ts';
import type { Variation } from './augmentDraw.ts';
import type { SourcePhoto } from './source.ts';

// All movements of a photo are one projective map from the network's input to the source, so that it is sampled once.
// Source: Hartley and Zisserman, "Multiple view geometry", 2004, section 2.3, for the map and its composition.

/** Row-major [3, 3]: (x, y) of the input goes to ((h0 x + h1 y + h2) / w, (h3 x + h4 y + h5) / w), w = h6 x + h7 y + h8. */
export type Homography = readonly [number, number, number, number, number, number, number, number, number];

/** From pixels of the network's input to pixels of the source; pixel centres are at halves. */
export function mapOf(source: SourcePhoto, preprocessing: Preprocessing, variation: Variation): Homography {
  const { width, height } = preprocessing;
  const window = windowOf(source, preprocessing, variation);
  const { rotation, shear, perspective, flip } = variation;
  // The input as a square of −1 to 1 along its shorter side, so that turning it keeps right angles.
  const shorter = Math.min(width, height) / 2;
  const [sine, cosine] = [Math.sin(rotation), Math.cos(rotation)];
  const toUnit: Homography = [1 / shorter, 0, -width / 2 / shorter, 0, 1 / shorter, -height / 2 / shorter, 0, 0, 1];
  const turn: Homography = [cosine, cosine * shear - sine, 0, sine, sine * shear + cosine, 0, 0, 0, 1];
  const tilt: Homography = [1, 0, 0, 0, 1, 0, perspective.x, perspective.y, 1];
  const mirror: Homography = [flip ? -1 : 1, 0, 0, 0, 1, 0, 0, 0, 1];
  const scaleX = (window.width / width) * shorter;
  const scaleY = (window.height / height) * shorter;
  const toSource: Homography = [scaleX, 0, window.x, 0, scaleY, window.y, 0, 0, 1];
  return [turn, tilt, mirror, toSource].reduce((first, then) => times(then, first), toUnit);
}

interface Window {
  /** The middle and the sides, pixels of the source. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * The part of the source that is seen. It moves freely within what the network sees of the photo, and by `reach` of the
 * room between that and the photo's edges.
 */
function windowOf(source: SourcePhoto, preprocessing: Preprocessing, { crop, reach }: Variation): Window {
  const { seen } = fitOf(source.photoWidth, source.photoHeight, preprocessing);
  const along = (from: number, to: number, length: number, share: number, place: number) => {
    const plain = to - from;
    // What is padded may be seen; else a window that is wider than its photo is cut.
    const whole = Math.max(plain, length);
    const side = Math.min(whole, plain * share);
    const room = Math.max(0, plain - side) + reach * (whole - Math.max(plain, side));
    return { middle: (from + to) / 2 + (place * room) / 2, side };
  };
  const perX = source.width / source.photoWidth;
  const perY = source.height / source.photoHeight;
  const x = along(seen.x0 * perX, seen.x1 * perX, source.width, crop.width, crop.x);
  const y = along(seen.y0 * perY, seen.y1 * perY, source.height, crop.height, crop.y);
  return { x: x.middle, y: y.middle, width: x.side, height: y.side };
}

/** The map that does `first`, then `then`. */
function times(then: Homography, first: Homography): Homography {
  const cell = (row: 0 | 3 | 6, column: 0 | 1 | 2): number =>
    then[row] * first[column] +
    then[(row + 1) as 1 | 4 | 7] * first[(column + 3) as 3 | 4 | 5] +
    then[(row + 2) as 2 | 5 | 8] * first[(column + 6) as 6 | 7 | 8];
  return [cell(0, 0), cell(0, 1), cell(0, 2), cell(3, 0), cell(3, 1), cell(3, 2), cell(6, 0), cell(6, 1), cell(6, 2)];
}

/**
 * Samples the source bilinearly. Beyond its edges it is mirrored, which leaves no corner black; a network whose photos
 * are padded sees the padding there.
 *
 * @returns [preprocessing.height, preprocessing.width, 3] RGB
 */
export function warp(source: SourcePhoto, preprocessing: Preprocessing, map: Homography): Uint8Array {
  const { width, height } = preprocessing;
  const into = new Uint8Array(width * height * 3);
  const sample = samplerOf(source, preprocessing, into);
  const [h0, h1, h2, h3, h4, h5, h6, h7, h8] = map;
  let at = 0;
  for (let row = 0; row < height; row++) {
    const y = row + 0.5;
    for (let column = 0; column < width; column++, at += 3) {
      const x = column + 0.5;
      const per = 1 / (h6 * x + h7 * y + h8);
      sample((h0 * x + h1 * y + h2) * per - 0.5, (h3 * x + h4 * y + h5) * per - 0.5, at);
    }
  }
  return into;
}

type Sample = (x: number, y: number, at: number) => void;

/** Writes the color between pixels at (x, y), counted from the middle of the first, to `into[at .. at + 2]`. */
function samplerOf(source: SourcePhoto, preprocessing: Preprocessing, into: Uint8Array): Sample {
  const { pixels, width, height } = source;
  const padding = preprocessing.fit === 'pad' ? paddingColor(preprocessing) : null;
  return (x, y, at) => {
    if (padding && (x < -0.5 || y < -0.5 || x > width - 0.5 || y > height - 0.5)) {
      into[at] = padding.r;
      into[at + 1] = padding.g;
      into[at + 2] = padding.b;
      return;
    }
    const left = Math.floor(x);
    const top = Math.floor(y);
    const [fx, fy] = [x - left, y - top];
    const row0 = mirrored(top, height) * width;
    const row1 = mirrored(top + 1, height) * width;
    const [column0, column1] = [mirrored(left, width), mirrored(left + 1, width)];
    const a = 3 * (row0 + column0);
    const b = 3 * (row0 + column1);
    const c = 3 * (row1 + column0);
    const d = 3 * (row1 + column1);
    for (let channel = 0; channel < 3; channel++) {
      const upper = between(pixels[a + channel] ?? 0, pixels[b + channel] ?? 0, fx);
      const lower = between(pixels[c + channel] ?? 0, pixels[d + channel] ?? 0, fx);
      into[at + channel] = between(upper, lower, fy) + 0.5;
    }
  };
}

const between = (from: number, to: number, share: number): number => from + share * (to - from);

/** An index as it falls back into 0 ≤ i < length: … 1 0 | 0 1 … n−1 | n−1 … */
function mirrored(index: number, length: number): number {
  if (index >= 0 && index < length) return index;
  const folded = ((index % (2 * length)) + 2 * length) % (2 * length);
  return folded < length ? folded : 2 * length - 1 - folded;
}
