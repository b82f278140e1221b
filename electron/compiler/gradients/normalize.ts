import { float, floatAttribute, intAttribute } from '../graph/attributes.ts';
import type { GradientContext, GradientRules } from './define.ts';

// BatchNormalization: Y = scale · (X − μ) / √(σ² + ε) + B, one scale, B, μ and σ² for each channel.
//
//   X, Y  [N, C, …]      scale, B, input_mean, input_var  [C]
//
// In use, μ and σ² are inputs, and Y is linear in X. While training they are those of the batch, X moves them too, and
//   running_mean = momentum · input_mean + (1 − momentum) · μ, and likewise running_var with σ².
// Gradients of training use the operator itself twice over. With scale 1 and momentum 0 it gives x̂ = (X − μ) / √(σ² + ε),
// μ and σ² in one go; in use with σ² = 1 and ε = 0 it is an affine function per channel, read and written once, where
// Mul and Add with a broadcast operand take three times as long (32 channels of 24², batch of 128: 1.5 ms, 4.6 ms).
//
// ONNX divides σ² by the count of numbers; PyTorch divides its running variance by one less.
//
// Source: Ioffe and Szegedy, "Batch Normalization", 2015, section 3; onnx/docs/Operators.md, BatchNormalization-15.

export const BatchNormalization: GradientRules = {
  // in use: dX = dY · scale / √(σ² + ε), one factor for each channel
  X: (context) => (isTraining(context) ? throughBatch(context) : context.emit.mul(context.dY, factorOf(context))),

  // dscale = Σ dY · (X − μ) / √(σ² + ε)
  scale: (context) => alongNormalized(context),

  // dB = Σ dY
  B: (context) => sumOverChannel(context, dYOf(context)),

  // in use: dμ = −Σ dY · scale / √(σ² + ε)
  input_mean: (context) => {
    const { emit } = context;
    if (isTraining(context)) return remembered(context, 'running_mean', 'input_mean');
    return emit.neg(sumOverChannel(context, emit.mul(dYOf(context), factorOf(context))));
  },

  // in use: dσ² = −½ Σ dY · scale · (X − μ) · (σ² + ε)^(−3/2)
  input_var: (context) => {
    const { emit, input } = context;
    if (isTraining(context)) return remembered(context, 'running_var', 'input_var');
    const along = alongNormalized(context);
    const variance = emit.affine(input('input_var'), 1, epsilonOf(context));
    return emit.affine(emit.div(emit.mul(along, input('scale')), variance), -0.5);
  },
};

const isTraining = ({ node }: GradientContext): boolean => intAttribute(node, 'training_mode', 0) === 1;
const momentumOf = ({ node }: GradientContext): number => floatAttribute(node, 'momentum', 0.9);
const epsilonOf = ({ node }: GradientContext): number => floatAttribute(node, 'epsilon', 1e-5);

/** Gradient of Y; zeros where the loss depends on the running statistics alone. */
const dYOf = ({ gradientOf, input, shape, emit }: GradientContext): string =>
  gradientOf('Y') ?? emit.filled(shape(input('X')), 0, emit.type(input('X')).dtype);

/** All axes but that of the channels. */
const axesOf = ({ input, shape }: GradientContext): readonly number[] =>
  shape(input('X')).flatMap((_, axis) => (axis === 1 ? [] : [axis]));

/** [N, C, …] → [C] */
const sumOverChannel = (context: GradientContext, value: string): string => context.emit.sum(value, axesOf(context));

/** [C] → [C, 1, …], which goes with X */
const perChannel = ({ emit, input, shape }: GradientContext, value: string): string =>
  emit.reshape(value, [
    ...shape(value),
    ...shape(input('X'))
      .slice(2)
      .map(() => 1),
  ]);

/** Σ dY · (X − μ) / √(σ² + ε), [C]; in use the deviation is the same all over a channel and waits for the sum. */
function alongNormalized(context: GradientContext): string {
  const { emit, input } = context;
  const dY = dYOf(context);
  if (isTraining(context)) return sumOverChannel(context, emit.mul(dY, batchOf(context).normalized));
  const centered = emit.sub(input('X'), perChannel(context, input('input_mean')));
  return emit.mul(sumOverChannel(context, emit.mul(dY, centered)), inverseDeviation(context));
}

