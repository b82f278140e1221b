import { tensor64 } from '../../../electron/reference/index.ts';
import { known, oneNode, type CaseMaker } from './define.ts';

export const cases: readonly CaseMaker[] = [
  {
    op: 'RandomUniformLike',
    what: 'any shape',
    draw: (draw) => oneNode('RandomUniformLike', { input: draw.floats([draw.int(1, 4), draw.int(1, 4)]) }),
    notInRuntime: 'it draws other numbers',
  },
  {
    op: 'Dropout',
    what: 'outside training, with its ratio',
    draw: (draw) => {
      const data = draw.floats([draw.int(1, 4), draw.int(1, 4)]);
      return oneNode('Dropout', { data, ratio: known(tensor64([], [0.25])) });
    },
    linear: true,
  },
  {
    op: 'Dropout',
    what: 'told not to train, with its mask',
    draw: (draw) => {
      const mode = known(tensor64([], [0], 'bool'));
      const inputs = { data: draw.floats([2, draw.int(1, 5)]), ratio: null, training_mode: mode };
      return oneNode('Dropout', inputs, { outputs: 2 });
    },
    linear: true,
  },
];
