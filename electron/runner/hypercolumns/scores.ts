import { Emit, tensorValue, graphOf, type Graph, type TypedEmit } from '../../compiler/index.ts';
import type { Size } from './network.ts';
import type { Grid, Tap } from './taps.ts';

// A linear head over hypercolumns. The hypercolumn of a pixel is every tap's channels, bilinear between positions, one
// tap after the other. A linear layer may change places with an interpolation:
//
//   scores(pixel) = W · concat over t of up_t(map_t)(pixel) + b = Σ over t of up_t(W_t · map_t)(pixel) + b
//
// so each tap is scored at its own resolution and only the scores, one channel per class, are laid onto the pixels.
//
//   map_t [N, c_t, rows, columns]   W_t [C, c_t, 1, 1]   b [C]   scores [N, C, height, width]

/** A linear head over hypercolumns. */
export interface PixelHead {
  /** [C, F] */
  readonly weight: Float32Array;
  /** [C] */
  readonly bias: Float32Array;
}

/** Names of the head's parts for each tap, and of its bias. */
export const tapWeight = (tap: number): string => `pixel_head/${tap}/weight`;
export const headBias = 'pixel_head/bias';

/** The columns of a head that belong to each tap: [C, c_t]. */
export function weightsByTap(taps: readonly Tap[], { weight, bias }: PixelHead): Float32Array[] {
  const classes = bias.length;
  const width = weight.length / classes;
  let first = 0;
  return taps.map(({ channels }) => {
    const own = new Float32Array(classes * channels);
    for (let k = 0; k < classes; k++)
      own.set(weight.subarray(k * width + first, k * width + first + channels), k * channels);
    first += channels;
    return own;
  });
}

/** The inverse of `weightsByTap`. */
export function headOfTaps(taps: readonly Tap[], parts: readonly Float32Array[], bias: Float32Array): PixelHead {
  const classes = bias.length;
  const width = taps.reduce((sum, { channels }) => sum + channels, 0);
  const weight = new Float32Array(classes * width);
  let first = 0;
  for (const [at, { channels }] of taps.entries()) {
    const own = parts[at] ?? new Float32Array(0);
    for (let k = 0; k < classes; k++) weight.set(own.subarray(k * channels, (k + 1) * channels), k * width + first);
    first += channels;
  }
  return { weight, bias };
}

/**
 * Emits the scores of every pixel. The head is read from values of the names above.
 *
 * @param maps  value of each tap
 * @returns     [N, C, height, width]
 */
export function emitScores(emit: Emit, taps: readonly Tap[], maps: readonly string[], size: Size): string {
  const laid = scoredTaps(emit, maps).map((scores, at) => {
    const tap = taps[at];
    return tap ? emitOnPixels(emit, scores, tap, size) : scores;
  });
  // One after the other, so that no more than two taps' scores of all pixels are in memory at once.
  return laid.reduce((sum, scores, at) =>
    emit.op('Add', [sum, scores], {}, { name: at === laid.length - 1 ? 'scores' : 'sum' }),
  );
}

const scoredTaps = (emit: Emit, maps: readonly string[]): string[] =>
  maps.map((map, at) =>
    emit.op('Conv', [map, tapWeight(at), ...(at === 0 ? [headBias] : [])], {}, { name: 'tap_scores' }),
  );

/**
 * Lays a map onto the pixels, bilinear, so that position p is centered where the grid says. Resize knows two ways of
 * centering: on the first pixel of a step, or in its middle. What is missing is a shift by whole pixels, for which the
 * border is repeated first.
 */
