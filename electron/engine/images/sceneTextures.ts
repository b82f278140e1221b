/** Red, green and blue, 0 to 255. */
export type Color = readonly [red: number, green: number, blue: number];

/** A color of the wheel; hue in turns, saturation and lightness 0 to 1. */
export function hsl(hue: number, saturation: number, lightness: number): Color {
  const reach = saturation * Math.min(lightness, 1 - lightness);
  const channel = (offset: number): number => {
    const position = (offset + 12 * hue) % 12;
    return 255 * (lightness - reach * Math.max(-1, Math.min(position - 3, 9 - position, 1)));
  };
  return [channel(0), channel(8), channel(4)];
}

export const mix = (a: Color, b: Color, share: number): Color => [
  a[0] + (b[0] - a[0]) * share,
  a[1] + (b[1] - a[1]) * share,
  a[2] + (b[2] - a[2]) * share,
];

/** A smooth random landscape of heights in [0, 1], features about one unit wide. */
export function valueNoise(rng: () => number): (x: number, y: number) => number {
  const side = 64;
  const heights = Float64Array.from({ length: side * side }, rng);
  const at = (x: number, y: number): number => heights[(y & (side - 1)) * side + (x & (side - 1))] ?? 0;
  return (x, y) => {
    const [x0, y0] = [Math.floor(x), Math.floor(y)];
    const [u, v] = [ease(x - x0), ease(y - y0)];
    const upper = at(x0, y0) + (at(x0 + 1, y0) - at(x0, y0)) * u;
    const lower = at(x0, y0 + 1) + (at(x0 + 1, y0 + 1) - at(x0, y0 + 1)) * u;
    return upper + (lower - upper) * v;
  };
}

const ease = (t: number): number => t * t * (3 - 2 * t);

/** Share of the second color, by position in radii of the shape. */
export type Texture = (x: number, y: number) => number;

/** One of several surfaces, its scale and direction drawn from `rng`. */
export function surface(rng: () => number): Texture {
  const noise = valueNoise(rng);
  const turn = rng() * Math.PI;
  const [cos, sin, scale] = [Math.cos(turn), Math.sin(turn), 5 + 4 * rng()];
  const along = (x: number, y: number): number => (x * cos + y * sin) * scale;
  const across = (x: number, y: number): number => (y * cos - x * sin) * scale;
  const surfaces: readonly Texture[] = [
    (x, y) => 0.15 + 0.25 * noise(4 * x + 9, 4 * y + 9),
    (x, y) => soft(Math.sin(1.6 * along(x, y))),
    (x, y) => soft(Math.sin(along(x, y)) * Math.sin(across(x, y)) - 0.35),
    (x, y) => soft(Math.sin(1.3 * along(x, y) + 3 * noise(3 * x, 3 * y))),
    (x, y) => soft(Math.sign(Math.sin(along(x, y)) * Math.sin(across(x, y))) / 2),
  ];
  return surfaces[Math.floor(rng() * surfaces.length)] ?? (() => 0);
}

/** A threshold at 0 without jagged edges. */
const soft = (value: number): number => 0.75 * Math.min(1, Math.max(0, 0.5 + 4 * value));
