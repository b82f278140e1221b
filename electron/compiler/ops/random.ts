import { intAttribute } from '../graph/attributes.ts';
import { dtypeOfCode } from '../graph/dtype.ts';
import { numbersOf } from '../graph/tensor.ts';
import type { Op } from './define.ts';

// Operators that draw numbers, or would in training.

/** Numbers from `low` to `high` in the shape of the input, drawn anew in each run. */
export const RandomUniformLike: Op = {
  inputs: ['input'],
  outputs: ['output'],
  shape: ({ node, input, refuse }) => {
    const { dtype, dims } = input('input');
    const code = intAttribute(node, 'dtype', 0);
    return [{ dtype: code === 0 ? dtype : (dtypeOfCode(code) ?? refuse(`there is no type ${code}`)), dims }];
  },
};

/** Passes its input on. In training mode it draws a mask of its own, which `withDropoutOn` puts into the graph. */
export const Dropout: Op = {
  inputs: ['data', 'ratio', 'training_mode'],
  outputs: ['output', 'mask'],
  shape: ({ input, has, known, refuse }) => {
    const mode = has('training_mode') ? known('training_mode') : null;
    const isTraining = has('training_mode') && (mode === null || numbersOf(mode)?.[0] !== 0);
    if (isTraining) refuse('it is in training mode; switch it on or off with a pass');
    const { dtype, dims } = input('data');
    return [
      { dtype, dims },
      { dtype: 'bool', dims },
    ];
  },
};
