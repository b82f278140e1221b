import { Emit, graphOf, tensorValue, type Graph, type Shape } from '../../electron/compiler/index.ts';

/** x.view(x.shape[0], -1) as PyTorch exports it: the batch is asked for and put together with −1. */
export function exportedView(dims: Shape): Graph {
  const emit = new Emit(null);
  const shape = emit.op('Shape', ['x'], {}, { name: 'shape' });
  const index = { kind: 'tensor', value: { name: '', dtype: 'int64', dims: [], bytes: new Uint8Array(8) } } as const;
  const zero = emit.op('Constant', [], { value: index }, { name: 'zero' });
  const batch = emit.op('Gather', [shape, zero], { axis: 0 }, { name: 'batch' });
  const row = emit.op('Unsqueeze', [batch, emit.ints([0], 'axes')], {}, { name: 'row' });
  const wanted = emit.op('Concat', [row, emit.ints([-1], 'rest')], { axis: 0 }, { name: 'wanted' });
  const relu = emit.op('Relu', ['x']);
  emit.op('Reshape', [relu, wanted], {}, { outputs: ['y'] });
  return graphOf('view', emit, [tensorValue('x', 'float32', dims)], [{ name: 'y', type: null }]);
}
