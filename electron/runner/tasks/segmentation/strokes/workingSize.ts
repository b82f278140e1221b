import type { Size } from '../../../hypercolumns/index.ts';

/** Beyond this, an answer would not be there before the next stroke. */
const mostPixels = 1e6;

/** The size at which a photo is described: its own, or about a megapixel in its proportions. */
export function workingSize(photoWidth: number, photoHeight: number): Size {
  const factor = Math.min(1, Math.sqrt(mostPixels / (photoWidth * photoHeight)));
  const side = (length: number): number => Math.max(1, Math.round(factor * length));
  return { width: side(photoWidth), height: side(photoHeight) };
}
