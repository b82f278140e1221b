import { float } from '../../../electron/compiler/index.ts';
import { oneNode, type CaseMaker } from './define.ts';
import type { Draw } from './draw.ts';

const shapesOfC = (m: number, n: number): [number[], ...number[][]] => [[n], [m, n], [1, n], [m, 1], [1], []];

const gemm = (what: string, transA: number, transB: number, withC: boolean): CaseMaker => ({
  op: 'Gemm',
  what,
  linear: true,
  draw: (draw) => {
    const [m, k, n] = [draw.int(1, 5), draw.int(1, 5), draw.int(1, 5)];
    const attributes = { transA, transB, alpha: float(draw.pick([1, 0.5, -2])), beta: float(draw.pick([1, 0.25, 3])) };
    const A = draw.floats(transA ? [k, m] : [m, k]);
    const B = draw.floats(transB ? [n, k] : [k, n]);
    return oneNode('Gemm', withC ? { A, B, C: draw.floats(draw.pick(shapesOfC(m, n))) } : { A, B }, { attributes });
  },
});

/** The axes before the matrices: the second stack lacks axes, or has lengths of 1, or the first does. */
function stacks(draw: Draw): [number[], number[]] {
  const full = Array.from({ length: draw.int(1, 2) }, () => draw.int(1, 3));
  const shorter = full.slice(draw.int(0, full.length)).map((length) => (draw.rng() < 0.4 ? 1 : length));
  return draw.rng() < 0.5 ? [full, shorter] : [shorter, full];
}

const matMul = (
  what: string,
  shapes: (draw: Draw, m: number, k: number, n: number) => [number[], number[]],
): CaseMaker => ({
  op: 'MatMul',
  what,
  linear: true,
  draw: (draw) => {
    const [a, b] = shapes(draw, draw.int(1, 4), draw.int(1, 5), draw.int(1, 4));
    return oneNode('MatMul', { A: draw.floats(a), B: draw.floats(b) });
  },
});

export const cases: readonly CaseMaker[] = [
  gemm('as it stands', 0, 0, true),
  gemm('A transposed', 1, 0, true),
  gemm('B transposed', 0, 1, true),
  gemm('both transposed', 1, 1, true),
  gemm('without C', 0, 1, false),
  matMul('two matrices', (_, m, k, n) => [
    [m, k],
    [k, n],
  ]),
  matMul('stacks of matrices', (draw, m, k, n) => {
    const [a, b] = stacks(draw);
    return [
      [...a, m, k],
      [...b, k, n],
    ];
  }),
  matMul('one matrix for a stack', (draw, m, k, n) => [
    [draw.int(1, 3), draw.int(1, 3), m, k],
    [k, n],
  ]),
  matMul('two vectors', (_, _m, k) => [[k], [k]]),
  matMul('a stack and a vector', (draw, m, k) => [[draw.int(1, 3), m, k], [k]]),
  matMul('a vector and a stack', (draw, _, k, n) => [[k], [draw.int(1, 3), k, n]]),
  matMul('a vector and a matrix', (_, _m, k, n) => [[k], [k, n]]),
];
