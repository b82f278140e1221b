import type { GradientRules } from './define.ts';

export const Greater = 'none';

export const Where: GradientRules = {
  X: ({ dY, input, shape, emit }) =>
    emit.sumTo(emit.where(input('condition'), dY, emit.scalar(0, dY)), shape(input('X'))),
  Y: ({ dY, input, shape, emit }) =>
    emit.sumTo(emit.where(input('condition'), emit.scalar(0, dY), dY), shape(input('Y'))),
};
