import { unary } from './elementwise.ts';

export const Relu = unary((x) => Math.max(0, x));
export const Sigmoid = unary((x) => 1 / (1 + Math.exp(-x)));
export const Tanh = unary(Math.tanh);
export const Neg = unary((x) => -x);
