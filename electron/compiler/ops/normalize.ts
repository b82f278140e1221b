import { intAttribute } from '../graph/attributes.ts';
import { isFloat } from '../graph/dtype.ts';
import type { Op } from './define.ts';

/** X [N, C, …]; everything else [C]. The further outputs are made while training only. */
export const BatchNormalization: Op = {
  inputs: ['X', 'scale', 'B', 'input_mean', 'input_var'],
  outputs: ['Y', 'running_mean', 'running_var'],
  shape: ({ node, input, refuse }) => {
    const x = input('X');
    if (x.dims.length < 2) refuse('X has no axis of channels');
    for (const formal of ['scale', 'B', 'input_mean', 'input_var']) {
      const { dims, dtype } = input(formal);
      if (dims.length !== 1 || dims[0] !== x.dims[1] || !isFloat(dtype))
        refuse(`${formal} must hold one number for each of ${x.dims[1] ?? 0} channels`);
    }
    const isTraining = intAttribute(node, 'training_mode', 0) === 1;
    return isTraining ? [x, input('input_mean'), input('input_var')] : [x];
  },
};
