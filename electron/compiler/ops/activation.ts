import { unary } from './elementwise.ts';

export const Relu = unary;
export const Sigmoid = unary;
export const Tanh = unary;

export const Neg = unary;
