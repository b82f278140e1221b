import { Emit, graphOf, softmaxLoss, tensorValue } from '../../../../electron/compiler/index.ts';

const emit = new Emit(null);
const x = emit.fresh('x');
emit.op('Identity', [x], {}, { outputs: ['logits'] });

export const graph = graphOf(
  'classifier',
  emit,
  [tensorValue(x, 'float32', [2, 3])],
  [tensorValue('logits', 'float32', [2, 3])],
);
export const loss = softmaxLoss({ logits: 'logits' });
