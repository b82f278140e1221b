import { float } from '../../../electron/compiler/index.ts';
import { known, oneNode, type CaseMaker } from './define.ts';
import type { Draw } from './draw.ts';

/** [N, C, …], at least four numbers in each channel so that their spread is not tiny. */
const shapeOf = (draw: Draw): [number, number, ...number[]] => [
  draw.int(2, 3),
  draw.int(1, 3),
  ...Array.from({ length: draw.int(1, 2) }, () => draw.int(2, 3)),
];

function batchInputs(draw: Draw, dims: readonly [number, number, ...number[]]) {
  const channels = [dims[1]];
  return {
    X: draw.floats(dims, [-2, 2]),
    scale: draw.floats(channels, [0.5, 1.5]),
    B: draw.floats(channels),
    input_mean: draw.floats(channels),
    input_var: draw.floats(channels, [0.3, 2]),
  };
}

export const cases: readonly CaseMaker[] = [
  {
    op: 'BatchNormalization',
    what: 'in use, everything moves',
    draw: (draw) => {
      const dims = draw.pick<[number, number, ...number[]]>([shapeOf(draw), [draw.int(1, 3), draw.int(1, 4)]]);
      return oneNode('BatchNormalization', batchInputs(draw, dims), { attributes: { epsilon: float(1e-3) } });
    },
  },
  {
    op: 'BatchNormalization',
    what: 'in use, frozen',
    draw: (draw) => {
      const { X, ...frozen } = batchInputs(draw, shapeOf(draw));
      const stored = Object.fromEntries(Object.entries(frozen).map(([name, tensor]) => [name, known(tensor)]));
      return oneNode('BatchNormalization', { X, ...stored });
    },
  },
  {
    op: 'BatchNormalization',
    what: 'while training',
    draw: (draw) =>
      oneNode('BatchNormalization', batchInputs(draw, shapeOf(draw)), {
        attributes: { training_mode: 1, momentum: float(draw.pick([0.9, 0.25])), epsilon: float(1e-3) },
        outputs: 3,
      }),
  },
];
