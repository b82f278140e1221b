import type { Kernel } from '../call.ts';
import { tensor64 } from '../tensor64.ts';
import { forEachLine } from './lines.ts';

/** Hands each line of numbers along `axis` to `compute`, which makes as many of them. */
const lines =
  (compute: (line: readonly number[]) => readonly number[]): Kernel =>
  (call) => {
    const x = call.input(0);
    const values = new Float64Array(x.values.length);
    forEachLine(x, call.int('axis', -1), (line, places) => {
      const made = compute(line);
      places.forEach((place, i) => (values[place] = made[i] ?? 0));
    });
    return [tensor64(x.dims, values, x.dtype)];
  };

/** ln Σ exp(x), the largest taken out first so that nothing overflows */
function logSumExp(line: readonly number[]): number {
  const largest = Math.max(...line);
  return largest + Math.log(line.reduce((sum, x) => sum + Math.exp(x - largest), 0));
}

export const LogSoftmax = lines((line) => {
  const total = logSumExp(line);
  return line.map((x) => x - total);
});

export const Softmax = lines((line) => {
  const total = logSumExp(line);
  return line.map((x) => Math.exp(x - total));
});

export const Hardmax = lines((line) => {
  const first = line.indexOf(Math.max(...line));
  return line.map((_, i) => Number(i === first));
});
