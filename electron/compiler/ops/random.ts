import { intAttribute } from '../graph/attributes.ts';
import { dtypeOfCode } from '../graph/dtype.ts';
import type { Op } from './define.ts';

// Operators that draw numbers.

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
