import type { Kernel } from '../call.ts';
import { tensor64 } from '../tensor64.ts';

/** What is drawn has no right answer; the reference computes only what does not hang on chance. */
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
export const RandomUniformLike = drawn;
export const RandomNormal = drawn;
export const RandomUniform = drawn;
