import { dtypes, float, intTensor, tensorFrom, type Attribute, type DType } from '../../../electron/compiler/index.ts';
import { tensor64 } from '../../../electron/reference/index.ts';
import { known, oneNode, type CaseMaker } from './define.ts';
import type { Draw } from './draw.ts';
import { ints, someDims } from './movement.ts';

function constant(draw: Draw): Record<string, Attribute> {
  const numbers = Array.from(draw.floats([draw.int(1, 5)]).values);
  return draw.pick<() => Record<string, Attribute>>([
    () => ({ value: { kind: 'tensor', value: tensorFrom('', 'float32', [numbers.length, 1], numbers) } }),
    () => ({ value: { kind: 'tensor', value: intTensor('', [], [draw.int(-9, 9)]) } }),
    () => ({ value_float: float(draw.rng()) }),
    () => ({ value_floats: { kind: 'floats', value: numbers } }),
    () => ({ value_int: { kind: 'int', value: BigInt(draw.int(-9, 9)) } }),
    () => ({ value_ints: { kind: 'ints', value: [1n, -2n, 3n] } }),
  ])();
}

export const cases: readonly CaseMaker[] = [
  {
    op: 'Shape',
    what: 'of some of the axes',
    draw: (draw) => {
      const dims = someDims(draw);
      const attributes = draw.pick<Record<string, number>>([
        {},
        { start: draw.int(-5, 5) },
        { end: draw.int(-5, 5) },
        { start: draw.int(-3, 3), end: draw.int(-3, 3) },
      ]);
      return oneNode('Shape', { data: draw.floats(dims) }, { attributes });
    },
  },
  { op: 'Size', what: 'any shape', draw: (draw) => oneNode('Size', { data: draw.floats(someDims(draw)) }) },
  {
    op: 'Constant',
    what: 'in every attribute',
    draw: (draw) => oneNode('Constant', {}, { attributes: constant(draw) }),
  },
  {
    op: 'ConstantOfShape',
    what: 'a given value, or 0',
    draw: (draw) => {
      const value = tensorFrom('', draw.pick(['float32', 'int64', 'bool']), [1], [draw.int(0, 1)]);
      const attributes = draw.rng() < 0.7 ? { value: { kind: 'tensor', value } as const } : {};
      return oneNode('ConstantOfShape', { input: known(ints(someDims(draw, 0))) }, { attributes });
    },
  },
  {
    op: 'Range',
    what: 'up, down and empty',
    draw: (draw) => {
      const numbers = { start: draw.int(-5, 5), limit: draw.int(-9, 9), delta: draw.pick([1, 2, 3, -1, -2]) };
      const dtype = draw.pick<DType>(['int64', 'float32']);
      const inputs = Object.entries(numbers).map(([name, n]) => [name, known(tensor64([], [n], dtype))] as const);
      return oneNode('Range', Object.fromEntries(inputs));
    },
  },
  {
    op: 'EyeLike',
    what: 'any diagonal',
    draw: (draw) => {
      const attributes = { k: draw.int(-3, 3), ...(draw.rng() < 0.5 && { dtype: dtypes.int64.code }) };
      return oneNode('EyeLike', { input: draw.floats([draw.int(1, 5), draw.int(1, 5)]) }, { attributes });
    },
  },
  {
    op: 'NonZero',
    what: 'of numbers that are stored',
    draw: (draw) => oneNode('NonZero', { X: known(draw.ints(someDims(draw), 0, 1)) }),
  },
];
