import { oneNode, type CaseMaker } from './define.ts';
import type { Draw } from './draw.ts';

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

export const cases: readonly CaseMaker[] = [
  twoOperands('Add', true, [-1, 1]),
  twoOperands('Sub', true, [-1, 1]),
  twoOperands('Mul', true, [-1, 1]),
  twoOperands('Div', false, [0.5, 2]),
];
