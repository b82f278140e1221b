import { intAttribute } from '../graph/attributes.ts';
import { binary, broadcastShape, foldElementwise, folding, inputToOutput, unary } from './elementwise.ts';
import type { Op } from './define.ts';

const isWhole = (dtype: string): boolean => dtype.includes('int');

export const Add = binary((a, b) => a + b);
export const Sub = binary((a, b) => a - b);
export const Mul = binary((a, b) => a * b);
/** Whole numbers are divided towards zero. */
export const Div = binary((a, b, dtype) => (isWhole(dtype) ? Math.trunc(a / b) : a / b));

/** X^Y, in the type of X. */
export const Pow: Op = {
  inputs: ['X', 'Y'],
  outputs: ['Z'],
  shape: (context) => [broadcastShape(context, undefined, ['X', 'Y'])],
};

/** The remainder has the sign of B, or that of A with `fmod` as in C. */
export const Mod: Op = {
  inputs: ['A', 'B'],
  outputs: ['C'],
  shape: (context) => [broadcastShape(context, undefined, ['A', 'B'])],
  fold: (context, [output]) => {
    const isLikeC = intAttribute(context.node, 'fmod', 0) === 1;
    return foldElementwise(context, output, ([a = 0, b = 1]) => (isLikeC ? a % b : a - Math.floor(a / b) * b));
  },
};

export const Neg = folding(unary, ([x = 0]) => -x);
export const Abs = folding(unary, ([x = 0]) => Math.abs(x));
export const Floor = folding(unary, ([x = 0]) => Math.floor(x));
export const Ceil = folding(unary, ([x = 0]) => Math.ceil(x));
export const Sqrt = folding(unary, ([x = 0]) => Math.sqrt(x));
/** Halves go to the even neighbor. */
export const Round = unary;
export const Reciprocal = unary;
export const Sign = inputToOutput;
export const Exp = inputToOutput;
export const Log = inputToOutput;
export const Sin = inputToOutput;
export const Cos = inputToOutput;

/** An operator of any number of inputs that are broadcast to each other. */
const variadic = (output: string): Op => ({
  inputs: ['data_0...'],
  outputs: [output],
  shape: (context) => [broadcastShape(context)],
});

export const Max = folding(variadic('max'), (numbers) => numbers.reduce((a, b) => Math.max(a, b)));
export const Min = folding(variadic('min'), (numbers) => numbers.reduce((a, b) => Math.min(a, b)));
export const Sum = variadic('sum');
export const Mean = variadic('mean');
