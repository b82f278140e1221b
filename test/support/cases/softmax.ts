import { oneNode, type CaseMaker } from './define.ts';

const alongAxis = (op: string): CaseMaker => ({
  op,
  what: 'along any axis',
  draw: (draw) => {
    const dims = Array.from({ length: draw.int(1, 4) }, () => draw.int(1, 4));
    const axis = draw.int(-dims.length, dims.length - 1);
    return oneNode(op, { input: draw.distinct(dims, 0.0625) }, { attributes: { axis } });
  },
});

const alongTheLast = (op: string): CaseMaker => ({
  op,
  what: 'along the last axis when none is said',
  draw: (draw) => oneNode(op, { input: draw.floats([2, 3, 4], [-3, 3]) }),
});

export const cases: readonly CaseMaker[] = [
  ...['Softmax', 'LogSoftmax', 'Hardmax'].flatMap((op) => [alongAxis(op), alongTheLast(op)]),
];
