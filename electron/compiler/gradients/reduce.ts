import type { GradientContext, GradientRules } from './define.ts';
import { alongside, axesOf, countOf, spread } from './reduction.ts';
import { timesSign } from './sign.ts';

// One number of all that lie along `axes`. dY and Y are given their lost axes back, and then repeated.

export const ReduceSum: GradientRules = { data: (context) => spread(context, context.dY) };

export const ReduceMean: GradientRules = {
  data: (context) => spread(context, context.emit.affine(context.dY, 1 / countOf(context))),
};

export const ReduceProd: GradientRules = {
  // dX = dY · (product of all others), which Y / X is not where X is 0
  data: (context) => context.emit.mul(alongside(context, context.dY), productOfOthers(context)),
};

/**
 * The product of all numbers but the one in each place. With one 0 among them it is the product of the rest in its
 * place and 0 elsewhere; with more it is 0 everywhere.
 */
function productOfOthers(context: GradientContext): string {
  const { emit, input, output } = context;
  const x = input('data');
  const [zero, one] = [emit.scalar(0, x), emit.scalar(1, x)];
  const isZero = emit.op('Equal', [x, zero]);
  const filled = emit.where(isZero, one, x);
  const axes = axesOf(context);
  const keep = (op: string, value: string): string =>
    axes.length === 0 ? value : emit.op(op, [value, emit.ints(axes)], { keepdims: 1 });
  const zeros = keep('ReduceSum', emit.asNumber(isZero, x));
  const rest = emit.where(emit.op('Equal', [zeros, one]), keep('ReduceProd', filled), zero);
  return emit.where(isZero, rest, emit.div(alongside(context, output('reduced')), filled));
}

/** Of several numbers that tie, each gets an equal share, as in PyTorch. */
const shareOfExtreme: GradientRules = {
  data: (context) => {
    const { emit, dY, input, output } = context;
    const isExtreme = emit.op('Equal', [input('data'), alongside(context, output('reduced'))]);
    const mask = emit.asNumber(isExtreme, dY);
    const axes = axesOf(context);
    const ties = axes.length === 0 ? mask : emit.sum(mask, axes, 1);
    return emit.mul(mask, emit.div(alongside(context, dY), ties));
  },
};

export const ReduceMax = shareOfExtreme;
export const ReduceMin = shareOfExtreme;

export const ReduceL1: GradientRules = {
  // dX = dY · sign(X)
  data: (context) => {
    const { emit, input } = context;
    return timesSign(emit, alongside(context, context.dY), input('data'));
  },
};

export const ReduceL2: GradientRules = {
  // dX = dY · X / Y; taken as 0 where all of X is 0
  data: (context) => {
    const { emit, dY, input, output } = context;
    const y = output('reduced');
    const zero = emit.scalar(0, y);
    const isPositive = emit.op('Greater', [y, zero]);
    const factor = emit.where(isPositive, emit.div(dY, emit.where(isPositive, y, emit.scalar(1, y))), zero);
    return emit.mul(input('data'), alongside(context, factor));
  },
};

export const ReduceSumSquare: GradientRules = {
  // dX = 2 · dY · X
  data: (context) => context.emit.mul(context.input('data'), alongside(context, context.emit.affine(context.dY, 2))),
};

export const ReduceLogSum: GradientRules = {
  // dX = dY / ΣX, and ΣX = exp(Y)
  data: (context) => spread(context, context.emit.div(context.dY, context.emit.exp(context.output('reduced')))),
};

export const ReduceLogSumExp: GradientRules = {
  // dX = dY · exp(X − Y); X − Y is never above 0, so that nothing overflows
  data: (context) => {
    const { emit, dY, input, output } = context;
    const share = emit.exp(emit.sub(input('data'), alongside(context, output('reduced'))));
    return emit.mul(share, alongside(context, dY));
  },
};
