import { sampled, type PhotoFeatures } from '../hypercolumns/index.ts';
import { notJudged } from '../../../vision/index.ts';

/** Pixels that a person painted with one class, y · width + x of the picture as it is described. */
export interface Stroke {
  readonly classIndex: number;
  readonly pixels: Int32Array | readonly number[];
}

/**
 * Pixels of one stroke that are learned from, spread evenly: neighbors say the same. Measured on CamVid, 20 strokes per
 * class on each of 10 photos: mean IoU 0.407 with 4, and with 16.
 */
const pixelsPerStroke = 4;

/** What was painted on one photo, and the hypercolumns of what is learned from. */
export interface PhotoLabels {
  readonly photo: PhotoFeatures;
  /** [height, width] class indices; `notJudged` where nothing was painted. */
  readonly classOf: Uint16Array;
  /** Each pixel once. */
  readonly rows: ReadonlyMap<number, Float32Array>;
}

/** Nothing painted yet. */
export const unlabelled = (photo: PhotoFeatures): PhotoLabels => ({
  photo,
  classOf: new Uint16Array(photo.width * photo.height).fill(notJudged),
  rows: new Map(),
});

/** With one more stroke, which paints over what was there. Only its own pixels are described. */
export function painted({ photo, classOf, rows }: PhotoLabels, { classIndex, pixels }: Stroke): PhotoLabels {
  const learned = spread(pixels).filter((pixel) => !rows.has(pixel));
  const next = Uint16Array.from(classOf);
  for (const pixel of pixels) next[pixel] = classIndex;
  return { photo, classOf: next, rows: new Map([...rows, ...rowsOf(sampled(photo, learned), learned)]) };
}

/** Without what was painted on these pixels. */
export function erased({ photo, classOf, rows }: PhotoLabels, pixels: Stroke['pixels']): PhotoLabels {
  const next = Uint16Array.from(classOf);
  for (const pixel of pixels) next[pixel] = notJudged;
  return { photo, classOf: next, rows: new Map([...rows].filter(([pixel]) => next[pixel] !== notJudged)) };
}

function spread(pixels: Stroke['pixels']): number[] {
  const count = Math.min(pixels.length, pixelsPerStroke);
  return Array.from({ length: count }, (_, i) => pixels[Math.floor(((i + 0.5) * pixels.length) / count)] ?? 0);
}

function rowsOf(all: Float32Array, pixels: readonly number[]): (readonly [number, Float32Array])[] {
  const width = all.length / Math.max(1, pixels.length);
  return pixels.map((pixel, at) => [pixel, all.subarray(at * width, (at + 1) * width)] as const);
}
