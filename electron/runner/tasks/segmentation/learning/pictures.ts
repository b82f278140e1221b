import { readPicture } from '../../../pixels/index.ts';
import { nearest, type LabelMap } from '../../../vision/index.ts';
import type { Size } from '../../../hypercolumns/index.ts';
import type { MaskedPicture } from '../strokes/index.ts';
import { workingSize } from '../strokes/workingSize.ts';
import { readTruth, type SeenPhoto } from './lookAt.ts';

/** Scores of all classes at all pixels of one photo: 256 MB, and a few times that while it is judged. */
const mostScores = 64e6;

/** The size at which a photo is looked at: its own or about a megapixel, and less where there are more than 64 classes. */
export function sizeFor({ photoWidth, photoHeight }: SeenPhoto, classes: number): Size {
  const { width, height } = workingSize(photoWidth, photoHeight);
  const factor = Math.min(1, Math.sqrt(mostScores / (classes * width * height)));
  const side = (length: number): number => Math.max(1, Math.floor(factor * length));
  return { width: side(width), height: side(height) };
}

/** Photos of one size one after the other, so that what a size takes is opened once. */
export const bySize = (photos: readonly SeenPhoto[], classes: number): readonly SeenPhoto[] =>
  [...Map.groupBy(photos, (photo) => keyOf(sizeFor(photo, classes))).values()].flat();

/** The first of those that occur most often. */
export function mostCommonSize(photos: readonly SeenPhoto[], classes: number): Size {
  const groups = Map.groupBy(
    photos.map((photo) => sizeFor(photo, classes)),
    keyOf,
  );
  const [most] = [...groups.values()].sort((a, b) => b.length - a.length);
  return most?.[0] ?? { width: 1, height: 1 };
}

const keyOf = ({ width, height }: Size): string => `${width} × ${height}`;

export interface PictureReader {
  /** A photo and its mask in the working size. @throws photo/*, mask/* */
  read(photo: SeenPhoto): Promise<MaskedPicture>;
}

/** What decoded pictures may occupy. In a drawn order, keeping the first ones spares as much as keeping others would. */
const keptBytes = 3e8;

export function pictureReader(classes: number, voidClass: number | null): PictureReader {
  const kept = new Map<SeenPhoto, MaskedPicture>();
  let bytes = 0;
  return {
    async read(photo) {
      const known = kept.get(photo);
      if (known) return known;
      const size = sizeFor(photo, classes);
      const { width, height, pixels } = await readPicture(photo.path, () => size);
      const made = { picture: { width, height, pixels }, truth: atSize(await readTruth(photo.mask, voidClass), size) };
      bytes += pixels.byteLength + made.truth.classOf.byteLength;
      if (bytes <= keptBytes) kept.set(photo, made);
      return made;
    },
  };
}

/** Each pixel takes the class of the nearest. */
function atSize(truth: LabelMap, { width, height }: Size): LabelMap {
  if (truth.width === width && truth.height === height) return truth;
  const [stepX, stepY] = [width / truth.width, height / truth.height];
  const places = { stepX, stepY, firstX: (stepX - 1) / 2, firstY: (stepY - 1) / 2 };
  const grid = { columns: truth.width, rows: truth.height, ...places };
  return { width, height, classOf: nearest(truth.classOf, grid, width, height) };
}
