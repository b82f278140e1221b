import type { Variation } from './augmentDraw.ts';

// Brightness, contrast, saturation and a cast of each channel are one affine map of a pixel's color:
// out = M · rgb + b, M [3, 3], b [3].

/** What the eye weighs the channels with (ITU-R BT.601). */
const luma = [0.299, 0.587, 0.114] as const;

/** Recolors [pixels, 3] RGB in place. */
export function castColor(pixels: Uint8Array, variation: Variation): void {
  const { brightness, contrast, saturation, cast } = variation;
  if (brightness === 1 && contrast === 1 && saturation === 1 && cast.every((factor) => factor === 1)) return;
  // Contrast spreads what the photo has around its own mean, or else it would darken a dark one further.
  const offset = (1 - contrast) * brightness * meanLuma(pixels);
  const [m0, m1, m2] = cast.map((factor, channel) =>
    luma.map((weight, from) => {
      const own = from === channel ? saturation : 0;
      return factor * contrast * brightness * (own + (1 - saturation) * weight);
    }),
  ) as [Row, Row, Row];
  const [b0, b1, b2] = cast.map((factor) => factor * offset) as Row;
  for (let at = 0; at < pixels.length; at += 3) {
    const r = pixels[at] ?? 0;
    const g = pixels[at + 1] ?? 0;
    const b = pixels[at + 2] ?? 0;
    pixels[at] = toByte(m0[0] * r + m0[1] * g + m0[2] * b + b0);
    pixels[at + 1] = toByte(m1[0] * r + m1[1] * g + m1[2] * b + b1);
    pixels[at + 2] = toByte(m2[0] * r + m2[1] * g + m2[2] * b + b2);
  }
}

type Row = [number, number, number];

export const toByte = (value: number): number => (value <= 0 ? 0 : value >= 255 ? 255 : Math.floor(value + 0.5));

function meanLuma(pixels: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < pixels.length; at += 3)
    sum += luma[0] * (pixels[at] ?? 0) + luma[1] * (pixels[at + 1] ?? 0) + luma[2] * (pixels[at + 2] ?? 0);
  return (3 * sum) / pixels.length;
}
