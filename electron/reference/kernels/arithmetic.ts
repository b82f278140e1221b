import type { Kernel } from '../call.ts';
import { binary, unary, zip } from './elementwise.ts';
import { roundHalfToEven } from './functions.ts';

export const Add = binary((a, b) => a + b);
export const Sub = binary((a, b) => a - b);
export const Mul = binary((a, b) => a * b);
export const Div = binary((a, b, dtype) => (dtype.startsWith('float') ? a / b : Math.trunc(a / b)));
export const Pow = binary((a, b) => a ** b);

export const Mod: Kernel = (call) =>
  call.int('fmod', 0) === 1 ? binary((a, b) => a % b)(call) : binary((a, b) => a - b * Math.floor(a / b))(call);

export const Neg = unary((x) => -x);
export const Abs = unary(Math.abs);
export const Floor = unary(Math.floor);
export const Ceil = unary(Math.ceil);
export const Round = unary(roundHalfToEven);
export const Sign = unary(Math.sign);
export const Sqrt = unary(Math.sqrt);
export const Reciprocal = unary((x) => 1 / x);
export const Exp = unary(Math.exp);
export const Log = unary(Math.log);
export const Sin = unary(Math.sin);
export const Cos = unary(Math.cos);

/** One number for each place from those of all operands there. */
const together =
  (compute: (numbers: readonly number[]) => number): Kernel =>
  (call) => {
    const operands = call.inputs.map((_, i) => call.input(i));
    return [zip(operands, call.input(0).dtype, compute)];
  };

const sum = (numbers: readonly number[]): number => numbers.reduce((total, x) => total + x, 0);

export const Max = together((numbers) => Math.max(...numbers));
export const Min = together((numbers) => Math.min(...numbers));
export const Sum = together(sum);
export const Mean = together((numbers) => sum(numbers) / numbers.length);
