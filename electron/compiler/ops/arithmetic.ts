import { binary } from './elementwise.ts';

const isWhole = (dtype: string): boolean => dtype.includes('int');

export const Add = binary((a, b) => a + b);
export const Sub = binary((a, b) => a - b);
export const Mul = binary((a, b) => a * b);
/** Whole numbers are divided towards zero. */
export const Div = binary((a, b, dtype) => (isWhole(dtype) ? Math.trunc(a / b) : a / b));
