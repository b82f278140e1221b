import type { Place } from '../../evidence/index.ts';
import type { RgbPicture } from '../../pixels/index.ts';

/** A part of a picture, in whole pixels. */
export function cutOut({ pixels, width }: RgbPicture, { x0, y0, x1, y1 }: Place): RgbPicture {
  const cut = new Uint8Array(3 * (x1 - x0) * (y1 - y0));
  for (let y = y0; y < y1; y += 1)
    cut.set(pixels.subarray(3 * (y * width + x0), 3 * (y * width + x1)), 3 * (y - y0) * (x1 - x0));
  return { pixels: cut, width: x1 - x0, height: y1 - y0 };
}
