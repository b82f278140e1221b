import { Emit, graphOf, tensorValue } from '../../../../electron/compiler/index.ts';

const emit = new Emit(null);
const x = emit.fresh('x');
const half = emit.op('Tanh', [x]);
const square = emit.op('Mul', [half, half]);
const total = emit.op('Add', [square, half]);
emit.op('ReduceSum', [total], { keepdims: 0 }, { outputs: ['loss'] });

export const graph = graphOf('shared', emit, [tensorValue(x, 'float32', [4])], [tensorValue('loss', 'float32', [])]);
export const options = { of: 'loss', wrt: [x] };
