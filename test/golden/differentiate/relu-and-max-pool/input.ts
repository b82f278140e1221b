import { Emit, graphOf, tensorValue } from '../../../../electron/compiler/index.ts';

const emit = new Emit(null);
const [x, dY] = ['x', 'dY'].map((name) => emit.fresh(name)) as [string, string];
const relu = emit.op('Relu', [x]);
emit.op('MaxPool', [relu], { kernel_shape: [3, 3], strides: [2, 2] }, { outputs: ['y'] });

export const graph = graphOf(
  'pool',
  emit,
  [tensorValue(x, 'float32', [1, 2, 7, 7]), tensorValue(dY, 'float32', [1, 2, 3, 3])],
  [tensorValue('y', 'float32', [1, 2, 3, 3])],
);
export const options = { of: 'y', wrt: [x], seed: dY };
