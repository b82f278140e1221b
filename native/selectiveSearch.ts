// Regions of a picture, merged two by two until one is left: what selective search makes its proposals of. This is
// src/selective_search in TypeScript: what it does in words, and its judge.
//
// A picture is segmented along the edges of its pixel grid (graphSegmentation.ts), its smallest region as large as `k`
// says. Of neighboring regions those two are merged that are most alike, and so on. How alike two regions a and b are is
// the sum of the measures that the strategy names:
//
//     color    Σ min(cᵢ(a), cᵢ(b))      c: 25 shades of each channel, adding up to 1
//     texture  Σ min(tᵢ(a), tᵢ(b))      t: 10 strengths of the slope in 8 directions of each channel, adding up to 1
//     size     1 − (|a| + |b|) / |picture|
//     fill     1 − (|box around both| − |a| − |b|) / |picture|
//
// Uijlings, van de Sande, Gevers, Smeulders, "Selective search for object recognition", IJCV 2013: section 3.1 and
// equations 1 to 6. Slopes are of a Gaussian of 1 pixel; the strongest of a channel has the last of the 10 strengths. Of
// pairs that are alike to the last bit the one of the smaller numbers is merged, so that there is one answer.

import { mergeRegions, type GraphSegmentation } from './graphSegmentation.ts';

/** Channels in which a picture is looked at, 0 to 255 each. */
export const colorSpaces = ['hsv', 'lab', 'rgi', 'hue', 'intensity'] as const;
export type ColorSpace = (typeof colorSpaces)[number];

/** Measures that are summed: color, texture, size, fill. */
export interface Strategy {
  readonly color: boolean;
  readonly texture: boolean;
  readonly size: boolean;
  readonly fill: boolean;
}

export interface GroupingProblem {
  /** [height, width, 3] */
  readonly rgb: Uint8Array;
  readonly height: number;
  readonly width: number;
  readonly spaces: readonly ColorSpace[];
  /** Scales of the first regions, and the fewest pixels of one. */
  readonly ks: readonly number[];
  readonly strategies: readonly Strategy[];
}

/** One way of merging. Node 0 … count − 1 is a first region, node count + i what merge i made. */
export interface Hierarchy {
  readonly space: ColorSpace;
  readonly k: number;
  readonly strategy: Strategy;
  /** First regions. */
  readonly count: number;
  /** [2 count − 1, 4] x0, y0, x1, y1 in pixels, the last two exclusive. */
  readonly boxes: Int32Array;
  /** [2 count − 1] pixels */
  readonly sizes: Int32Array;
  /** [count − 1, 2] nodes, the smaller number first. */
  readonly merges: Int32Array;
  /** [count − 1] how alike they were: 0 to the number of measures. */
  readonly similarities: Float64Array;
}

/** By space, then by k, then by strategy. */
export interface Grouping {
  readonly hierarchies: readonly Hierarchy[];
  /** By space, then by k: [height, width] the first region of each pixel. */
  readonly regions: readonly Int32Array[];
}

const [shades, directions, strengths] = [25, 8, 10];
/** Of the graph segmentation. */
export const groupingSigma = 0.8;

/** The same as `groupRegions`, one merge at a time. */
export function mergeHierarchies({ spaces, ks, strategies, ...picture }: GroupingProblem): Grouping {
  const parts = spaces.flatMap((space) => {
    const channels = convertedTo(space, picture.rgb);
    const texture = texturesOf(channels, picture.height, picture.width);
    return ks.map((k) => ({ space, k, channels, texture, first: firstRegions(channels, picture, k) }));
  });
  return {
    hierarchies: parts.flatMap(({ space, k, channels, texture, first }) =>
      strategies.map((strategy) => ({
        ...{ space, k, strategy },
        ...merged(described(first, channels, texture, picture.width), first, picture.width, strategy),
      })),
    ),
    regions: parts.map(({ first }) => first.regions),
  };
}

type Picture = Pick<GroupingProblem, 'rgb' | 'height' | 'width'>;

const firstRegions = (channels: readonly Uint8Array[], { height, width }: Picture, k: number): GraphSegmentation =>
  mergeRegions({
    pixels: Uint8Array.from({ length: height * width * channels.length }, (_, at) =>
      valueAt(channels[at % channels.length], Math.floor(at / channels.length)),
    ),
    ...{ height, width, channels: channels.length, sigma: groupingSigma, k, minSize: k },
  });

/** Each channel [pixels], 0 to 255. */
export function convertedTo(space: ColorSpace, rgb: Uint8Array): readonly Uint8Array[] {
  const convert = conversions[space];
  const pixels = Array.from({ length: rgb.length / 3 }, (_, pixel) =>
    convert(valueAt(rgb, 3 * pixel), valueAt(rgb, 3 * pixel + 1), valueAt(rgb, 3 * pixel + 2)),
  );
  const channels = convert(0, 0, 0).length;
  return Array.from({ length: channels }, (_, channel) =>
    Uint8Array.from(pixels, (values) => Math.floor(Math.min(255, Math.max(0, values[channel] ?? 0)) + 0.5)),
  );
}

