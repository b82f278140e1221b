import { toByte } from './augmentColor.ts';

/** Of the sum of four bytes: √(4 · (256² − 1) / 12). */
const deviationOfFour = Math.sqrt((256 ** 2 - 1) / 3);

/**
 * Adds noise of `deviation` grey levels to every byte, in place. The sum of four random bytes is close enough to a
 * normal distribution for an eye and for a network, and takes one draw instead of a logarithm and a cosine.
 *
 * Chance: xorshift32 (Marsaglia, "Xorshift RNGs", 2003).
 */
export function addNoise(pixels: Uint8Array, deviation: number, seed: number): void {
  if (deviation === 0) return;
  const scale = deviation / deviationOfFour;
  // Zero would stay zero for ever.
  let state = seed === 0 ? 0x9e3779b9 : seed;
  for (let at = 0; at < pixels.length; at++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const sum = (state & 255) + ((state >>> 8) & 255) + ((state >>> 16) & 255) + (state >>> 24);
    pixels[at] = toByte((pixels[at] ?? 0) + scale * (sum - 510));
  }
}
