import {
  differentiate,
  Emit,
  graphOf,
  tensorValue,
  type OptimizerOptions,
} from '../../../../electron/compiler/index.ts';

const emit = new Emit(null);
const w = emit.fresh('w');
emit.op('ReduceSum', [emit.op('Mul', [w, w])], { keepdims: 0 }, { outputs: ['loss'] });

const network = graphOf('square', emit, [tensorValue(w, 'float32', [3])], [tensorValue('loss', 'float32', [])]);
export const graph = differentiate(network, { of: 'loss', wrt: [w] });
export const options: OptimizerOptions = { kind: 'adam' };