type Convert = (r: number, g: number, b: number) => readonly number[];

const conversions: Readonly<Record<ColorSpace, Convert>> = {
  hsv: (r, g, b) => {
    const [most, least] = [Math.max(r, g, b), Math.min(r, g, b)];
    return [hueOf(r, g, b), most === 0 ? 0 : (255 * (most - least)) / most, most];
  },
  hue: (r, g, b) => [hueOf(r, g, b)],
  intensity: (r, g, b) => [(r + g + b) / 3],
  rgi: (r, g, b) => {
    const sum = r + g + b;
    return sum === 0 ? [85, 85, 0] : [(255 * r) / sum, (255 * g) / sum, sum / 3];
  },
  lab: (r, g, b) => labOf(linear(r), linear(g), linear(b)),
};

/** The whole circle is 256; grey has 0. */
function hueOf(r: number, g: number, b: number): number {
  const [most, least] = [Math.max(r, g, b), Math.min(r, g, b)];
  const range = most - least;
  if (range === 0) return 0;
  const sixths = most === r ? (g - b) / range : most === g ? 2 + (b - r) / range : 4 + (r - g) / range;
  return Math.min(255, ((sixths < 0 ? sixths + 6 : sixths) * 256) / 6);
}

/** @see IEC 61966-2-1, the inverse of its transfer function */
const linear = (value: number): number => {
  const share = value / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
};

