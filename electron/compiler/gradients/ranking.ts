import { intAttribute } from '../graph/attributes.ts';
import type { GradientRules } from './define.ts';

export const ArgMax = 'none';
export const ArgMin = 'none';

export const TopK: GradientRules = {
  // each number of dValues goes back to where its value stood
  X: ({ node, dY, input, output, shape, emit }) => {
    const zeros = emit.filled(shape(input('X')), 0, emit.type(dY).dtype);
    return emit.op('ScatterElements', [zeros, output('Indices'), dY], { axis: intAttribute(node, 'axis', -1) });
  },
};

export const CumSum: GradientRules = {
  // X[i] is in all totals from there on: dX is the running total of dY from the other end
  x: ({ node, dY, input, emit }) => {
    const [exclusive, reverse] = [intAttribute(node, 'exclusive', 0), intAttribute(node, 'reverse', 0)];
    return emit.op('CumSum', [dY, input('axis')], { exclusive, reverse: 1 - reverse });
  },
};
