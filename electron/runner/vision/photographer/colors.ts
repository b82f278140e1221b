// Colors and tones of a photo in CIE L*a*b*, under the light D65.

/** How a photo is made, in few numbers. */
export interface Look {
  /** Mean lightness, 0 to 100, and its standard deviation. */
  readonly lightness: number;
  readonly contrast: number;
  /** Mean distance from grey. */
  readonly chroma: number;
  /** Share of pixels darker than L* 15, and lighter than 85. */
  readonly shadows: number;
  readonly highlights: number;
  /** Above 0: warm; of the mean color. */
  readonly warmth: number;
  /** Center of what changes, as shares of width and height from the upper left. */
  readonly weightX: number;
  readonly weightY: number;
  /** Correlation of the left half with the mirrored right one, −1 to 1. */
  readonly symmetry: number;
}

/** @param rgb  [height, width, 3] */
export function lookOf(rgb: ArrayLike<number>, width: number, height: number): Look {
  const light = new Float64Array(width * height);
  let [chroma, warmth, shadows, highlights] = [0, 0, 0, 0];
  for (let at = 0; at < light.length; at += 1) {
    const [l, a, b] = labOf(rgb[3 * at] ?? 0, rgb[3 * at + 1] ?? 0, rgb[3 * at + 2] ?? 0);
    light[at] = l;
    chroma += Math.hypot(a, b) / light.length;
    warmth += b / light.length;
    shadows += Number(l < 15) / light.length;
    highlights += Number(l > 85) / light.length;
  }
  const lightness = light.reduce((sum, value) => sum + value, 0) / light.length;
  const variance = light.reduce((sum, value) => sum + (value - lightness) ** 2, 0) / light.length;
  return {
    ...{ lightness, contrast: Math.sqrt(variance), chroma, shadows, highlights, warmth },
    ...weightOf(light, width, height),
    symmetry: variance === 0 ? 1 : mirrored(light, width, height, lightness) / variance,
  };
}

/** Center of mass of how much the light changes from pixel to pixel. */
function weightOf(light: Float64Array, width: number, height: number): { weightX: number; weightY: number } {
  let [sum, sumX, sumY] = [0, 0, 0];
  for (let y = 0; y + 1 < height; y += 1) {
    for (let x = 0; x + 1 < width; x += 1) {
      const own = light[y * width + x] ?? 0;
      const change = Math.hypot((light[y * width + x + 1] ?? 0) - own, (light[(y + 1) * width + x] ?? 0) - own);
      sum += change;
      sumX += change * (x + 1);
      sumY += change * (y + 1);
    }
  }
  return sum === 0 ? { weightX: 0.5, weightY: 0.5 } : { weightX: sumX / sum / width, weightY: sumY / sum / height };
}

function mirrored(light: Float64Array, width: number, height: number, mean: number): number {
  let sum = 0;
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1)
      sum += ((light[y * width + x] ?? 0) - mean) * ((light[y * width + width - 1 - x] ?? 0) - mean);
  return sum / light.length;
}

/** @see IEC 61966-2-1 (sRGB) and CIE 15:2004, section 8.2.1 */
function labOf(r: number, g: number, b: number): [number, number, number] {
  const [red, green, blue] = [linear[Math.round(r)] ?? 0, linear[Math.round(g)] ?? 0, linear[Math.round(b)] ?? 0];
  const x = root((0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047);
  const y = root(0.2126729 * red + 0.7151522 * green + 0.072175 * blue);
  const z = root((0.0193339 * red + 0.119192 * green + 0.9503041 * blue) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

const linear = Float64Array.from({ length: 256 }, (_, byte) => {
  const value = byte / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
});

const root = (t: number): number => (t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116);
