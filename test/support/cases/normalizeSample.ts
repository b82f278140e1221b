import { float } from '../../../electron/compiler/index.ts';
import { oneNode, type CaseMaker } from './define.ts';
import type { Draw } from './draw.ts';

const epsilon = float(1e-3);

/** [N, C, …], at least four numbers in each channel so that their spread is not tiny. */
const shapeOf = (draw: Draw, channels: number): number[] => [
  draw.int(1, 2),
  channels,
  draw.int(2, 3),
  draw.int(2, 3),
  ...(draw.rng() < 0.3 ? [2] : []),
];

const layer = (what: string, isWhole: boolean): CaseMaker => ({
  op: 'LayerNormalization',
  what,
  draw: (draw) => {
    const dims = Array.from({ length: draw.int(1, 3) }, () => draw.int(3, 4));
    const axis = draw.int(0, dims.length - 1);
    const X = draw.floats(dims, [-2, 2]);
    const Scale = draw.floats(dims.slice(axis), [0.5, 1.5]);
    const attributes = { axis: draw.pick([axis, axis - dims.length]), epsilon };
    return isWhole
      ? oneNode('LayerNormalization', { X, Scale, B: draw.floats(dims.slice(axis)) }, { attributes, outputs: 3 })
      : oneNode('LayerNormalization', { X, Scale }, { attributes });
  },
});

export const cases: readonly CaseMaker[] = [
  {
    op: 'InstanceNormalization',
    what: 'one to three axes of places',
    draw: (draw) => {
      const C = draw.int(1, 3);
      const input = draw.floats(shapeOf(draw, C), [-2, 2]);
      const inputs = { input, scale: draw.floats([C], [0.5, 1.5]), B: draw.floats([C]) };
      return oneNode('InstanceNormalization', inputs, { attributes: { epsilon } });
    },
  },
  {
    op: 'GroupNormalization',
    what: 'one to three groups',
    draw: (draw) => {
      const groups = draw.int(1, 3);
      const C = groups * draw.int(1, 2);
      const inputs = { X: draw.floats(shapeOf(draw, C), [-2, 2]), scale: draw.floats([C], [0.5, 1.5]) };
      const attributes = { num_groups: groups, epsilon };
      return oneNode('GroupNormalization', { ...inputs, bias: draw.floats([C]) }, { attributes });
    },
  },
  layer('with B, and the statistics as outputs', true),
  layer('without B', false),
  {
    op: 'LpNormalization',
    what: 'along any axis by either length',
    draw: (draw) => {
      const dims = Array.from({ length: draw.int(1, 3) }, () => draw.int(2, 4));
      const attributes = { axis: draw.int(-dims.length, dims.length - 1), p: draw.int(1, 2) };
      return oneNode('LpNormalization', { input: draw.awayFrom([0], dims, [-2, 2], 0.1) }, { attributes });
    },
  },
  {
    op: 'MeanVarianceNormalization',
    what: 'within each channel, or along other axes',
    draw: (draw) => {
      const attributes = draw.pick<Record<string, number[]>>([{}, { axes: [2, 3] }, { axes: [1, 2, 3] }]);
      return oneNode('MeanVarianceNormalization', { X: draw.floats([2, 2, 3, 3], [-2, 2]) }, { attributes });
    },
  },
];
