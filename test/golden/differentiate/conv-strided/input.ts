import { Emit, graphOf, tensorValue } from '../../../../electron/compiler/index.ts';

// The stride of 2 steps over the last row and column of a picture of 6 × 6: no window of 3 reads them.
const emit = new Emit(null);
const [x, w, b, dY] = ['x', 'w', 'b', 'dY'].map((name) => emit.fresh(name)) as [string, string, string, string];
emit.op('Conv', [x, w, b], { strides: [2, 2] }, { outputs: ['y'] });

export const graph = graphOf(
  'conv',
  emit,
  [
    tensorValue(x, 'float32', [1, 2, 6, 6]),
    tensorValue(w, 'float32', [4, 2, 3, 3]),
    tensorValue(b, 'float32', [4]),
    tensorValue(dY, 'float32', [1, 4, 2, 2]),
  ],
  [tensorValue('y', 'float32', [1, 4, 2, 2])],
);
export const options = { of: 'y', wrt: [x, w, b], seed: dY };
