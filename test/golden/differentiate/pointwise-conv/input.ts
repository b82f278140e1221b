import { Emit, graphOf, tensorValue } from '../../../../electron/compiler/index.ts';

const emit = new Emit(null);
const [x, w, dY] = ['x', 'w', 'dY'].map((name) => emit.fresh(name)) as [string, string, string];
emit.op('Conv', [x, w], {}, { outputs: ['y'] });

export const graph = graphOf(
  'pointwise',
  emit,
  [
    tensorValue(x, 'float32', [2, 3, 4, 4]),
    tensorValue(w, 'float32', [5, 3, 1, 1]),
    tensorValue(dY, 'float32', [2, 5, 4, 4]),
  ],
  [tensorValue('y', 'float32', [2, 5, 4, 4])],
);
export const options = { of: 'y', wrt: [x, w], seed: dY };