/** 1 / √(σ² + ε) of the statistics that are inputs, [C] */
const inverseDeviation = (context: GradientContext): string => {
  const { emit, input } = context;
  return emit.op('Reciprocal', [emit.sqrt(emit.affine(input('input_var'), 1, epsilonOf(context)))]);
};

/** scale / √(σ² + ε), [C, 1, …]: few numbers, and where they are frozen ONNX Runtime computes them once. */
const factorOf = (context: GradientContext): string =>
  perChannel(context, context.emit.mul(context.input('scale'), inverseDeviation(context)));

/** What the batch says of each channel. */
interface BatchStatistics {
  /** x̂, like X */
  readonly normalized: string;
  /** μ [C] */
  readonly mean: string;
  /** 1 / √(σ² + ε), [C] */
  readonly inverse: string;
  /** Numbers in each channel. */
  readonly count: number;
}

function batchOf(context: GradientContext): BatchStatistics {
  const { emit, input, shape } = context;
  const x = input('X');
  const epsilon = epsilonOf(context);
  const attributes = { training_mode: 1, momentum: float(0), epsilon: float(epsilon) };
  // Momentum 0 reads nothing of the old statistics, but ONNX Runtime writes the new ones over them: they must be two
  // values that nobody else reads.
  const overwritten = [emit.neg(input('B')), emit.neg(input('scale'))];
  const inputs = [x, perChannelConstant(context, 1), perChannelConstant(context, 0), ...overwritten];
  const [normalized = '', mean = '', variance = ''] = emit.several('BatchNormalization', inputs, attributes, 3);
  const inverse = emit.op('Reciprocal', [emit.sqrt(emit.affine(variance, 1, epsilon))]);
  const count = axesOf(context).reduce((product, axis) => product * (shape(x)[axis] ?? 1), 1);
  return { normalized, mean, inverse, count };
}

const perChannelConstant = ({ emit, input, shape }: GradientContext, value: number): string =>
  emit.filled([shape(input('X'))[1] ?? 0], value, emit.type(input('X')).dtype);

/** factor · (X − mean), all but X [C] */
function perChannelAffine(context: GradientContext, x: string, factor: string, mean: string): string {
  const [zeros, ones] = [perChannelConstant(context, 0), perChannelConstant(context, 1)];
  return context.emit.op('BatchNormalization', [x, factor, zeros, mean, ones], { epsilon: float(0) });
}

/**
 * While training, X moves μ and σ² too. With m numbers in each channel and a = scale / √(σ² + ε):
 *
 *     dX = a · (dY − ΣdY / m) − a · x̂ · Σ(dY · x̂) / m
 *
 * The running statistics add (1 − momentum) / m · (dμ + 2 (X − μ) · dσ²).
 */
function throughBatch(context: GradientContext): string {
  const { emit, input, gradientOf } = context;
  const { normalized, inverse, count, mean } = batchOf(context);
  const dY = dYOf(context);
  const factor = emit.mul(input('scale'), inverse);
  const along = emit.mul(factor, emit.affine(sumOverChannel(context, emit.mul(dY, normalized)), -1 / count));
  const zeros = perChannelConstant(context, 0);
  const share = (1 - momentumOf(context)) / count;
  const [dMean, dVariance] = [gradientOf('running_mean'), gradientOf('running_var')];
  const terms = [
    perChannelAffine(context, dY, factor, emit.affine(sumOverChannel(context, dY), 1 / count)),
    perChannelAffine(context, normalized, along, zeros),
    ...(dMean === null ? [] : [emit.affine(perChannel(context, dMean), share)]),
    ...(dVariance === null ? [] : [perChannelAffine(context, input('X'), emit.affine(dVariance, 2 * share), mean)]),
  ];
  return terms.reduce((sum, term) => emit.add(sum, term));
}

/** momentum · gradient of the running statistic; zeros where the loss does not depend on it */
function remembered(context: GradientContext, running: string, statistic: string): string {
  const { emit, gradientOf, input, shape } = context;
  const gradient = gradientOf(running);
  const zeros = (): string => emit.filled(shape(input(statistic)), 0, emit.type(input(statistic)).dtype);
  return gradient === null ? zeros() : emit.affine(gradient, momentumOf(context));
}
