import { bilinear, nearest, notJudged, type Grid } from '../../vision/index.ts';

/** What is known of every pixel of a picture. */
export interface PixelScores {
  readonly width: number;
  readonly height: number;
  /** [height, width] the most probable class */
  readonly classOf: Uint16Array;
  /** [height, width] its probability */
  readonly probability: Float32Array;
  /** [height, width] of some classes */
  readonly maps: ReadonlyMap<number, Float32Array>;
  /** [classes, height, width], where there are few enough to keep them all. */
  readonly all: Float32Array | null;
  /** Pixels between places that were looked at. */
  readonly stepPx: number;
}

/** So many probabilities of every class at every pixel are kept; beyond that only the best class is. */
const mostKept = 64e6;
export const keepsAll = (classes: number, pixels: number): boolean => classes * pixels <= mostKept;

/** From the probabilities of all classes [classes, height, width]. */
export function scoresOf(
  all: Float32Array,
  { width, height, stepPx }: { width: number; height: number; stepPx: number },
  asked: readonly number[],
): PixelScores {
  const pixels = width * height;
  const classOf = new Uint16Array(pixels);
  const probability = all.slice(0, pixels);
  const classes = all.length / pixels;
  for (let index = 1; index < classes; index++) {
    const start = index * pixels;
    for (let pixel = 0; pixel < pixels; pixel++) {
      const value = all[start + pixel] ?? 0;
      if (value <= (probability[pixel] ?? 0)) continue;
      probability[pixel] = value;
      classOf[pixel] = index;
    }
  }
  const maps = new Map(asked.map((index) => [index, all.subarray(index * pixels, (index + 1) * pixels)] as const));
  return { width, height, classOf, probability, maps, all, stepPx };
}

/** Scores on a grid of places, for every pixel. */
export function spread(
  given: Omit<PixelScores, 'width' | 'height' | 'all' | 'stepPx'>,
  grid: Grid,
  width: number,
  height: number,
): PixelScores {
  const smooth = (values: Float32Array): Float32Array => bilinear(values, grid, width, height);
  return {
    ...{ width, height, stepPx: grid.stepX, all: null },
    classOf: nearest(given.classOf, grid, width, height),
    probability: smooth(given.probability),
    maps: new Map([...given.maps].map(([index, values]) => [index, smooth(values)] as const)),
  };
}

/** Pixels that nothing is sure enough about are left open. */
export function judgedOnly({ classOf, probability }: PixelScores, minProbability: number): Uint16Array {
  if (minProbability === 0) return classOf;
  return classOf.map((classIndex, pixel) => ((probability[pixel] ?? 0) < minProbability ? notJudged : classIndex));
}
