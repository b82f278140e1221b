import { seeded } from '../../electron/compiler/index.ts';
import type { Picture } from '../../electron/runner/dense/index.ts';
import type { MaskedPicture } from '../../electron/runner/tasks/segmentation/strokes/index.ts';

// Pictures whose truth is known: stripes of colors with noise, one color per class.

const colors = [
  [200, 60, 60],
  [60, 170, 80],
  [70, 90, 210],
] as const;

/** @param classes  up to 3 */
export function stripes(seed: number, width: number, height: number, classes = 3): MaskedPicture {
  const rng = seeded(seed);
  const classOf = new Uint16Array(width * height);
  const pixels = new Uint8Array(3 * width * height);
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++, at++) {
      const own = Math.min(classes - 1, Math.floor((classes * (x + 4 * Math.sin(y / 7))) / width));
      classOf[at] = Math.max(0, own);
      for (let channel = 0; channel < 3; channel++)
        pixels[3 * at + channel] = (colors[Math.max(0, own)]?.[channel] ?? 0) + 30 * (rng() - 0.5);
    }
  const picture: Picture = { width, height, pixels };
  return { picture, truth: { width, height, classOf } };
}
