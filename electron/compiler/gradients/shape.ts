// What only asks for lengths, or makes constants, has no gradient.

export const Size = 'none';
export const ConstantOfShape = 'none';
