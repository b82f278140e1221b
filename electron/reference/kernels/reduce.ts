import type { Call, Kernel } from '../call.ts';
import { forEachIndex, stridesOf, tensor64 } from '../tensor64.ts';

/** Axes that a Reduce operator works along, counted from the front. */
function axesOf(call: Call): number[] {
  const { dims } = call.input(0);
  const axes = call.list(1);
  if (axes && axes.length > 0) return axes.map((axis) => (axis < 0 ? axis + dims.length : axis));
  return call.int('noop_with_empty_axes', 0) === 1 ? [] : dims.map((_, axis) => axis);
}

/** Gathers what falls together and lets `compute` make one number of it. */
const reduction =
  (compute: (values: readonly number[]) => number): Kernel =>
  (call) => {
    const x = call.input(0);
    const axes = new Set(axesOf(call));
    const kept = x.dims.map((length, axis) => (axes.has(axis) ? 1 : length));
    const strides = stridesOf(kept);
    const groups = Array.from({ length: kept.reduce((a, b) => a * b, 1) }, (): number[] => []);
    forEachIndex(x.dims, (index, flat) => {
      const to = index.reduce((sum, at, axis) => sum + (axes.has(axis) ? 0 : at * (strides[axis] ?? 0)), 0);
      groups[to]?.push(x.values[flat] ?? 0);
    });
    const dims = call.int('keepdims', 1) === 1 ? kept : x.dims.filter((_, axis) => !axes.has(axis));
    return [tensor64(dims, groups.map(compute), x.dtype)];
  };

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

export const ReduceSum = reduction(sum);
export const ReduceMean = reduction((values) => sum(values) / values.length);
export const ReduceProd = reduction((values) => values.reduce((product, value) => product * value, 1));
export const ReduceMax = reduction((values) => values.reduce((a, b) => Math.max(a, b), -Infinity));
export const ReduceMin = reduction((values) => values.reduce((a, b) => Math.min(a, b), Infinity));
export const ReduceL1 = reduction((values) => sum(values.map(Math.abs)));
export const ReduceL2 = reduction((values) => Math.sqrt(sum(values.map((value) => value * value))));
export const ReduceSumSquare = reduction((values) => sum(values.map((value) => value * value)));
export const ReduceLogSum = reduction((values) => Math.log(sum(values)));

/** The largest is taken out first so that nothing overflows. */
export const ReduceLogSumExp = reduction((values) => {
  const largest = values.reduce((a, b) => Math.max(a, b), -Infinity);
  return largest + Math.log(sum(values.map((value) => Math.exp(value - largest))));
});
