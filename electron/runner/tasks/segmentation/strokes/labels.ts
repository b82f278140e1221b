import { sampled, type PhotoFeatures, type Size } from '../../../hypercolumns/index.ts';
import { notJudged } from '../../../vision/index.ts';

/** Pixels that a person painted in one go, y · width + x of the picture as it is described. */
export interface Stroke {
  /** null: what was painted there before is erased. */
  readonly classIndex: number | null;
  /** In the order of painting, or of scanning. */
  readonly pixels: Int32Array | readonly number[];
  /** An area that was filled says more than a line. */
  readonly filled?: boolean;
}

/**
 * Pixels of one stroke that are learned from, spread evenly: neighbors say the same. Measured on CamVid, 20 strokes per
 * class on each of 10 photos: mean IoU 0.407 with 4, and with 16.
 */
const pixelsPerStroke = 4;
/** Of an area at most; a sixteenth of what lies along its sides. */
const [mostPerArea, sidesPerPixel] = [64, 16];

/** What was painted on one photo, and the hypercolumns of what is learned from. */
export interface PhotoLabels extends Size {
  /** [height, width] class indices; `notJudged` where nothing was painted. */
  readonly classOf: Uint16Array;
  /** Each pixel once. */
  readonly rows: ReadonlyMap<number, Float32Array>;
}

/** Nothing painted yet. */
export const unlabelled = ({ width, height }: Size): PhotoLabels => ({
  ...{ width, height },
  classOf: new Uint16Array(width * height).fill(notJudged),
  rows: new Map(),
});

/**
 * With some more strokes, each over what was there. Only what is learned from them is described.
 *
 * Law: strokes painted together leave what they leave one by one.
 */
export function painted(labels: PhotoLabels, photo: PhotoFeatures, strokes: readonly Stroke[]): PhotoLabels {
  const classOf = Uint16Array.from(labels.classOf);
  const learned = new Set(labels.rows.keys());
  for (const stroke of strokes) {
    for (const pixel of stroke.pixels) classOf[pixel] = stroke.classIndex ?? notJudged;
    if (stroke.classIndex !== null) for (const pixel of spread(stroke)) learned.add(pixel);
    else for (const pixel of stroke.pixels) learned.delete(pixel);
  }
  const fresh = [...learned].filter((pixel) => !labels.rows.has(pixel));
  const known = [...labels.rows].filter(([pixel]) => learned.has(pixel));
  return { ...labels, classOf, rows: new Map([...known, ...rowsOf(sampled(photo, fresh), fresh)]) };
}

function spread({ pixels, filled = false }: Stroke): number[] {
  const asArea = Math.min(mostPerArea, Math.round((4 * Math.sqrt(pixels.length)) / sidesPerPixel));
  const count = Math.min(pixels.length, filled ? Math.max(pixelsPerStroke, asArea) : pixelsPerStroke);
  return Array.from({ length: count }, (_, i) => pixels[Math.floor(((i + 0.5) * pixels.length) / count)] ?? 0);
}

function rowsOf(all: Float32Array, pixels: readonly number[]): (readonly [number, Float32Array])[] {
  const width = all.length / Math.max(1, pixels.length);
  return pixels.map((pixel, at) => [pixel, all.subarray(at * width, (at + 1) * width)] as const);
}
