/** How many colors classes have: the tokens --color-mask-1 and on. */
export const colors = 8;

/** Side of a pattern in window pixels; it repeats beyond. */
export const tilePx = 8;

/** Whether a pixel of a pattern is inked; x and y from 0 to 7. */
type Pattern = (x: number, y: number) => boolean;

/** Eight that stay apart without any color. */
export const patterns: readonly Pattern[] = [
  () => false,
  (x, y) => (x + y) % 8 < 2,
  (x, y) => x % 8 < 3 && y % 8 < 3,
  (x, y) => (x - y + 8) % 8 < 2,
  (_, y) => y % 8 < 2,
  (x) => x % 8 < 2,
  (x, y) => (x + y) % 8 < 1 || (x - y + 8) % 8 < 1,
  (x, y) => x < 4 === y < 4,
];

/** Red, green and blue, 0 to 255. */
export type Rgb = readonly [number, number, number];

/** Reads "#rrggbb"; black for anything else. */
export function rgbOf(text: string): Rgb {
  const number = Number.parseInt(/^#([0-9a-f]{6})$/i.exec(text.trim())?.[1] ?? '0', 16);
  return [number >> 16, (number >> 8) & 255, number & 255];
}

/** What a pattern is drawn with over its color: darker on light, lighter on dark. */
export function inkOn([red, green, blue]: Rgb): Rgb {
  // Weights of Rec. 709: how light a color looks.
  const isLight = 0.2126 * red + 0.7152 * green + 0.0722 * blue > 140;
  const mixed = (channel: number): number => Math.round(isLight ? 0.35 * channel : 0.35 * channel + 0.65 * 255);
  return [mixed(red), mixed(green), mixed(blue)];
}

/** The pixels of one look, 8 by 8, row by row, as a canvas holds them. */
export function tileOf(color: Rgb, pattern: number): Uint32Array {
  const isInked = patterns[pattern] ?? (() => false);
  const [plain, inked] = [pixelOf(color), pixelOf(inkOn(color))];
  return Uint32Array.from({ length: tilePx * tilePx }, (_, at) =>
    isInked(at % tilePx, Math.floor(at / tilePx)) ? inked : plain,
  );
}

/** Opaque; red lies in the lowest byte. */
const pixelOf = ([red, green, blue]: Rgb): number => ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
