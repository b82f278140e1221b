import type { GradientRules } from './define.ts';

// C = A ∘ B, where a shorter operand is repeated along the axes it lacks. Each gradient is summed over what was
// repeated.

export const Add: GradientRules = {
  A: ({ dY, input, shape, emit }) => emit.sumTo(dY, shape(input('A'))),
  B: ({ dY, input, shape, emit }) => emit.sumTo(dY, shape(input('B'))),
};

export const Sub: GradientRules = {
  A: ({ dY, input, shape, emit }) => emit.sumTo(dY, shape(input('A'))),
  B: ({ dY, input, shape, emit }) => emit.neg(emit.sumTo(dY, shape(input('B')))),
};

export const Mul: GradientRules = {
  A: ({ dY, input, shape, emit }) => emit.sumTo(emit.mul(dY, input('B')), shape(input('A'))),
  B: ({ dY, input, shape, emit }) => emit.sumTo(emit.mul(dY, input('A')), shape(input('B'))),
};

export const Div: GradientRules = {
  // dA = dC / B
  A: ({ dY, input, shape, emit }) => emit.sumTo(emit.div(dY, input('B')), shape(input('A'))),
  // dB = −dC · C / B
  B: ({ dY, input, output, shape, emit }) =>
    emit.neg(emit.sumTo(emit.div(emit.mul(dY, output('C')), input('B')), shape(input('B')))),
};
