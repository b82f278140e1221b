import { floatAttribute, intAttribute } from '../graph/attributes.ts';
import type { GradientContext, GradientRules } from './define.ts';
import { standardize, throughStandardize, type Standardized } from './standardize.ts';

// BatchNormalization: Y = scale · (X − μ) / √(σ² + ε) + B, one scale, B, μ and σ² for each channel.
//
//   X, Y  [N, C, …]      scale, B, input_mean, input_var  [C]
//
// In use, μ and σ² are inputs, and Y is linear in X. While training they are those of the batch, X moves them too, and
//   running_mean = momentum · input_mean + (1 − momentum) · μ, and likewise running_var with σ².
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

const batchOf = (context: GradientContext): Standardized =>
  standardize(context.emit, context.input('X'), axesOf(context), epsilonOf(context));

/** While training, with m numbers in each channel: the running statistics add (1 − momentum) / m · (dμ + 2 (X − μ) · dσ²). */
function throughBatch(context: GradientContext): string {
  const { emit, input, shape, gradientOf } = context;
  const batch = batchOf(context);
  const dN = emit.mul(dYOf(context), perChannel(context, input('scale')));
  const count = batch.axes.reduce((product, axis) => product * (shape(input('X'))[axis] ?? 1), 1);
  const share = (1 - momentumOf(context)) / count;
  const [dMean, dVariance] = [gradientOf('running_mean'), gradientOf('running_var')];
  const terms = [
    ...(dMean === null ? [] : [emit.affine(perChannel(context, dMean), share)]),
    ...(dVariance === null ? [] : [emit.mul(batch.centered, emit.affine(perChannel(context, dVariance), 2 * share))]),
  ];
  return terms.reduce((sum, term) => emit.add(sum, term), throughStandardize(emit, batch, dN));
}

/** momentum · gradient of the running statistic; zeros where the loss does not depend on it */
function remembered(context: GradientContext, running: string, statistic: string): string {
  const { emit, gradientOf, input, shape } = context;
  const gradient = gradientOf(running);
  const zeros = (): string => emit.filled(shape(input(statistic)), 0, emit.type(input(statistic)).dtype);
  return gradient === null ? zeros() : emit.affine(gradient, momentumOf(context));
}
