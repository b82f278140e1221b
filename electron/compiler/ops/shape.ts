import { elements } from '../graph/graph.ts';
import { intTensor } from '../graph/tensor.ts';
import type { Op } from './define.ts';

/** The lengths of data as numbers; `start` and `end` cut out some of the axes. */
export const Size: Op = {
  inputs: ['data'],
  outputs: ['size'],
  shape: () => [{ dtype: 'int64', dims: [] }],
  fold: ({ input }) => [{ ...intTensor('', [1], [elements(input('data').dims)]), dims: [] }],
};

export const ConstantOfShape: Op = {
  inputs: ['input'],
  outputs: ['output'],
  shape: ({ node, ints }) => {
    const value = node.attributes['value'];
    return [{ dtype: value?.kind === 'tensor' ? value.value.dtype : 'float32', dims: ints('input') }];
  },
};
