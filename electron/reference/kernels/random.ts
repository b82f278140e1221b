import type { Kernel } from '../call.ts';
import { tensor64 } from '../tensor64.ts';

/** A linear congruential generator (Knuth's MMIX constants cut to 32 bits); the same numbers in every run. */
export const RandomUniformLike: Kernel = (call) => {
  const { dims, dtype, values } = call.input(0);
  const [low, high] = [call.float('low', 0), call.float('high', 1)];
  let state = Math.trunc(call.float('seed', 0)) >>> 0;
  const drawn = values.map(() => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return low + ((high - low) * state) / 2 ** 32;
  });
  return [tensor64(dims, drawn, dtype)];
};
