import { intAttribute, intsAttribute } from '../graph/attributes.ts';
import { dtypeOfCode } from '../graph/dtype.ts';
import type { Op } from './define.ts';

// Operators whose result is drawn by the runtime.

/** While training, sets each number to 0 with the probability `ratio` and divides the others by 1 − ratio. */
export const Dropout: Op = {
  inputs: ['data', 'ratio', 'training_mode'],
  outputs: ['output', 'mask'],
  shape: ({ input, has, refuse }) => {
    for (const formal of ['ratio', 'training_mode'])
      if (has(formal) && input(formal).dims.length > 0) refuse(`its ${formal} is not a single number`);
    return [input('data'), { dtype: 'bool', dims: input('data').dims }];
  },
};

const drawnLike: Op = {
  inputs: ['input'],
  outputs: ['output'],
  shape: ({ node, input }) => {
    const { dtype, dims } = input('input');
    return [{ dtype: dtypeOfCode(intAttribute(node, 'dtype', 0)) ?? dtype, dims }];
  },
};

const drawn: Op = {
  inputs: [],
  outputs: ['output'],
  shape: ({ node, refuse }) => {
    const dtype = dtypeOfCode(intAttribute(node, 'dtype', 1)) ?? refuse('there is no such type');
    return [{ dtype, dims: intsAttribute(node, 'shape') ?? refuse('it does not say how much to draw') }];
  },
};

export const Bernoulli = drawnLike;
export const RandomNormalLike = drawnLike;
export const RandomUniformLike = drawnLike;
export const RandomNormal = drawn;
export const RandomUniform = drawn;
