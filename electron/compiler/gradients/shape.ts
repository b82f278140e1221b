// What only asks for lengths, or makes constants, has no gradient.

export const Shape = 'none';
export const Size = 'none';
export const Constant = 'none';
export const ConstantOfShape = 'none';
export const Range = 'none';
export const EyeLike = 'none';
export const NonZero = 'none';
