import { binary, broadcastShape, folding, unary } from './elementwise.ts';
import type { Op } from './define.ts';

export const Greater = binary((a, b) => Number(a > b), 'bool');
export const GreaterOrEqual = binary((a, b) => Number(a >= b), 'bool');
export const Less = binary((a, b) => Number(a < b), 'bool');
export const LessOrEqual = binary((a, b) => Number(a <= b), 'bool');
export const Equal = binary((a, b) => Number(a === b), 'bool');
export const And = binary((a, b) => Number(a !== 0 && b !== 0), 'bool');
export const Or = binary((a, b) => Number(a !== 0 || b !== 0), 'bool');
export const Xor = binary((a, b) => Number((a !== 0) !== (b !== 0)), 'bool');
export const Not = folding(unary, ([x]) => Number(x === 0));

const question: Op = {
  inputs: ['X'],
  outputs: ['Y'],
  shape: ({ input }) => [{ dtype: 'bool', dims: input('X').dims }],
};

export const IsNaN = question;
/** `detect_negative` and `detect_positive` leave out one of the two. */
export const IsInf = question;

export const Where: Op = folding(
  {
    inputs: ['condition', 'X', 'Y'],
    outputs: ['output'],
    shape: (context) => [broadcastShape(context, context.input('X').dtype)],
  },
  ([condition, x = 0, y = 0]) => (condition ? x : y),
);
