import { floatAttribute, intAttribute } from '../graph/attributes.ts';
import type { GradientContext, GradientRules } from './define.ts';

// BatchNormalization: Y = scale · (X − μ) / √(σ² + ε) + B, one scale, B, μ and σ² for each channel.
//
//   X, Y  [N, C, …]      scale, B, input_mean, input_var  [C]
//
// In use, μ and σ² are inputs: Y is linear in X. While training they are those of the batch, and X moves them too:
//   running_mean = momentum · input_mean + (1 − momentum) · μ, and so running_var with σ² over N·H·W, not N·H·W − 1.
//
// Below, x̂ = (X − μ) / √(σ² + ε) and m counts the numbers of one channel.
// Source: Ioffe and Szegedy, "Batch Normalization", 2015, section 3, the three terms of ∂ℓ/∂x gathered.

export const BatchNormalization: GradientRules = {
  X: (context) => (isTraining(context) ? throughBatch(context) : context.emit.mul(context.dY, factorOf(context))),

  // dscale = Σ dY · x̂
  scale: (context) => {
    const { emit } = context;
    const dY = dYOf(context);
    return sumOverChannel(context, emit.mul(dY, emit.mul(centeredOf(context), inverseDeviation(context))));
  },

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
    const { emit } = context;
    if (isTraining(context)) return remembered(context, 'running_var', 'input_var');
    const slope = emit.mul(factorOf(context), emit.square(inverseDeviation(context)));
    return emit.affine(sumOverChannel(context, emit.mul(dYOf(context), emit.mul(centeredOf(context), slope))), -0.5);
  },
};

const isTraining = ({ node }: GradientContext): boolean => intAttribute(node, 'training_mode', 0) === 1;

const momentumOf = ({ node }: GradientContext): number => floatAttribute(node, 'momentum', 0.9);

/** Gradient of Y; zeros where the loss depends on the running statistics alone. */
const dYOf = ({ gradientOf, input, shape, emit }: GradientContext): string =>
  gradientOf('Y') ?? emit.filled(shape(input('X')), 0, emit.type(input('X')).dtype);

/** All axes but that of the channels. */
const axesOf = ({ input, shape }: GradientContext): readonly number[] =>
  shape(input('X')).flatMap((_, axis) => (axis === 1 ? [] : [axis]));

const sumOverChannel = (context: GradientContext, value: string): string =>
  context.emit.reshape(context.emit.sum(value, axesOf(context)), context.shape(context.input('scale')));

/** [C] → [C, 1, …], which goes with X */
const perChannel = ({ emit, input, shape }: GradientContext, value: string): string =>
  emit.reshape(value, [
    ...shape(value),
    ...shape(input('X'))
      .slice(2)
      .map(() => 1),
  ]);

/** μ, [C, 1, …], or [1, C, 1, …] while training */
const meanOf = (context: GradientContext): string =>
  isTraining(context)
    ? context.emit.mean(context.input('X'), axesOf(context), 1)
    : perChannel(context, context.input('input_mean'));

/** X − μ */
const centeredOf = (context: GradientContext): string => context.emit.sub(context.input('X'), meanOf(context));

/** 1 / √(σ² + ε), per channel and in the shape of μ */
function inverseDeviation(context: GradientContext): string {
  const { node, emit, input } = context;
  const variance = isTraining(context)
    ? emit.mean(emit.square(centeredOf(context)), axesOf(context), 1)
    : perChannel(context, input('input_var'));
  return emit.op('Reciprocal', [emit.sqrt(emit.affine(variance, 1, floatAttribute(node, 'epsilon', 1e-5)))]);
}

/** scale / √(σ² + ε): the same in every run where the statistics are frozen, and then ONNX Runtime folds it. */
const factorOf = (context: GradientContext): string =>
  context.emit.mul(perChannel(context, context.input('scale')), inverseDeviation(context));

/**
 * dX = scale / √(σ² + ε) · (dY − mean(dY) − x̂ · mean(dY · x̂)), and what the running statistics add:
 * (1 − momentum) · (dmean + 2 · (X − μ) · dvar) / m.
 */
function throughBatch(context: GradientContext): string {
  const { emit, input, shape, gradientOf } = context;
  const axes = axesOf(context);
  const centered = centeredOf(context);
  const inverse = inverseDeviation(context);
  const normalized = emit.mul(centered, inverse);
  const dY = dYOf(context);
  const alongMean = emit.sub(dY, emit.mean(dY, axes, 1));
  const alongVariance = emit.mul(normalized, emit.mean(emit.mul(dY, normalized), axes, 1));
  let dX = emit.mul(emit.sub(alongMean, alongVariance), emit.mul(perChannel(context, input('scale')), inverse));
  const count = axes.reduce((product, axis) => product * (shape(input('X'))[axis] ?? 1), 1);
  const share = (1 - momentumOf(context)) / count;
  const [dMean, dVariance] = [gradientOf('running_mean'), gradientOf('running_var')];
  if (dMean !== null) dX = emit.add(dX, emit.affine(perChannel(context, dMean), share));
  if (dVariance !== null) {
    dX = emit.add(dX, emit.mul(centered, emit.affine(perChannel(context, dVariance), 2 * share)));
  }
  return dX;
}

/** momentum · gradient of the running statistic; zeros where the loss does not depend on it */
function remembered(context: GradientContext, running: string, statistic: string): string {
  const { emit, gradientOf, input, shape } = context;
  const gradient = gradientOf(running);
  const zeros = (): string => emit.filled(shape(input(statistic)), 0, emit.type(input(statistic)).dtype);
  return gradient === null ? zeros() : emit.affine(gradient, momentumOf(context));
}
