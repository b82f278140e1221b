import { tensor64 } from '../../../electron/reference/index.ts';
import { known, oneNode, type CaseMaker } from './define.ts';
import { someDims } from './movement.ts';

const yes = tensor64([], [1], 'bool');

export const cases: readonly CaseMaker[] = [
  {
    op: 'Dropout',
    what: 'when nothing is dropped',
    linear: true,
    draw: (draw) => oneNode('Dropout', { data: draw.floats(someDims(draw)) }, { outputs: draw.int(1, 2) }),
  },
  {
    op: 'Dropout',
    what: 'while training, with a ratio of 0',
    linear: true,
    draw: (draw) => {
      const inputs = { data: draw.floats(someDims(draw)), ratio: known(tensor64([], [0])) };
      const isStored = draw.rng() < 0.5;
      return oneNode('Dropout', { ...inputs, training_mode: isStored ? known(yes) : yes });
    },
  },
  ...(['Bernoulli', 'RandomNormalLike', 'RandomUniformLike'] as const).map((op): CaseMaker => ({
    op,
    what: 'of the shape of another',
    isDrawn: true,
    draw: (draw) => oneNode(op, { input: draw.floats(someDims(draw), [0, 1]) }, { attributes: { dtype: 1 } }),
  })),
  ...(['RandomNormal', 'RandomUniform'] as const).map((op): CaseMaker => ({
    op,
    what: 'of a given shape',
    isDrawn: true,
    draw: (draw) => oneNode(op, {}, { attributes: { shape: someDims(draw) } }),
  })),
];
