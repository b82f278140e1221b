import { elements } from '../graph/graph.ts';
import { broadcast } from './broadcast.ts';
import type { Op } from './define.ts';
import { inputToOutput, unary } from './elementwise.ts';

export const Relu = unary;
export const LeakyRelu = unary;
export const Elu = unary;
export const Selu = unary;
export const Celu = unary;
export const ThresholdedRelu = unary;
export const Sigmoid = unary;
export const HardSigmoid = unary;
export const HardSwish = unary;
export const Softplus = unary;
export const Mish = unary;
export const Gelu = unary;
export const Tanh = inputToOutput;
export const Softsign = inputToOutput;
export const Erf = inputToOutput;

/** Y = X where X ≥ 0, else slope · X; the slope is repeated to the shape of X. */
export const PRelu: Op = {
  inputs: ['X', 'slope'],
  outputs: ['Y'],
  shape: ({ input, refuse }) => {
    const [x, slope] = [input('X'), input('slope')];
    if (broadcast(x.dims, slope.dims)?.join() !== x.dims.join())
      refuse(`the slope of the shape [${slope.dims.join(', ')}] cannot be repeated to [${x.dims.join(', ')}]`);
    return [x];
  },
};

/** [] or [1], as ONNX Runtime has it; [1] would add an axis to an input that has none. */
const isSingle = (bound: readonly number[], input: readonly number[]): boolean =>
  bound.length <= Math.min(1, input.length) && elements(bound) === 1;

/** min(max, max(min, input)); each bound may be left out. */
export const Clip: Op = {
  inputs: ['input', 'min', 'max'],
  outputs: ['output'],
  shape: ({ input, has, refuse }) => {
    for (const bound of ['min', 'max'])
      if (has(bound) && !isSingle(input(bound).dims, input('input').dims)) refuse(`${bound} must be a single number`);
    return [input('input')];
  },
};
