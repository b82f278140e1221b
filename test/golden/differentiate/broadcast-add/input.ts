import { Emit, graphOf, tensorValue } from '../../../../electron/compiler/index.ts';

const emit = new Emit(null);
const [x, b, dY] = ['x', 'b', 'dY'].map((name) => emit.fresh(name)) as [string, string, string];
emit.op('Add', [x, b], {}, { outputs: ['y'] });

export const graph = graphOf(
  'add',
  emit,
  [tensorValue(x, 'float32', [2, 3, 4]), tensorValue(b, 'float32', [3, 1]), tensorValue(dY, 'float32', [2, 3, 4])],
  [tensorValue('y', 'float32', [2, 3, 4])],
);
export const options = { of: 'y', wrt: [x, b], seed: dY };
