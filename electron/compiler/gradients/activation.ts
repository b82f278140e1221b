import type { GradientRules } from './define.ts';

// Functions of one number. Y has the shape of X; where the derivative can be said with Y alone, X need not be kept.

export const Relu: GradientRules = {
  // dX = dY where Y > 0, else 0; at 0 the derivative is taken as 0, as everybody does
  X: ({ dY, output, emit }) =>
    emit.where(emit.op('Greater', [output('Y'), emit.scalar(0, dY)]), dY, emit.scalar(0, dY)),
};

export const Sigmoid: GradientRules = {
  // dX = dY · Y · (1 − Y)
  X: ({ dY, output, emit }) => emit.mul(dY, emit.mul(output('Y'), emit.oneMinus(output('Y')))),
};

export const Tanh: GradientRules = {
  // dX = dY · (1 − Y²)
  X: ({ dY, output, emit }) => emit.mul(dY, emit.oneMinus(emit.square(output('Y')))),
};

export const Neg: GradientRules = { X: ({ dY, emit }) => emit.neg(dY) };
