import { intAttribute } from '../graph/attributes.ts';
import type { Op } from './define.ts';
import { fromFront } from './reduction.ts';

/** Works along one axis, the last where none is said, and keeps the shape. */
const alongAxis: Op = {
  inputs: ['input'],
  outputs: ['output'],
  shape: ({ node, input, refuse }) => {
    const x = input('input');
    const axis = intAttribute(node, 'axis', -1);
    if (!(fromFront(axis, x.dims.length) in x.dims)) refuse(`[${x.dims.join(', ')}] has no axis ${axis}`);
    return [x];
  },
};

export const Softmax = alongAxis;
export const LogSoftmax = alongAxis;
export const Hardmax = alongAxis;
