import type { GradientRule, GradientRules } from './define.ts';

// A number in another type is the same number, so dX = dY in the type of X. Casting to whole numbers is flat; those
// have no gradient, and `differentiate` does not come here.

const back: GradientRule = ({ dY, input, emit }) => emit.cast(dY, emit.type(input('input')).dtype);

export const Cast: GradientRules = { input: back };
export const CastLike: GradientRules = { input: back };
