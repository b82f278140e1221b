import type { PhotoBox, Preprocessing } from '../../contract/index.ts';
import { decodePhoto, laidOnInput } from '../../decode/index.ts';

/**
 * A part of an upright photo on a network's input, as if it were a photo of its own.
 *
 * @param box  in parts of the photo's sides; what lies outside of it is left out, and a pixel at least is kept
 * @returns    [preprocessing.height, preprocessing.width, 3] RGB
 * @throws photo/*
 */
export async function readRegion(path: string, box: PhotoBox, preprocessing: Preprocessing): Promise<Uint8Array> {
  const { picture } = await decodePhoto(path, (image, photoWidth, photoHeight) => {
    const x = alongOf(box.x0 * photoWidth, box.x1 * photoWidth, photoWidth);
    const y = alongOf(box.y0 * photoHeight, box.y1 * photoHeight, photoHeight);
    const part = image.extract({ left: x.from, top: y.from, width: x.length, height: y.length });
    return laidOnInput(part, x.length, y.length, preprocessing).raw().toBuffer();
  });
  return picture;
}

function alongOf(low: number, high: number, length: number): { readonly from: number; readonly length: number } {
  const from = Math.min(length - 1, Math.max(0, Math.floor(low)));
  return { from, length: Math.max(1, Math.min(length, Math.ceil(high)) - from) };
}
