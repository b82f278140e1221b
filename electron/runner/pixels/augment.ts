import type { Augmentation, Preprocessing } from '../../contract/index.ts';
import { blurred } from './augmentBlur.ts';
import { castColor } from './augmentColor.ts';
import { drawVariation } from './augmentDraw.ts';
import { addNoise } from './augmentNoise.ts';
import { mapOf, warp } from './augmentWarp.ts';
import type { SourcePhoto } from './source.ts';

/**
 * A photo as the network would see it had it been taken a little differently: flipped, cut out elsewhere, turned,
 * in another light, less sharp, with more noise.
 *
 * Laws: with every strength 0 and no flip it is what `readInput` gives, but for a grey level or two of resampling. The
 * same numbers from `rng` make the same bytes, and always as many of them are taken.
 *
 * @param source  from `readSource` with the same preprocessing
 * @returns [preprocessing.height, preprocessing.width, 3] RGB
 */
export function augmentPhoto(
  source: SourcePhoto,
  preprocessing: Preprocessing,
  augmentation: Augmentation,
  rng: () => number,
): Uint8Array {
  const { width, height } = preprocessing;
  const variation = drawVariation(augmentation, rng);
  const moved = warp(source, preprocessing, mapOf(source, preprocessing, variation));
  // As light passes through a camera: the scene's color, the lens, the noise of the sensor.
  castColor(moved, variation);
  const pixels = blurred(moved, width, height, variation.blur * Math.min(width, height));
  addNoise(pixels, variation.noise, variation.noiseSeed);
  return pixels;
}