/** CIELAB of D65, its lightness from 0 to 255 and its other axes as they are, 128 for none. */
function labOf(r: number, g: number, b: number): readonly number[] {
  const bent = (t: number): number => (t > 216 / 24389 ? Math.cbrt(t) : (24389 / 27) * (t / 116) + 16 / 116);
  const x = bent((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505);
  const y = bent(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const z = bent((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089);
  return [(255 * (116 * y - 16)) / 100, 500 * (x - y) + 128, 200 * (y - z) + 128];
}

/** Taps of a Gaussian of 1 pixel and of its slope, from the middle outwards. The addon is given these. */
export const slopeTaps = (): { readonly smooth: Float64Array; readonly slope: Float64Array } => {
  const gaussian = Float64Array.from({ length: 5 }, (_, away) => Math.exp(-(away ** 2) / 2));
  const sum = gaussian.reduce((total, tap, away) => total + (away === 0 ? tap : 2 * tap), 0);
  const smooth = gaussian.map((tap) => tap / sum);
  return { smooth, slope: smooth.map((tap, away) => away * tap) };
};

/** How strong the slope is in each direction: of each channel and direction [pixels], 0 to 9. */
function texturesOf(channels: readonly Uint8Array[], height: number, width: number): readonly Uint8Array[] {
  const { smooth, slope } = slopeTaps();
  return channels.flatMap((channel) => {
    const values = Float64Array.from(channel);
    const across = tapped(tapped(values, height, width, slope, 'x', -1), height, width, smooth, 'y', 1);
    const down = tapped(tapped(values, height, width, smooth, 'x', 1), height, width, slope, 'y', -1);
    const slopes = Array.from({ length: directions }, (_, direction) => {
      const [cosine, sine] = [eighths[direction] ?? 0, eighths[(direction + 6) % 8] ?? 0];
      return across.map((one, at) => Math.max(0, one * cosine + valueAt(down, at) * sine));
    });
    const strongest = slopes.reduce((most, one) => one.reduce((a, b) => Math.max(a, b), most), 0);
    const perStrength = strongest === 0 ? 0 : strengths / strongest;
    return slopes.map((one) =>
      Uint8Array.from(one, (value) => Math.min(strengths - 1, Math.floor(value * perStrength))),
    );
  });
}

/** Cosines of whole eighths of a circle. */
const eighths = [1, Math.SQRT1_2, 0, -Math.SQRT1_2, -1, -Math.SQRT1_2, 0, Math.SQRT1_2] as const;

/** Along one axis; beyond the border lies its last pixel. `sign` is that of taps before the middle. */
function tapped(
  values: Float64Array,
  height: number,
  width: number,
  taps: Float64Array,
  axis: 'x' | 'y',
  sign: 1 | -1,
): Float64Array {
  return values.map((value, at) => {
    const [x, y] = [at % width, Math.floor(at / width)];
    const along = (by: number): number =>
      axis === 'x'
        ? valueAt(values, y * width + Math.min(width - 1, Math.max(0, x + by)))
        : valueAt(values, Math.min(height - 1, Math.max(0, y + by)) * width + x);
    let sum = valueAt(taps, 0) * value;
    for (let away = 1; away < taps.length; away++) sum += valueAt(taps, away) * (along(away) + sign * along(-away));
    return sum;
  });
}

/** What is known of a region. */
interface Node {
  readonly size: number;
  readonly box: readonly [x0: number, y0: number, x1: number, y1: number];
  /** Pixels by shade of each channel, and by strength of each channel and direction. */
  readonly colors: readonly number[];
  readonly textures: readonly number[];
}

function described(
  { regions, count }: GraphSegmentation,
  channels: readonly Uint8Array[],
  texture: readonly Uint8Array[],
  width: number,
): Node[] {
  const pixels: number[][] = Array.from({ length: count }, () => []);
  for (const [pixel, region] of regions.entries()) pixels[region]?.push(pixel);
  const counted = (own: readonly number[], maps: readonly Uint8Array[], bins: number, binOf: (v: number) => number) =>
    maps.flatMap((map) => {
      const counts = new Array<number>(bins).fill(0);
      for (const pixel of own) {
        const bin = binOf(valueAt(map, pixel));
        counts[bin] = (counts[bin] ?? 0) + 1;
      }
      return counts;
    });
  return pixels.map((own) => {
    const [xs, ys] = [own.map((pixel) => pixel % width), own.map((pixel) => Math.floor(pixel / width))];
    return {
      size: own.length,
      box: [Math.min(...xs), Math.min(...ys), Math.max(...xs) + 1, Math.max(...ys) + 1],
      colors: counted(own, channels, shades, (value) => Math.floor((value * shades) / 256)),
      textures: counted(own, texture, strengths, (value) => value),
    };
  });
}

function merged(nodes: Node[], { regions, count }: GraphSegmentation, width: number, strategy: Strategy) {
  const pixels = regions.length;
  const [merges, similarities]: [number[], number[]] = [[], []];
  const pairs = new Map<string, readonly [number, number, number]>();
  const addPair = (a: number, b: number): void => {
    const [low, high] = a < b ? [a, b] : [b, a];
    const similarity = similarityOf(nodes[low], nodes[high], strategy, pixels);
    pairs.set(`${low} ${high}`, [low, high, similarity]);
  };
  for (const [a, b] of neighbors(regions, width)) addPair(a, b);
  while (pairs.size > 0) {
    const [a, b, similarity] = [...pairs.values()].reduce((best, one) => (precedes(one, best) ? one : best));
    const made = nodes.length;
    nodes.push(union(nodes[a], nodes[b]));
    merges.push(a, b);
    similarities.push(similarity);
    const around = new Set<number>();
    for (const [key, [low, high]] of [...pairs]) {
      if (![low, high].some((one) => one === a || one === b)) continue;
      pairs.delete(key);
      for (const one of [low, high]) if (one !== a && one !== b) around.add(one);
    }
    for (const one of around) addPair(one, made);
  }
  return {
    count,
    boxes: Int32Array.from(nodes.flatMap(({ box }) => box)),
    sizes: Int32Array.from(nodes, ({ size }) => size),
    merges: Int32Array.from(merges),
    similarities: Float64Array.from(similarities),
  };
}

const precedes = (
  [a, b, similarity]: readonly [number, number, number],
  [otherA, otherB, other]: readonly [number, number, number],
): boolean => similarity > other || (similarity === other && (a < otherA || (a === otherA && b < otherB)));

/** Pairs of regions that touch, corners included; the same pair may come more than once. */
function neighbors(regions: Int32Array, width: number): (readonly [number, number])[] {
  const height = regions.length / width;
  return [...regions.keys()].flatMap((pixel) => {
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    return (
      [
        [1, 0],
        [-1, 1],
        [0, 1],
        [1, 1],
      ] as const
    ).flatMap(([right, down]) => {
      if (x + right < 0 || x + right >= width || y + down >= height) return [];
      const [a, b] = [regions[pixel] ?? 0, regions[pixel + down * width + right] ?? 0];
      return a === b ? [] : [[a, b] as const];
    });
  });
}

function similarityOf(a: Node | undefined, b: Node | undefined, strategy: Strategy, pixels: number): number {
  if (!a || !b) return NaN;
  let sum = 0;
  const shared = (one: readonly number[], other: readonly number[], perPixel: number): void => {
    const [ofOne, ofOther] = [1 / (a.size * perPixel), 1 / (b.size * perPixel)];
    for (const [bin, count] of one.entries()) sum += Math.min(count * ofOne, (other[bin] ?? 0) * ofOther);
  };
  if (strategy.color) shared(a.colors, b.colors, a.colors.length / shades);
  if (strategy.texture) shared(a.textures, b.textures, a.textures.length / strengths);
  if (strategy.size) sum += 1 - (a.size + b.size) / pixels;
  const { box } = union(a, b);
  if (strategy.fill) sum += 1 - ((box[2] - box[0]) * (box[3] - box[1]) - a.size - b.size) / pixels;
  return sum;
}

function union(a: Node | undefined, b: Node | undefined): Node {
  if (!a || !b) throw new Error('A region is missing.');
  const [ax0, ay0, ax1, ay1] = a.box;
  const [bx0, by0, bx1, by1] = b.box;
  return {
    size: a.size + b.size,
    box: [Math.min(ax0, bx0), Math.min(ay0, by0), Math.max(ax1, bx1), Math.max(ay1, by1)],
    colors: a.colors.map((count, bin) => count + (b.colors[bin] ?? 0)),
    textures: a.textures.map((count, bin) => count + (b.textures[bin] ?? 0)),
  };
}

/** An element inside the bounds; every index here comes from a loop over the array's own length. */
const valueAt = (array: ArrayLike<number> | undefined, at: number): number => array?.[at] ?? NaN;
