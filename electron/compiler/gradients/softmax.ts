import { intAttribute } from '../graph/attributes.ts';
import type { GradientContext, GradientRules } from './define.ts';

// Numbers that sum to 1 along `axis`, their logarithms, and 1 at the largest. Sums run along `axis`.

const sumAlong = ({ node, emit }: GradientContext, value: string): string =>
  emit.sum(value, [intAttribute(node, 'axis', -1)], 1);

export const Softmax: GradientRules = {
  // dX = Y · (dY − Σ dY·Y)
  input: (context) => {
    const { dY, output, emit } = context;
    const y = output('output');
    return emit.mul(y, emit.sub(dY, sumAlong(context, emit.mul(dY, y))));
  },
};

export const LogSoftmax: GradientRules = {
  // dX = dY − exp(Y) · Σ dY
  input: (context) => {
    const { dY, output, emit } = context;
    return emit.sub(dY, emit.mul(emit.exp(output('output')), sumAlong(context, dY)));
  },
};

export const Hardmax = 'none';
