import { tensor64, type Tensor64 } from '../../../electron/reference/index.ts';
import { oneNode, type CaseMaker } from './define.ts';
import type { Draw } from './draw.ts';

const shapes: readonly [[number[], number[]], ...[number[], number[]][]] = [
  [[2, 3], [3]],
  [[3], [2, 3]],
  [
    [2, 1],
    [1, 4],
  ],
  [[], [5]],
];

const comparison = (op: string): CaseMaker => ({
  op,
  what: 'whole numbers, many of them equal',
  draw: (draw) => {
    const [a, b] = draw.pick(shapes);
    const dtype = draw.pick(['float32', 'int64'] as const);
    return oneNode(op, { A: draw.ints(a, -2, 2, dtype), B: draw.ints(b, -2, 2, dtype) });
  },
});

const truths = (draw: Draw, dims: readonly number[]): Tensor64 => draw.ints(dims, 0, 1, 'bool');

const connective = (op: string): CaseMaker => ({
  op,
  what: 'any truths',
  draw: (draw) => {
    const [a, b] = draw.pick(shapes);
    return oneNode(op, { A: truths(draw, a), B: truths(draw, b) });
  },
});

const odd = (draw: Draw): Tensor64 =>
  tensor64(
    [6],
    Array.from({ length: 6 }, () => draw.pick([0, 1, -2.5, NaN, Infinity, -Infinity])),
  );

export const cases: readonly CaseMaker[] = [
  ...['Greater', 'GreaterOrEqual', 'Less', 'LessOrEqual', 'Equal'].map(comparison),
  ...['And', 'Or', 'Xor'].map(connective),
  { op: 'Not', what: 'any truths', draw: (draw) => oneNode('Not', { X: truths(draw, [2, 3]) }) },
  { op: 'IsNaN', what: 'odd numbers', draw: (draw) => oneNode('IsNaN', { X: odd(draw) }) },
  {
    op: 'IsInf',
    what: 'odd numbers, one sign or both',
    draw: (draw) =>
      oneNode(
        'IsInf',
        { X: odd(draw) },
        { attributes: draw.pick<Record<string, number>>([{}, { detect_negative: 0 }, { detect_positive: 0 }]) },
      ),
  },
  {
    op: 'Where',
    what: 'any shapes that go together',
    linear: true,
    draw: (draw) => {
      const [condition, x, y] = draw.pick<[number[], number[], number[]]>([
        [[2, 3], [3], [2, 1]],
        [[3], [], [2, 3]],
        [[2, 1, 3], [4, 1], [3]],
        [[], [2, 2], [2]],
      ]);
      return oneNode('Where', { condition: truths(draw, condition), X: draw.floats(x), Y: draw.floats(y) });
    },
  },
];
