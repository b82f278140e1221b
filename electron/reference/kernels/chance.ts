import type { Kernel } from '../call.ts';
import { tensor64 } from '../tensor64.ts';

/** What is drawn has no right answer; beside uniform masks the reference computes only what does not hang on chance. */
const drawn: Kernel = (call) => {
  throw new Error(`${call.node.op} draws numbers, which the reference does not.`);
};

export const Dropout: Kernel = (call) => {
  const x = call.input(0);
  const ratio = call.optional(1)?.values[0] ?? 0.5;
  const isTraining = call.optional(2)?.values[0] === 1;
  if (isTraining && ratio !== 0) return drawn(call);
  return [x, tensor64(x.dims, new Float64Array(x.values.length).fill(1), 'bool')];
};

export const Bernoulli = drawn;
export const RandomNormalLike = drawn;
export const RandomNormal = drawn;
export const RandomUniform = drawn;

/**
 * A linear congruential generator (Knuth's MMIX constants cut to 32 bits): the same numbers in every run, so that what
 * is done with a drawn mask can be judged.
 */
export const RandomUniformLike: Kernel = (call) => {
  const { dims, dtype, values } = call.input(0);
  const [low, high] = [call.float('low', 0), call.float('high', 1)];
  let state = Math.trunc(call.float('seed', 0)) >>> 0;
  const numbers = values.map(() => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return low + ((high - low) * state) / 2 ** 32;
  });
  return [tensor64(dims, numbers, dtype)];
};
