import type { Rgb } from '../../segmentation/patterns.ts';

/**
 * Colors of a map: what speaks for and what against, the stronger the less transparent; nothing says nothing.
 *
 * @param values  any shape; the strongest of them is opaque
 * @returns RGBA, as many pixels as values
 */
export function evidencePixels(values: readonly number[], speaks: Rgb, objects: Rgb): Uint8ClampedArray<ArrayBuffer> {
  const strongest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  const pixels = new Uint8ClampedArray(4 * values.length);
  for (const [at, value] of values.entries())
    pixels.set([...(value > 0 ? speaks : objects), (255 * Math.abs(value)) / strongest], 4 * at);
  return pixels;
}