function emitOnPixels(emit: Emit, map: string, grid: Grid, { width, height }: Size): string {
  const { stepPx, center, rows, columns } = grid;
  const isWhole = Number.isInteger(center.x) && Number.isInteger(center.y);
  const own = isWhole ? 0 : (stepPx - 1) / 2;
  const along = (middle: number, count: number, length: number) => {
    const before = Math.max(0, Math.ceil((middle - own) / stepPx));
    const start = before * stepPx - (middle - own);
    return { before, start, after: Math.max(0, Math.ceil((start + length) / stepPx) - count - before) };
  };
  const [y, x] = [along(center.y, rows, height), along(center.x, columns, width)];
  const pads = [0, 0, y.before, x.before, 0, 0, y.after, x.after];
  const padded = pads.every((count) => count === 0)
    ? map
    : emit.op('Pad', [map, emit.ints(pads, 'pads')], { mode: 'edge' });
  const mode = { mode: 'linear', coordinate_transformation_mode: isWhole ? 'asymmetric' : 'half_pixel' };
  const scales = emit.floats([1, 1, stepPx, stepPx], 'scales');
  const large = stepPx === 1 ? padded : emit.op('Resize', [padded, '', scales], mode);
  const [starts, ends] = [
    emit.ints([y.start, x.start], 'starts'),
    emit.ints([y.start + height, x.start + width], 'ends'),
  ];
  return emit.op('Slice', [large, starts, ends, emit.ints([2, 3], 'axes')]);
}

/**
 * Emits the scores of pixels on a coarser lattice, as products with interpolation matrices, whose gradients are cheap.
 *
 * @param xs  columns of pixels
 * @param ys  rows of pixels
 * @returns   [N, C, ys, xs]
 */
export function emitScoresAt(
  emit: TypedEmit,
  taps: readonly Tap[],
  maps: readonly string[],
  { xs, ys }: { readonly xs: readonly number[]; readonly ys: readonly number[] },
): string {
  const laid = scoredTaps(emit, maps).map((scores, at) => {
    const { stepPx, center, rows, columns } = taps[at] ?? noGrid;
    const down = emit.floats(interpolation(ys, center.y, stepPx, rows), 'down', [ys.length, rows]);
    const along = emit.floats(transposed(interpolation(xs, center.x, stepPx, columns), columns), 'along', [
      columns,
      xs.length,
    ]);
    return emit.matmul(emit.matmul(down, scores), along);
  });
  return laid.reduce((sum, scores) => emit.add(sum, scores));
}

const noGrid: Grid = { stepPx: 1, center: { x: 0, y: 0 }, rows: 0, columns: 0 };

/** [pixels, count] what each pixel takes of each position. */
function interpolation(pixels: readonly number[], middle: number, stepPx: number, count: number): Float32Array {
  const matrix = new Float32Array(pixels.length * count);
  for (const [at, pixel] of pixels.entries()) {
    const place = Math.min(count - 1, Math.max(0, (pixel - middle) / stepPx));
    const lower = Math.floor(place);
    matrix[at * count + lower] = 1 - (place - lower);
    if (lower < count - 1) matrix[at * count + lower + 1] = place - lower;
  }
  return matrix;
}

const transposed = (matrix: Float32Array, columns: number): Float32Array => {
  const rows = matrix.length / columns;
  return matrix.map((_, i) => matrix[(i % rows) * columns + Math.floor(i / rows)] ?? 0);
};

/** The head alone: maps `tap/<t>` and the parts of the head in, `scores` [1, C, height, width] out. */
export function scoresGraph(taps: readonly Tap[], size: Size, classes: number): Graph {
  const emit = new Emit(null);
  const maps = taps.map((_, at) => emit.fresh(tapInput(at)));
  const inputs = [
    ...taps.map(({ channels, rows, columns }, at) =>
      tensorValue(tapInput(at), 'float32', [1, channels, rows, columns]),
    ),
    ...taps.map(({ channels }, at) => tensorValue(emit.fresh(tapWeight(at)), 'float32', [classes, channels, 1, 1])),
    tensorValue(emit.fresh(headBias), 'float32', [classes]),
  ];
  const scores = emitScores(emit, taps, maps, size);
  return graphOf('pixel head', emit, inputs, [tensorValue(scores, 'float32', [1, classes, size.height, size.width])]);
}

/** Name of the input of a tap's map in `scoresGraph`. */
export const tapInput = (tap: number): string => `tap/${tap}`;
