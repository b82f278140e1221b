import { binary } from './elementwise.ts';

export const Add = binary((a, b) => a + b);
export const Sub = binary((a, b) => a - b);
export const Mul = binary((a, b) => a * b);
export const Div = binary((a, b, dtype) => (dtype.startsWith('float') ? a / b : Math.trunc(a / b)));
