import type { GradientRules } from './define.ts';

// What is drawn does not depend on anything.
export const RandomUniformLike = 'none';

// Y = X outside training, so dX = dY.
export const Dropout: GradientRules = {
  data: ({ dY }) => dY,
};
