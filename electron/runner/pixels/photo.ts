import type { Preprocessing } from '../../contract/index.ts';
import { decodePhoto, laidOnInput } from '../../decode/index.ts';

/** A photo as a network's input wants it. */
export interface InputPhoto {
  /** Pixels of the full-size photo after orientation. */
  readonly width: number;
  readonly height: number;
  /** [preprocessing.height, preprocessing.width, 3] RGB */
  readonly pixels: Uint8Array;
  /** Decoded in part: the end of the file is missing. */
  readonly damaged: boolean;
}

/** Decodes a photo and lays it onto a network's input. @throws photo/* */
export async function readInput(path: string, preprocessing: Preprocessing): Promise<InputPhoto> {
  const { picture, width, height, damaged } = await decodePhoto(path, (image, imageWidth, imageHeight) =>
    laidOnInput(image, imageWidth, imageHeight, preprocessing).raw().toBuffer(),
  );
  return { width, height, pixels: picture, damaged };
}
