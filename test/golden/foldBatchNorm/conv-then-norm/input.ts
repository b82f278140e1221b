import { Emit, float, graphOf, tensorValue } from '../../../../electron/compiler/index.ts';

const emit = new Emit(null);
const x = emit.fresh('x');
const w = emit.floats([1, 2], 'w', [2, 1, 1, 1]);
const conv = emit.op('Conv', [x, w]);
const statistics = [
  emit.floats([1, 3], 'scale'),
  emit.floats([0.5, 0.5], 'shift'),
  emit.floats([0, 1], 'mean'),
  emit.floats([1, 4], 'variance'),
];
emit.op('BatchNormalization', [conv, ...statistics], { epsilon: float(0) }, { outputs: ['y'] });

export const graph = graphOf(
  'folded',
  emit,
  [tensorValue(x, 'float32', [1, 1, 2, 2])],
  [tensorValue('y', 'float32', [1, 2, 2, 2])],
);
