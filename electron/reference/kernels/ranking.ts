import type { Kernel } from '../call.ts';
import { tensor64, type Tensor64 } from '../tensor64.ts';
import { forEachLine } from './lines.ts';

const fromFront = (axis: number, { dims }: Tensor64): number => (axis < 0 ? axis + dims.length : axis);

const placeOf =
  (extreme: (line: readonly number[]) => number): Kernel =>
  (call) => {
    const x = call.input(0);
    const axis = fromFront(call.int('axis', 0), x);
    const places: number[] = [];
    forEachLine(x, axis, (line) => {
      const wanted = extreme(line);
      places.push(call.int('select_last_index', 0) === 1 ? line.lastIndexOf(wanted) : line.indexOf(wanted));
    });
    const isKept = call.int('keepdims', 1) === 1;
    const dims = x.dims.flatMap((length, i) => (i !== axis ? [length] : isKept ? [1] : []));
    return [tensor64(dims, places, 'int64')];
  };

export const ArgMax = placeOf((line) => Math.max(...line));
export const ArgMin = placeOf((line) => Math.min(...line));

/** Sorted, the first of equal numbers first. */
export const TopK: Kernel = (call) => {
  const x = call.input(0);
  const axis = fromFront(call.int('axis', -1), x);
  const count = call.input(1).values[0] ?? 0;
  const sign = call.int('largest', 1) === 1 ? -1 : 1;
  const dims = x.dims.map((length, i) => (i === axis ? count : length));
  const values = tensor64(dims, new Float64Array(dims.reduce((a, b) => a * b, 1)), x.dtype);
  const indices = tensor64(dims, new Float64Array(values.values.length), 'int64');
  const chosen: number[][] = [];
  const lines: (readonly number[])[] = [];
  forEachLine(x, axis, (line) => {
    const order = line.map((_, i) => i).sort((i, j) => sign * ((line[i] ?? 0) - (line[j] ?? 0)) || i - j);
    chosen.push(order.slice(0, count));
    lines.push(line);
  });
  forEachLine(values, axis, (_, places, number) => {
    places.forEach((place, i) => {
      const from = chosen[number]?.[i] ?? 0;
      values.values[place] = lines[number]?.[from] ?? 0;
      indices.values[place] = from;
    });
  });
  return [values, indices];
};

export const CumSum: Kernel = (call) => {
  const x = call.input(0);
  const values = new Float64Array(x.values.length);
  const [isExclusive, isReverse] = [call.int('exclusive', 0) === 1, call.int('reverse', 0) === 1];
  forEachLine(x, call.input(1).values[0] ?? 0, (_, places) => {
    let total = 0;
    for (const place of isReverse ? places.toReversed() : places) {
      const before = total;
      total += x.values[place] ?? 0;
      values[place] = isExclusive ? before : total;
    }
  });
  return [tensor64(x.dims, values, x.dtype)];
};
