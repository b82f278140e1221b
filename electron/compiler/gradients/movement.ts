import type { GradientRules } from './define.ts';

// What only moves numbers moves gradients back.

export const Identity: GradientRules = { input: ({ dY }) => dY };

export const Reshape: GradientRules = {
  data: ({ dY, input, shape, emit }) => emit.reshape(dY, shape(input('data'))),
};

export const Expand: GradientRules = {
  input: ({ dY, input, shape, emit }) => emit.sumTo(dY, shape(input('input'))),
};
