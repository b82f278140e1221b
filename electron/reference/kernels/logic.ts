import type { Call, Kernel } from '../call.ts';
import { tensor64, type Tensor64 } from '../tensor64.ts';
import { binary, unary, zip } from './elementwise.ts';

export const Greater = binary((a, b) => Number(a > b), 'bool');
export const GreaterOrEqual = binary((a, b) => Number(a >= b), 'bool');
export const Less = binary((a, b) => Number(a < b), 'bool');
export const LessOrEqual = binary((a, b) => Number(a <= b), 'bool');
export const Equal = binary((a, b) => Number(a === b), 'bool');
export const And = binary((a, b) => a * b, 'bool');
export const Or = binary((a, b) => Math.max(a, b), 'bool');
export const Xor = binary((a, b) => Math.abs(a - b), 'bool');
export const Not = unary((x) => 1 - x);

const asked = (call: Call, answer: (x: number) => boolean): readonly Tensor64[] => {
  const x = call.input(0);
  return [
    tensor64(
      x.dims,
      x.values.map((value) => Number(answer(value))),
      'bool',
    ),
  ];
};

export const IsNaN: Kernel = (call) => asked(call, Number.isNaN);

export const IsInf: Kernel = (call) => {
  const [up, down] = [call.int('detect_positive', 1) === 1, call.int('detect_negative', 1) === 1];
  return asked(call, (x) => (up && x === Infinity) || (down && x === -Infinity));
};

export const Where: Kernel = (call) => {
  const [condition, x, y] = [call.input(0), call.input(1), call.input(2)];
  return [zip([condition, x, y], x.dtype, ([c, a = 0, b = 0]) => (c ? a : b))];
};
