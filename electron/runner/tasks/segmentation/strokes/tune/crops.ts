import type { Preprocessing } from '../../../../../contract/index.ts';
import type { Picture } from '../../../../dense/index.ts';
import { notJudged, type LabelMap } from '../../../../vision/index.ts';
import type { Size } from '../../../../hypercolumns/index.ts';

/** A photo and what each of its pixels shows. */
export interface MaskedPicture {
  readonly picture: Picture;
  /** Of the same size. */
  readonly truth: LabelMap;
}

/** The part of a photo that one example shows, and how it is varied. */
export interface Crop {
  /** Pixels of the photo per pixel of the crop. */
  readonly zoom: number;
  /** Of the crop's corner on the photo; beyond the photo it is the mean color, and not judged. */
  readonly left: number;
  readonly top: number;
  readonly mirrored: boolean;
  /** Of each color channel: value ← gain · value. */
  readonly gains: readonly [number, number, number];
}

/** Largest reduction and enlargement. */
const [smallest, largest] = [0.75, 1.5];
/** How much brightness and single channels vary. */
const [brightness, cast] = [0.2, 0.06];

/** Draws a crop of a size: its scale, place, direction and light. */
export function drawnCrop({ width, height }: Size, crop: Size, rng: () => number): Crop {
  const zoom = 1 / (smallest * (largest / smallest) ** rng());
  const start = (whole: number, part: number): number => rng() * (whole - part * zoom);
  const light = 1 + brightness * (2 * rng() - 1);
  const gain = (): number => light * (1 + cast * (2 * rng() - 1));
  const [left, top] = [start(width, crop.width), start(height, crop.height)];
  return { zoom, left, top, mirrored: rng() < 0.5, gains: [gain(), gain(), gain()] };
}

/** The whole of a photo, as it is. */
export const wholePhoto: Crop = { zoom: 1, left: 0, top: 0, mirrored: false, gains: [1, 1, 1] };

/**
 * Writes what a crop shows as a network's numbers, bilinear.
 *
 * @param into  [3, height, width] or [height, width, 3], as `layout` says
 */
export function writeCrop(
  picture: Picture,
  crop: Crop,
  { width, height }: Size,
  { mean, std, layout, colorOrder }: Preprocessing,
  into: Float32Array,
): void {
  const [channelStep, pixelStep] = layout === 'NCHW' ? [width * height, 1] : [1, 3];
  into.fill(0);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [column, row] = onPhoto(crop, x, y, width);
      if (!isInside(picture, column, row)) continue;
      const to = (y * width + x) * pixelStep;
      for (let channel = 0; channel < 3; channel++) {
        const color = colorOrder === 'RGB' ? channel : 2 - channel;
        const value = Math.min(255, (crop.gains[color] ?? 1) * colorAt(picture, column, row, color));
        into[to + channel * channelStep] = (value - (mean[channel] ?? 0)) / (std[channel] ?? 1);
      }
    }
}

/** Writes the class of each pixel of a lattice of a crop, of the photo's nearest pixel; −1 where it is not judged. */
export function writeTargets(
  truth: LabelMap,
  crop: Crop,
  { width }: Size,
  { xs, ys }: { readonly xs: readonly number[]; readonly ys: readonly number[] },
  into: BigInt64Array,
): void {
  let at = 0;
  for (const y of ys)
    for (const x of xs) {
      const [column, row] = onPhoto(crop, x, y, width).map(Math.round) as [number, number];
      const own = isInside(truth, column, row) ? truth.classOf[row * truth.width + column] : notJudged;
      into[at++] = BigInt(own === undefined || own === notJudged ? -1 : own);
    }
}

/** Where on the photo the middle of a crop's pixel lies. */
function onPhoto({ zoom, left, top, mirrored }: Crop, x: number, y: number, width: number): readonly [number, number] {
  const across = mirrored ? width - 1 - x : x;
  return [left + (across + 0.5) * zoom - 0.5, top + (y + 0.5) * zoom - 0.5];
}

const isInside = ({ width, height }: Size, x: number, y: number): boolean =>
  x >= -0.5 && y >= -0.5 && x < width - 0.5 && y < height - 0.5;

function colorAt({ width, height, pixels }: Picture, x: number, y: number, color: number): number {
  const left = Math.max(0, Math.floor(x));
  const above = Math.max(0, Math.floor(y));
  const [right, below] = [Math.min(width - 1, left + 1), Math.min(height - 1, above + 1)];
  const [along, down] = [Math.max(0, x - left), Math.max(0, y - above)];
  const at = (column: number, row: number): number => pixels[3 * (row * width + column) + color] ?? 0;
  const upper = at(left, above) * (1 - along) + at(right, above) * along;
  const lower = at(left, below) * (1 - along) + at(right, below) * along;
  return upper * (1 - down) + lower * down;
}
