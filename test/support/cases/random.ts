import { oneNode, type CaseMaker } from './define.ts';

export const cases: readonly CaseMaker[] = [
  {
    op: 'RandomUniformLike',
    what: 'any shape',
    draw: (draw) => oneNode('RandomUniformLike', { input: draw.floats([draw.int(1, 4), draw.int(1, 4)]) }),
    notInRuntime: 'it draws other numbers',
  },
];
