import type { Preprocessing } from '../../contract/index.ts';
import { decodePhoto } from '../../decode/index.ts';
import { fitOf } from '../vision/index.ts';

/** A whole photo, upright and reduced, from which any number of varied views can be taken. */
export interface SourcePhoto {
  /** [height, width, 3] RGB */
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** Pixels of the full-size photo after orientation. */
  readonly photoWidth: number;
  readonly photoHeight: number;
}

/**
 * How much finer than the network's input. A linear reduction to this, then bilinear sampling, blurs as much as the one
 * linear reduction of `readInput`: each is a triangle 1/√2 as wide as that one's, and variances add up.
 */
const finer = Math.SQRT2;

/** Decodes a photo for `augmentPhoto`. @throws photo/* */
export async function readSource(path: string, preprocessing: Preprocessing): Promise<SourcePhoto> {
  const { picture, width, height } = await decodePhoto(path, async (image, photoWidth, photoHeight) => {
    const side = sourceSize(photoWidth, photoHeight, preprocessing);
    const resized = image.resize({ ...side, fit: 'fill', kernel: 'linear' });
    return { ...side, pixels: await resized.raw().toBuffer() };
  });
  // Pixels of the photo itself, which the preview of a RAW file is not; only their proportions matter here.
  return { ...picture, photoWidth: width, photoHeight: height };
}

/** A photo that is too small for the input is enlarged as far as it must be, by the same library as in `readInput`. */
export function sourceSize(photoWidth: number, photoHeight: number, preprocessing: Preprocessing) {
  const { resizedWidth, resizedHeight } = fitOf(photoWidth, photoHeight, preprocessing);
  const along = (photo: number, resized: number): number =>
    Math.max(resized, Math.min(photo, Math.ceil(finer * resized)));
  return { width: along(photoWidth, resizedWidth), height: along(photoHeight, resizedHeight) };
}
