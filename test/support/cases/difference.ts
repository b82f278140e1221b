import type { Tensor64 } from '../../../electron/reference/index.ts';

/** The largest difference over the largest value; not a number where only one side is. */
export function relativeDifference(found: Tensor64, wanted: Tensor64): number {
  if (found.dims.join() !== wanted.dims.join()) return Infinity;
  let [difference, largest] = [0, 1e-6];
  wanted.values.forEach((value, i) => {
    if (Object.is(value, found.values[i])) return;
    difference = Math.max(difference, Math.abs((found.values[i] ?? NaN) - value));
    largest = Math.max(largest, Math.abs(value));
  });
  return difference / largest;
}
