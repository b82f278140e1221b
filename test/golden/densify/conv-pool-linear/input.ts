import { Emit, graphOf, tensorValue } from '../../../../electron/compiler/index.ts';

const emit = new Emit(null);
const x = emit.fresh('x');
const conv = emit.op('Conv', [x, emit.floats([1, 2, 3, 4], 'w', [1, 1, 2, 2])]);
const pool = emit.op('MaxPool', [conv], { kernel_shape: [2, 2], strides: [2, 2] });
const flat = emit.op('Flatten', [pool]);
emit.op('Gemm', [flat, emit.floats([1, 2, 3, 4], 'fc', [4, 1])], {}, { outputs: ['score'] });

export const graph = graphOf(
  'patch',
  emit,
  [tensorValue(x, 'float32', [1, 1, 5, 5])],
  [tensorValue('score', 'float32', [1, 1])],
);
export const options = { height: 8, width: 8 };
