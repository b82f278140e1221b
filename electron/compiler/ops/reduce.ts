import { intAttribute } from '../graph/attributes.ts';
import type { Op } from './define.ts';

/** Sums along `axes`; along all where none are given. */
export const ReduceSum: Op = {
  inputs: ['data', 'axes'],
  outputs: ['reduced'],
  shape: ({ node, input, has, ints }) => {
    const { dtype, dims } = input('data');
    const axes = has('axes')
      ? ints('axes').map((axis) => (axis < 0 ? axis + dims.length : axis))
      : dims.map((_, i) => i);
    const keepdims = intAttribute(node, 'keepdims', 1) === 1;
    return [{ dtype, dims: dims.flatMap((length, axis) => (!axes.includes(axis) ? [length] : keepdims ? [1] : [])) }];
  },
};
