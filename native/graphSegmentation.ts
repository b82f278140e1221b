// Efficient graph-based segmentation. This is src/graph_segmentation in TypeScript: what it does in words, and its judge.
//
// The picture is smoothed. Every pixel is a region, and has an edge to each of its eight neighbors, as heavy as their
// colors are apart. From the lightest edge to the heaviest, two regions C and D become one where the edge between them is
// no heavier than what holds either together:
//
//     weight ≤ min(Int(C) + k / |C|, Int(D) + k / |D|)            Int: the heaviest edge that has made a region, 0 at first
//
// Then, in the same order, regions of fewer than `minSize` pixels join the neighbor.
//
// Felzenszwalb, Huttenlocher, "Efficient graph-based image segmentation", IJCV 2004: section 3.1 and equation 4. Edges of
// one weight are taken by their first pixel in scan order, then to the right, down left, down, down right, so that there
// is one answer.

export interface GraphProblem {
  /** [height, width, channels] bytes as they are, or floats of any range. */
  readonly pixels: Uint8Array | Float32Array;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Standard deviation of the smoothing, in pixels; 0 for none. */
  readonly sigma: number;
  /** In units of `pixels`: regions are larger for a larger one. */
  readonly k: number;
  /** Pixels. */
  readonly minSize: number;
}

export interface GraphSegmentation {
  /** [height, width] 0 … count − 1, numbered in scan order. */
  readonly regions: Int32Array;
  readonly count: number;
}

interface Edge {
  readonly from: number;
  readonly to: number;
  readonly weight: number;
}

/** The same as `segmentByGraph`, one edge at a time. */
export function mergeRegions(problem: GraphProblem): GraphSegmentation {
  const edges = edgesOf(problem, smoothed(problem)).sort((a, b) => a.weight - b.weight);
  const regions = Array.from({ length: problem.height * problem.width }, (_, pixel) => [pixel]);
  const heaviest = new Map(regions.map((region) => [region, 0]));
  const limit = (region: number[]): number => (heaviest.get(region) ?? NaN) + problem.k / region.length;
  const visit = (belong: (a: number[], b: number[], weight: number) => boolean): void => {
    for (const { from, to, weight } of edges) {
      const [a, b] = [regions[from] ?? [], regions[to] ?? []].toSorted((one, other) => other.length - one.length);
      if (!a || !b || a === b || !belong(a, b, weight)) continue;
      heaviest.set(a, weight);
      a.push(...b);
      for (const pixel of b) regions[pixel] = a;
    }
  };
  visit((a, b, weight) => weight <= Math.min(limit(a), limit(b)));
  visit((a, b) => Math.min(a.length, b.length) < problem.minSize);
  const number = new Map([...new Set(regions)].map((region, index) => [region, index]));
  return { regions: Int32Array.from(regions, (region) => number.get(region) ?? NaN), count: number.size };
}

/**
 * One half of a Gaussian that adds up to 1: [reach + 1], from the middle outwards. The addon is given these, because
 * exp may differ in its last bit.
 */
export function tapsOf(sigma: number): Float64Array {
  if (sigma === 0) return Float64Array.of(1);
  const half = Float64Array.from({ length: Math.ceil(4 * sigma) + 1 }, (_, away) =>
    Math.exp(-((away / sigma) ** 2) / 2),
  );
  const sum = half.reduce((total, tap, away) => total + (away === 0 ? tap : 2 * tap), 0);
  return half.map((tap) => tap / sum);
}

/** Right, down left, down, down right. */
const steps = [
  [1, 0],
  [-1, 1],
  [0, 1],
  [1, 1],
] as const;

function edgesOf({ height, width, channels }: GraphProblem, pixels: Float32Array): Edge[] {
  return Array.from({ length: height * width }, (_, from) =>
    steps.flatMap(([right, down]) => {
      const [x, y] = [(from % width) + right, Math.floor(from / width) + down];
      if (x < 0 || x >= width || y >= height) return [];
      const to = y * width + x;
      return [{ from, to, weight: distance(pixels, from * channels, to * channels, channels) }];
    }),
  ).flat();
}

/** Between two pixels, as a 32-bit number. */
function distance(pixels: Float32Array, a: number, b: number, channels: number): number {
  let sum = 0;
  for (let c = 0; c < channels; c++) sum += (at(pixels, a + c) - at(pixels, b + c)) ** 2;
  return Math.fround(Math.sqrt(sum));
}

/** Across, then down; beyond the border lies its last pixel. */
function smoothed(problem: GraphProblem): Float32Array {
  const { height, width, channels } = problem;
  const row = width * channels;
  const taps = tapsOf(problem.sigma);
  const pixels = Float32Array.from(problem.pixels);
  const across = pixels.map((_, i) => tapped(pixels, i, channels, Math.floor((i % row) / channels), width, taps));
  return across.map((_, i) => tapped(across, i, row, Math.floor(i / row), height, taps));
}

/** Value `i` of a line of `length` values `stride` apart, where it is number `place`, under the taps. */
function tapped(
  values: Float32Array,
  i: number,
  stride: number,
  place: number,
  length: number,
  taps: Float64Array,
): number {
  const along = (other: number): number => at(values, i + (Math.min(Math.max(other, 0), length - 1) - place) * stride);
  return taps.reduce((sum, tap, away) => {
    return sum + tap * (away === 0 ? along(place) : along(place - away) + along(place + away));
  }, 0);
}

/** An element inside the bounds; every index here comes from a loop over the array's own length. */
const at = (array: Float32Array, i: number): number => array[i] ?? NaN;
