import { oneNode, type CaseMaker } from './define.ts';

export const cases: readonly CaseMaker[] = [
  { op: 'Relu', what: 'away from 0', draw: (draw) => oneNode('Relu', { X: draw.awayFrom([0], [2, 3, 4]) }) },
  { op: 'Sigmoid', what: 'any number', draw: (draw) => oneNode('Sigmoid', { X: draw.floats([2, 5], [-6, 6]) }) },
  { op: 'Tanh', what: 'any number', draw: (draw) => oneNode('Tanh', { X: draw.floats([2, 5], [-3, 3]) }) },
];
