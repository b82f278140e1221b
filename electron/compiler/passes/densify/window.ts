import { intAttribute } from '../../graph/attributes.ts';
import { poolWindowOf, windowOf, type Window } from '../../ops/window.ts';
import type { DenseContext, DenseRule } from './context.ts';
import {
  covering,
  foldOf,
  isAll,
  pair,
  reachOf,
  shiftedMap,
  slidMap,
  type DenseMap,
  type Pair,
  type Taps,
} from './denseMap.ts';
import { averageByMatrices } from './average.ts';
import { foldedTo, unfolded } from './folding.ts';

// Windows: their strides become spacing, and so they are dilated by the spacing of what they read.

/** The attributes of a window over a map as it is stored. */
export interface StoredWindow {
  readonly kernel_shape: Pair;
  readonly strides: Pair;
  readonly dilations: Pair;
  readonly pads: readonly number[];
}

type Make = (value: string, window: StoredWindow) => string;

export const Conv: DenseRule = (context) => {
  const { node, emit, dims, constant } = context;
  const group = intAttribute(node, 'group', 1);
  const bias = constant(2);
  const taps = tapsOf(windowOf(node, dims(0), dims(1).slice(2)));
  const inputs = [constant(1), ...(bias === '' ? [] : [bias])];
  return slide(context, taps, 0, (x, window) => emit.op('Conv', [x, ...inputs], { ...window, group }));
};

export const MaxPool: DenseRule = (context) => maximum(context, tapsOf(poolWindowOf(context.node, context.dims(0))));

/** ONNX Runtime takes ten times as long for a dilated maximum, but not for other dilated windows. */
function maximum(context: DenseContext, taps: Taps): DenseMap {
  const { emit, form } = context;
  const map = slide({ ...context, form: 'folded' }, taps, -Infinity, (x, window) =>
    emit.op('MaxPool', [x], { ...window }),
  );
  return form === 'folded' ? map : unfolded(emit, map);
}

export const AveragePool: DenseRule = (context) => {
  const { node, dims } = context;
  const counts = intAttribute(node, 'count_include_pad', 0) === 1;
  return average(context, tapsOf(poolWindowOf(node, dims(0))), counts);
};

/** A mean over the whole patch is a mean over a window of its size. */
export const GlobalAveragePool: DenseRule = (context) => average(context, wholePatch(context.map), false);

/** @param counts  whether padding is counted as zeros; else it is left out */
function average(context: DenseContext, taps: Taps, counts: boolean): DenseMap {
  const { emit } = context;
  const make: Make = (x, window) =>
    isSmall(window.kernel_shape)
      ? emit.op('AveragePool', [x], { ...window, count_include_pad: Number(counts) })
      : averageByMatrices(emit, x, window, counts);
  return slide(context, taps, counts ? 0 : null, make);
}

/** Windows that ONNX Runtime averages in less time than two products take; it adds every window up anew. */
const isSmall = ([rows, columns]: Pair): boolean => rows * columns <= 9;

export const GlobalMaxPool: DenseRule = (context) => maximum(context, wholePatch(context.map));

export const ReduceMean: DenseRule = (context) => GlobalAveragePool(overPlaces(context));

export const ReduceMax: DenseRule = (context) => GlobalMaxPool(overPlaces(context));

function overPlaces(context: DenseContext): DenseContext {
  const rank = context.dims(0).length;
  const axes = (context.numbers(1) ?? []).map((axis) => (axis < 0 ? axis + rank : axis));
  const isPlaces = rank === 4 && axes.toSorted().join() === '2,3';
  return isPlaces ? context : context.refuse('it reduces other axes than rows and columns');
}

/** A window over the whole patch value, as Flatten and Gemm read it. */
export const wholePatch = (map: DenseMap): Taps => ({
  kernel: map.patch,
  strides: [1, 1],
  dilations: [1, 1],
  before: [0, 0],
  after: [0, 0],
  patch: [1, 1],
  added: [0, 0],
});

/** Padding that no window reads, because a stride steps over it, does not count. */
function tapsOf(window: Window): Taps {
  const at = (numbers: readonly number[]): Pair => pair((axis) => numbers[axis] ?? 0);
  const [input, output, reach] = [at(window.input), at(window.output), at(window.reach)];
  const [strides, before] = [at(window.strides), at(window.before)];
  const read = pair((axis) => (output[axis] - 1) * strides[axis] + reach[axis] - input[axis] - before[axis]);
  const after = pair((axis) => Math.max(0, read[axis]));
  return {
    kernel: at(window.kernel),
    strides,
    dilations: at(window.dilations),
    before,
    after,
    patch: output,
    added: [0, 0],
  };
}

/**
 * Slides a window over a map.
 *
 * @param fill  what padding holds; null where it is left out of an average
 */
export function slide(context: DenseContext, own: Taps, fill: number | null, make: Make): DenseMap {
  const { emit, form, map, stride, padding } = context;
  const taps = padding === 'cover' ? covering(own) : own;
  const kept = pair((axis) => greatestDivisor(taps.strides[axis], stride / map.step[axis]));
  const isFoldable = form === 'folded' && isAll(kept, 1);
  const fits = (x: DenseMap): DenseMap => {
    if (isAll(reachOf(taps), 1)) return isAll(kept, 1) ? x : unfolded(emit, x);
    return isFoldable ? foldedTo(emit, x, x.spacing) : unfolded(emit, x);
  };
  const isPadded = [...taps.before, ...taps.after].some((count) => count > 0);
  const ready = fits(map);
  const isInPlace = !isPadded || canPadInPlace(context, ready);
  // Padding that an average leaves out is put around the whole map by the operator itself.
  const isByOperator = isInPlace || fill === null;
  const x = isInPlace ? ready : fill === null ? unfolded(emit, map) : fits(padded(context, taps, fill));
  const fold = foldOf(x);
  const dilations = pair((axis) =>
    taps.kernel[axis] === 1 ? 1 : (taps.dilations[axis] * x.spacing[axis]) / fold[axis],
  );
  const stored = (counts: Pair): Pair => pair((axis) => (counts[axis] * x.spacing[axis]) / fold[axis]);
  const pads = isByOperator ? [...stored(taps.before), ...stored(taps.after)] : [0, 0, 0, 0];
  const value = make(x.value, { kernel_shape: taps.kernel, strides: kept, dilations, pads });
  return { ...slidMap(map, taps, kept), value, folds: x.folds };
}

/** Padding by the operator itself counts in stored places, and lies right behind them. */
function canPadInPlace({ padding }: DenseContext, map: DenseMap): boolean {
  const fold = foldOf(map);
  const isEven = map.length.every((length, axis) => length % (fold[axis] ?? 1) === 0);
  return fold.join() === map.spacing.join() && (isEven || padding === 'drop');
}

function padded({ emit, map }: DenseContext, taps: Taps, fill: number): DenseMap {
  const [before, after] = [taps.before, taps.after].map((counts) =>
    pair((axis) => counts[axis] * map.spacing[axis]),
  ) as [Pair, Pair];
  return padMap(emit, map, before, after, fill);
}

/** Puts `fill` around a map; counts are in positions of the map. */
export function padMap(emit: DenseContext['emit'], map: DenseMap, before: Pair, after: Pair, fill: number): DenseMap {
  const flat = unfolded(emit, map);
  const pads = emit.ints([0, 0, ...before, 0, 0, ...after]);
  const value = emit.op('Pad', [flat.value, pads, emit.scalar(fill, flat.value)]);
  return { ...shiftedMap(map, before, after), value, folds: [] };
}

/** Of both: Euclid's algorithm. */
export function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}
