import type { Kernel } from '../call.ts';
import { stridesOf, tensor64 } from '../tensor64.ts';

/** Hands each line of numbers along `axis` to `compute`, which makes as many of them. */
const lines =
  (compute: (line: readonly number[]) => readonly number[]): Kernel =>
  (call) => {
    const x = call.input(0);
    const said = call.int('axis', -1);
    const axis = said < 0 ? said + x.dims.length : said;
    const [length, step] = [x.dims[axis] ?? 1, stridesOf(x.dims)[axis] ?? 1];
    const values = new Float64Array(x.values.length);
    for (let first = 0; first < values.length; first++) {
      if (Math.floor(first / step) % length !== 0) continue;
      const places = Array.from({ length }, (_, i) => first + i * step);
      const made = compute(places.map((place) => x.values[place] ?? 0));
      places.forEach((place, i) => (values[place] = made[i] ?? 0));
    }
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
