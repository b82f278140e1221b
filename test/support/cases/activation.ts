import { float, type AttributeInput } from '../../../electron/compiler/index.ts';
import { known, oneNode, type CaseMaker } from './define.ts';
import type { Draw } from './draw.ts';

const shapeOf = (draw: Draw): number[] => Array.from({ length: draw.int(1, 4) }, () => draw.int(1, 4));

interface Function {
  readonly kinks?: readonly number[];
  readonly attributes?: (draw: Draw) => Readonly<Record<string, AttributeInput>>;
  readonly formal?: 'X' | 'input';
  readonly range?: readonly [number, number];
  readonly what?: string;
}

const activation = (op: string, said: Function = {}): CaseMaker => {
  const { kinks = [], attributes, formal = 'X', range = [-4, 4], what } = said;
  return {
    op,
    what: what ?? (kinks.length > 0 ? `away from ${kinks.join(' and ')}` : 'any number'),
    draw: (draw) =>
      oneNode(op, { [formal]: draw.awayFrom(kinks, shapeOf(draw), range) }, { attributes: attributes?.(draw) ?? {} }),
  };
};

const alpha = (draw: Draw) => ({ alpha: float(draw.pick([0.1, 0.5, 1.5])) });

const clip = (what: string, bounds: (draw: Draw) => Parameters<typeof oneNode>[1]): CaseMaker => ({
  op: 'Clip',
  what,
  draw: (draw) => oneNode('Clip', { input: draw.awayFrom([-1, 2], shapeOf(draw), [-3, 4]), ...bounds(draw) }),
});

const single = (draw: Draw, value: number) => ({ ...draw.floats([]), values: Float64Array.of(value) });

export const cases: readonly CaseMaker[] = [
  activation('Relu', { kinks: [0] }),
  activation('LeakyRelu', { kinks: [0], attributes: alpha }),
  activation('LeakyRelu', { kinks: [0], what: 'with a negative slope', attributes: () => ({ alpha: float(-0.5) }) }),
  activation('LeakyRelu', { kinks: [0], what: 'with the slope left out' }),
  activation('Elu', { kinks: [0], attributes: alpha }),
  activation('Selu', { kinks: [0] }),
  activation('Selu', {
    kinks: [0],
    what: 'with numbers of its own',
    attributes: () => ({ alpha: float(1.2), gamma: float(0.7) }),
  }),
  activation('Celu', { kinks: [0], attributes: alpha }),
  activation('ThresholdedRelu', { kinks: [0.5], attributes: () => ({ alpha: float(0.5) }) }),
  activation('ThresholdedRelu', { kinks: [1], what: 'with the threshold left out' }),
  activation('Sigmoid', { range: [-6, 6] }),
  activation('HardSigmoid', { kinks: [-2.5, 2.5] }),
  activation('HardSigmoid', {
    kinks: [-0.5, 1.5],
    attributes: () => ({ alpha: float(0.5), beta: float(0.25) }),
  }),
  activation('HardSwish', { kinks: [-3, 3] }),
  activation('Softplus'),
  activation('Softplus', { what: 'far from 0', range: [-40, 40] }),
  activation('Mish'),
  activation('Gelu'),
  activation('Gelu', { what: 'by a hyperbolic tangent', attributes: () => ({ approximate: 'tanh' }) }),
  activation('Tanh', { formal: 'input', range: [-3, 3] }),
  activation('Softsign', { formal: 'input' }),
  activation('Erf', { formal: 'input', range: [-2, 2] }),
  {
    op: 'PRelu',
    what: 'a slope for each number, each channel, or all',
    draw: (draw) => {
      const [n, c, h] = [draw.int(1, 3), draw.int(1, 3), draw.int(1, 4)];
      const slope = draw.pick<number[]>([[c, 1], [n, c, h], [1], [h]]);
      return oneNode('PRelu', { X: draw.awayFrom([0], [n, c, h]), slope: draw.floats(slope) });
    },
  },
  clip('between two bounds', (draw) => ({ min: single(draw, -1), max: single(draw, 2) })),
  clip('between two bounds of the file', (draw) => ({ min: known(single(draw, -1)), max: known(single(draw, 2)) })),
  clip('from below', (draw) => ({ min: single(draw, -1) })),
  clip('from above', (draw) => ({ min: null, max: single(draw, 2) })),
  clip('without bounds', () => ({})),
];
