import { float } from '../../../electron/compiler/index.ts';
import { oneNode, type CaseMaker } from './define.ts';

const lrn = (what: string, sizes: readonly [number, ...number[]], notInRuntime?: string): CaseMaker => ({
  op: 'LRN',
  what,
  draw: (draw) => {
    const attributes = { size: draw.pick(sizes), alpha: float(draw.pick([0.5, 2])), beta: float(0.75), bias: float(2) };
    const X = draw.floats([draw.int(1, 2), draw.int(1, 6), draw.int(1, 3), draw.int(1, 3)], [-2, 2]);
    return oneNode('LRN', { X }, { attributes });
  },
  ...(notInRuntime === undefined ? {} : { notInRuntime }),
});

export const cases: readonly CaseMaker[] = [
  lrn('as many neighbors before as behind', [1, 3, 5]),
  lrn('one neighbor more behind than before', [2, 4], 'it knows odd sizes only'),
];
