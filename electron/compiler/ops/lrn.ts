import { intAttribute } from '../graph/attributes.ts';
import type { Op } from './define.ts';

/** Local response normalization over `size` neighboring channels: X [N, C, …] → Y of the same shape. */
export const LRN: Op = {
  inputs: ['X'],
  outputs: ['Y'],
  shape: ({ node, input, refuse }) => {
    const x = input('X');
    if (x.dims.length < 2) refuse(`an input [${x.dims.join(', ')}] has no channels`);
    if (intAttribute(node, 'size', 0) < 1) refuse('its size is not given');
    return [x];
  },
};
