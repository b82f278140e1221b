import { decodePhoto } from '../../decode/index.ts';

/** An upright photo at the size at which it is looked at. */
export interface ReadPicture {
  readonly width: number;
  readonly height: number;
  /** [height, width, 3] RGB */
  readonly pixels: Uint8Array;
  /** Pixels of the full-size photo after orientation. */
  readonly photoWidth: number;
  readonly photoHeight: number;
  readonly damaged: boolean;
}

/** Pixels of a picture, from those of the full-size photo. */
export type ChooseSize = (
  photoWidth: number,
  photoHeight: number,
) => { readonly width: number; readonly height: number };

/** No side longer than this, and nothing enlarged. */
export const within =
  (longSide: number): ChooseSize =>
  (photoWidth, photoHeight) => {
    const scale = Math.min(1, longSide / Math.max(photoWidth, photoHeight));
    const side = (length: number): number => Math.max(1, Math.round(length * scale));
    return { width: side(photoWidth), height: side(photoHeight) };
  };

/** Decodes a photo at another size, its proportions as asked. @throws photo/* */
export async function readPicture(path: string, choose: ChooseSize): Promise<ReadPicture> {
  const { picture, width, height, damaged } = await decodePhoto(path, async (image, imageWidth, imageHeight) => {
    const size = choose(imageWidth, imageHeight);
    const resized = image.resize({ ...size, fit: 'fill', kernel: 'linear' });
    return { ...size, pixels: new Uint8Array(await resized.raw().toBuffer()) };
  });
  return { ...picture, photoWidth: width, photoHeight: height, damaged };
}
