import { Emit, floatTensor, graphOf, tensorValue } from '../../../../electron/compiler/index.ts';

const emit = new Emit(null);
const x = emit.fresh('x');
const features = emit.op(
  'Relu',
  [emit.op('Conv', [x, emit.floats([1, 2], 'w', [2, 1, 1, 1])])],
  {},
  { name: 'features' },
);
const pooled = emit.op('Flatten', [emit.op('GlobalAveragePool', [features])]);
emit.op('Gemm', [pooled, emit.floats([1, 2, 3, 4, 5, 6], 'old', [2, 3])], {}, { outputs: ['logits'] });

export const graph = graphOf(
  'three_classes',
  emit,
  [tensorValue(x, 'float32', [1, 1, 2, 2])],
  [tensorValue('logits', 'float32', [1, 3])],
);
const weight = floatTensor('', [2, 2], [1, 2, 3, 4]);
const bias = floatTensor('', [2], [5, 6]);
export const options = { features, layers: [{ outputs: 2, weight, bias }] };
