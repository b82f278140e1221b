import { Emit, graphOf, tensorValue } from '../../../../electron/compiler/index.ts';

const emit = new Emit(null);
const [x, w] = ['x', 'w'].map((name) => emit.fresh(name)) as [string, string];
const frozen = emit.op('Relu', [emit.op('MatMul', [x, emit.floats([1, 0, 0, 1], 'frozen_w', [2, 2])])]);
const y = emit.op('MatMul', [frozen, w]);
emit.op('ReduceMean', [y], { keepdims: 0 }, { outputs: ['loss'] });

export const graph = graphOf(
  'frozen',
  emit,
  [tensorValue(x, 'float32', [3, 2]), tensorValue(w, 'float32', [2, 2])],
  [tensorValue('loss', 'float32', [])],
);
export const options = { of: 'loss', wrt: [w] };
