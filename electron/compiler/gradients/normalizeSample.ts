import { floatAttribute, intAttribute, intsAttribute } from '../graph/attributes.ts';
import { elements } from '../graph/graph.ts';
import { fromFront } from '../ops/reduction.ts';
import type { GradientContext, GradientRules } from './define.ts';
import { timesSign } from './sign.ts';
import { standardize, throughStandardize, type Standardized } from './standardize.ts';

// Normalization with the statistics of each sample by itself: Y = scale · x̂ + B with x̂ = (X − μ) / √(σ² + ε).
//
//   InstanceNormalization   X [N, C, …]   along …           scale, B [C]
//   GroupNormalization      X [N, C, …]   along C/G and …   scale, bias [C]
//   LayerNormalization      X [a…, b…]    along b…          Scale, B repeated to X
//
// Source: Wu and He, "Group Normalization", 2018, section 3; Ba et al., "Layer Normalization", 2016.

const epsilonOf = ({ node }: GradientContext): number => floatAttribute(node, 'epsilon', 1e-5);

/** [C] → [C, 1, …], which goes with X */
const perChannel = ({ emit, shape }: GradientContext, value: string, x: string): string =>
  emit.reshape(value, [
    ...shape(value),
    ...shape(x)
      .slice(2)
      .map(() => 1),
  ]);

/** [N, C, …] → [C] */
const sumOverChannel = ({ emit, shape }: GradientContext, value: string): string =>
  emit.sum(
    value,
    shape(value).flatMap((_, axis) => (axis === 1 ? [] : [axis])),
  );

/** Rules of a normalization that sees X as [N, groups, numbers] and then scales each channel. */
function byGroups(
  x: string,
  scale: string,
  bias: string,
  groupsOf: (context: GradientContext) => number,
): GradientRules {
  const grouped = (context: GradientContext, value: string): string => {
    const dims = context.shape(context.input(x));
    const [batch = 1, groups] = [dims[0], groupsOf(context)];
    return context.emit.reshape(value, [batch, groups, elements(dims) / (batch * groups)]);
  };
  const standardized = (context: GradientContext): Standardized =>
    standardize(context.emit, grouped(context, context.input(x)), [2], epsilonOf(context));
  return {
    // dx̂ = dY · scale
    [x]: (context) => {
      const { emit, dY, input, shape } = context;
      const dN = grouped(context, emit.mul(dY, perChannel(context, input(scale), input(x))));
      return emit.reshape(throughStandardize(emit, standardized(context), dN), shape(input(x)));
    },
    // dscale = Σ dY · x̂
    [scale]: (context) => {
      const { emit, dY, input, shape } = context;
      const normalized = emit.reshape(standardized(context).normalized, shape(input(x)));
      return sumOverChannel(context, emit.mul(dY, normalized));
    },
    [bias]: (context) => sumOverChannel(context, context.dY),
  };
}

export const InstanceNormalization = byGroups(
  'input',
  'scale',
  'B',
  ({ shape, input }) => shape(input('input'))[1] ?? 1,
);

export const GroupNormalization = byGroups('X', 'scale', 'bias', ({ node }) => intAttribute(node, 'num_groups', 1));

export const LayerNormalization: GradientRules = {
  // dx̂ = dY · Scale; the outputs Mean and InvStdDev add dMean / m and −dInvStdDev · x̂ / (σ² + ε) / m
  X: (context) => {
    const { emit, input, shape, gradientOf } = context;
    const layer = layerOf(context);
    const dN = emit.mul(layerDY(context), input('Scale'));
    const count = layer.axes.reduce((product, axis) => product * (shape(input('X'))[axis] ?? 1), 1);
    const [dMean, dInverse] = [gradientOf('Mean'), gradientOf('InvStdDev')];
    const terms = [
      ...(dMean === null ? [] : [emit.affine(dMean, 1 / count)]),
      ...(dInverse === null
        ? []
        : [emit.mul(layer.normalized, emit.affine(emit.mul(dInverse, emit.square(layer.inverse)), -1 / count))]),
    ];
    return terms.reduce((sum, term) => emit.add(sum, term), throughStandardize(emit, layer, dN));
  },
  Scale: (context) => {
    const { emit, input, shape } = context;
    return emit.sumTo(emit.mul(layerDY(context), layerOf(context).normalized), shape(input('Scale')));
  },
  B: (context) => context.emit.sumTo(layerDY(context), context.shape(context.input('B'))),
};

function layerOf(context: GradientContext): Standardized {
  const { node, emit, input, shape } = context;
  const dims = shape(input('X'));
  const first = fromFront(intAttribute(node, 'axis', -1), dims.length);
  const axes = dims.flatMap((_, axis) => (axis >= first ? [axis] : []));
  return standardize(emit, input('X'), axes, epsilonOf(context));
}

/** Gradient of Y; zeros where the loss depends on the statistics alone. */
const layerDY = ({ gradientOf, input, shape, emit }: GradientContext): string =>
  gradientOf('Y') ?? emit.filled(shape(input('X')), 0, emit.type(input('X')).dtype);

export const LpNormalization: GradientRules = {
  // Y = X / s, s the length; dX = (dY − s′ · Σ dY·Y) / s with s′ = sign(X) for p = 1 and Y for p = 2.
  // Where all of X is 0, Y is 0 and so is dX.
  input: ({ node, dY, input, output, emit }) => {
    const [x, y] = [input('input'), output('output')];
    const axes = emit.ints([intAttribute(node, 'axis', -1)]);
    const isSum = intAttribute(node, 'p', 2) === 1;
    const length = emit.op(isSum ? 'ReduceL1' : 'ReduceL2', [x, axes], { keepdims: 1 });
    const isPositive = emit.op('Greater', [length, emit.scalar(0, length)]);
    const safe = emit.where(isPositive, length, emit.scalar(1, length));
    const along = emit.op('ReduceSum', [emit.mul(dY, y), axes], { keepdims: 1 });
    const inwards = isSum ? timesSign(emit, along, x) : emit.mul(y, along);
    return emit.where(isPositive, emit.div(emit.sub(dY, inwards), safe), emit.scalar(0, dY));
  },
};

export const MeanVarianceNormalization: GradientRules = {
  // x̂ with ε = 1e-9 beside σ instead of 1e-9 in σ²: no difference but where all of X is the same
  X: ({ node, dY, input, shape, emit }) => {
    const rank = shape(input('X')).length;
    const axes = (intsAttribute(node, 'axes') ?? [0, 2, 3]).map((axis) => fromFront(axis, rank));
    return throughStandardize(emit, standardize(emit, input('X'), axes, 1e-18), dY);
  },
};
