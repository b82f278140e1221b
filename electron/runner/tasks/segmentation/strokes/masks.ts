import { notJudged, type LabelMap } from '../../../vision/index.ts';
import { channelsOf, sampled, type PhotoFeatures } from '../../../hypercolumns/index.ts';
import type { LabelledRows } from './head.ts';

/** A photo that is described, and what every pixel of it shows. */
export interface MaskedFeatures {
  readonly photo: PhotoFeatures;
  /** Of the same size. */
  readonly truth: LabelMap;
}

export interface MaskRowsOptions {
  /** C */
  readonly classes: number;
  /** Rows of one photo, about; default: as many as the limit allows, and no more than are of use. */
  readonly perPhoto?: number;
  /** How many photos there will be. */
  readonly photos: number;
  readonly rng: () => number;
}

/** What masks say, thinned: rows, and how much each class shall count. */
export interface MaskRows extends LabelledRows {
  /** [C] for `HeadWishes` */
  readonly shares: readonly number[];
}

/** `penalty` of a head that learns from so many rows: they need less holding back than a few strokes. */
export const maskPenalty = 3e-3;

/** Memory for rows. */
const limitBytes = 2 ** 28;
/** With these docs/strokes.md was measured. */
const enoughPerPhoto = 600;

/**
 * Pixels of full masks to learn from: of each photo half anywhere, half in equal numbers of each class that occurs, so
 * that a sign of fifty pixels is not forgotten. One photo is looked at at a time, and its features are not kept.
 */
export async function rowsOfMasks(photos: AsyncIterable<MaskedFeatures>, options: MaskRowsOptions): Promise<MaskRows> {
  const { classes, rng } = options;
  const counts = new Float64Array(classes);
  const classOf: number[] = [];
  let features = new Float32Array(0);
  let width = 0;
  for await (const { photo, truth } of photos) {
    const regions = pixelsByClass(truth, classes);
    for (const [own, pixels] of regions.entries()) counts[own] = (counts[own] ?? 0) + pixels.length;
    width = channelsOf(photo.taps);
    const wanted = options.perPhoto ?? Math.min(enoughPerPhoto, Math.floor(limitBytes / (4 * width * options.photos)));
    const pixels = drawnPixels(regions, wanted, rng);
    if (features.length === 0) features = new Float32Array(options.photos * (wanted + classes) * width);
    features.set(sampled(photo, pixels), classOf.length * width);
    for (const pixel of pixels) classOf.push(truth.classOf[pixel] ?? notJudged);
  }
  return {
    features: features.subarray(0, classOf.length * width),
    classOf: Int32Array.from(classOf),
    width,
    shares: sharesOf(counts),
  };
}

/**
 * How much each class counts in sum: the root of its share of the pixels. In equal shares, rare classes would be answered
 * far too often; by their pixels, hardly ever.
 */
export function sharesOf(counts: ArrayLike<number>): readonly number[] {
  const roots = Array.from(counts, Math.sqrt);
  const all = roots.reduce((sum, root) => sum + root, 0);
  return roots.map((root) => root / all);
}

/** [C] pixels of each class. */
function pixelsByClass({ classOf }: LabelMap, classes: number): readonly Int32Array[] {
  const counts = new Int32Array(classes);
  for (const own of classOf) if (own < classes) counts[own] = (counts[own] ?? 0) + 1;
  const regions = Array.from(counts, (count) => new Int32Array(count));
  const filled = new Int32Array(classes);
  for (const [pixel, own] of classOf.entries()) {
    const region = regions[own];
    if (!region) continue;
    region[filled[own] ?? 0] = pixel;
    filled[own] = (filled[own] ?? 0) + 1;
  }
  return regions;
}

function drawnPixels(regions: readonly Int32Array[], wanted: number, rng: () => number): number[] {
  const occurring = regions.filter(({ length }) => length > 0);
  const all = occurring.reduce((sum, { length }) => sum + length, 0);
  const drawn = new Set<number>();
  for (const region of occurring) {
    const count = wanted / 2 / occurring.length + ((wanted / 2) * region.length) / all;
    for (let i = 0; i < count; i++) drawn.add(region[Math.floor(rng() * region.length)] ?? 0);
  }
  return [...drawn];
}
