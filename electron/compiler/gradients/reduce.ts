import type { GradientRules } from './define.ts';

export const ReduceSum: GradientRules = {
  data: ({ dY, input, shape, emit }) => {
    const dims = shape(input('data'));
    return emit.expand(
      emit.reshape(
        dY,
        dims.map(() => 1),
      ),
      dims,
    );
  },
};
