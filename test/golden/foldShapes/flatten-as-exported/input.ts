import { Emit, graphOf, tensorValue } from '../../../../electron/compiler/index.ts';

// What exporters make of x.view(x.size(0), -1).
const emit = new Emit(null);
const x = emit.fresh('x');
const shape = emit.op('Shape', [x]);
const batch = emit.op('Gather', [shape, emit.ints([0], 'zero')], { axis: 0 });
const wanted = emit.op('Concat', [batch, emit.ints([-1], 'rest')], { axis: 0 });
emit.op('Reshape', [x, wanted], {}, { outputs: ['y'] });

export const graph = graphOf(
  'flatten',
  emit,
  [tensorValue(x, 'float32', [2, 3, 4])],
  [tensorValue('y', 'float32', [2, 12])],
);
