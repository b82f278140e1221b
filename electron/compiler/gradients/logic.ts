import type { GradientRules } from './define.ts';

// What answers yes or no has no gradient.

export const Greater = 'none';
export const GreaterOrEqual = 'none';
export const Less = 'none';
export const LessOrEqual = 'none';
export const Equal = 'none';
export const And = 'none';
export const Or = 'none';
export const Xor = 'none';
export const Not = 'none';
export const IsNaN = 'none';
export const IsInf = 'none';

export const Where: GradientRules = {
  X: ({ dY, input, shape, emit }) =>
    emit.sumTo(emit.where(input('condition'), dY, emit.scalar(0, dY)), shape(input('X'))),
  Y: ({ dY, input, shape, emit }) =>
    emit.sumTo(emit.where(input('condition'), emit.scalar(0, dY), dY), shape(input('Y'))),
};
