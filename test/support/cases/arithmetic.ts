import { known, oneNode, type CaseMaker } from './define.ts';
import type { Draw } from './draw.ts';
import { tensor64, type Tensor64 } from '../../../electron/reference/index.ts';

/** Two shapes that go together: the second lacks axes or has lengths of 1. */
function pairOfShapes(draw: Draw): [number[], number[]] {
  const full = Array.from({ length: draw.int(1, 4) }, () => draw.int(1, 4));
  const shorter = full.slice(draw.int(0, full.length)).map((length) => (draw.rng() < 0.3 ? 1 : length));
  return draw.rng() < 0.5 ? [full, shorter] : [shorter, full];
}

const twoOperands = (op: string, linear: boolean, [from, to]: readonly [number, number]): CaseMaker => ({
  op,
  what: 'any two shapes that go together',
  linear,
  draw: (draw) => {
    const [a, b] = pairOfShapes(draw);
    return oneNode(op, { A: draw.floats(a), B: draw.floats(b, [from, to]) });
  },
});

const oneOperand = (op: string, formal: string, values: (draw: Draw, dims: number[]) => Tensor64): CaseMaker => ({
  op,
  what: 'one operand',
  draw: (draw) => oneNode(op, { [formal]: values(draw, [draw.int(1, 3), draw.int(1, 5)]) }),
});

const floats =
  (from: number, to: number) =>
  (draw: Draw, dims: number[]): Tensor64 =>
    draw.floats(dims, [from, to]);

/** Whole numbers and their halves, where the ways to round differ. */
const halves = (draw: Draw, dims: number[]): Tensor64 =>
  tensor64(
    dims,
    draw.ints(dims, -9, 9).values.map((x) => x / 2),
  );

const power = (what: string, exponents: readonly [number, ...number[]]): CaseMaker => ({
  op: 'Pow',
  what,
  draw: (draw) => {
    const exponent = draw.pick(exponents);
    const X = draw.awayFrom([0], [2, 5], Number.isInteger(exponent) ? [-2, 2] : [0.4, 2], 0.4);
    return oneNode('Pow', { X, Y: known(tensor64([], [exponent])) });
  },
});

/** Distinct numbers in all operands, so that nothing ties. */
const manyOperands = (op: string): CaseMaker => ({
  op,
  what: 'one to four operands',
  linear: op === 'Sum' || op === 'Mean',
  draw: (draw) => {
    const full = [draw.int(1, 3), draw.int(2, 4)];
    const count = draw.int(1, 4);
    const pool = draw.distinct([count, full[0]! * full[1]!], 0.125).values;
    const operands = Array.from({ length: count }, (_, i) => {
      const dims = i === 0 ? full : full.slice(draw.int(0, 2)).map((length) => (draw.rng() < 0.3 ? 1 : length));
      const length = dims.reduce((a, b) => a * b, 1);
      const first = i * full[0]! * full[1]!;
      return [`data_0${i}`, tensor64(dims, pool.slice(first, first + length))] as const;
    });
    return oneNode(op, Object.fromEntries(operands));
  },
});

const remainder = (
  what: string,
  fmod: number,
  values: (draw: Draw, dims: number[]) => [Tensor64, Tensor64],
): CaseMaker => ({
  op: 'Mod',
  what,
  draw: (draw) => {
    const [A, B] = values(draw, [2, 6]);
    return oneNode('Mod', { A, B }, { attributes: { fmod } });
  },
});

export const cases: readonly CaseMaker[] = [
  twoOperands('Add', true, [-1, 1]),
  twoOperands('Sub', true, [-1, 1]),
  twoOperands('Mul', true, [-1, 1]),
  twoOperands('Div', false, [0.5, 2]),
  power('a square', [2]),
  power('a known exponent', [3, 0.5, -1, -2, 1.7, 1, 0]),
  {
    op: 'Pow',
    what: 'any two shapes that go together',
    draw: (draw) => {
      const [x, y] = pairOfShapes(draw);
      return oneNode('Pow', { X: draw.floats(x, [0.3, 2]), Y: draw.floats(y, [-2, 3]) });
    },
  },
  {
    op: 'Pow',
    what: 'whole exponents of their own',
    draw: (draw) => oneNode('Pow', { X: draw.awayFrom([0], [2, 4], [-2, 2], 0.4), Y: draw.ints([4], -2, 3) }),
  },
  remainder('whole numbers with the sign of the divisor', 0, (draw, dims) => [
    draw.ints(dims, -9, 9),
    draw.pick([draw.ints(dims, 1, 5), draw.ints(dims, -5, -1)]),
  ]),
  remainder('with the sign of the dividend', 1, (draw, dims) => [
    draw.floats(dims, [-9, 9]),
    draw.floats(dims, [1, 4]),
  ]),
  oneOperand('Neg', 'X', floats(-1, 1)),
  oneOperand('Abs', 'X', (draw, dims) => draw.awayFrom([0], dims)),
  oneOperand('Floor', 'X', halves),
  oneOperand('Ceil', 'X', halves),
  oneOperand('Round', 'X', halves),
  oneOperand('Sign', 'input', (draw, dims) => draw.ints(dims, -2, 2, 'float32')),
  oneOperand('Sqrt', 'X', floats(0.2, 4)),
  oneOperand('Reciprocal', 'X', floats(0.3, 3)),
  oneOperand('Exp', 'input', floats(-3, 3)),
  oneOperand('Log', 'input', floats(0.2, 4)),
  oneOperand('Sin', 'input', floats(-4, 4)),
  oneOperand('Cos', 'input', floats(-4, 4)),
  manyOperands('Max'),
  manyOperands('Min'),
  manyOperands('Sum'),
  manyOperands('Mean'),
];
