import {
  asParameters,
  attachLoss,
  differentiate,
  Emit,
  float,
  floatTensor,
  graphOf,
  nextName,
  softmaxLoss,
  tensorValue,
  trainBatchNorm,
  withOptimizer,
  type Graph,
  type OptimizerOptions,
  type SoftmaxLossOptions,
} from '../../electron/compiler/index.ts';
import { tensor64, tensor64Of, type Tensor64 } from '../../electron/reference/index.ts';
import type { Engine } from './optimizers.ts';

// The two networks of test/fixtures/generators/training.py, with the same numbers, and a loop that trains them.

const batch = 6;
const classes = 3;

/** scale · sin(salt + 1.7 i + 0.013 i²), rounded to 32 bits */
function numbers(count: number, salt: number, scale: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => scale * Math.sin(salt + 1.7 * i + 0.013 * i * i));
}

/** Pictures [6, 3, 8, 8] and their classes in one step; each class is a bit stronger in its own channel. */
function batchOf(step: number): ReadonlyMap<string, Tensor64> {
  const images = numbers(batch * 3 * 64, 100 + step, 1);
  const truth = Array.from({ length: batch }, (_, n) => (step + n) % classes);
  truth.forEach((c, n) => {
    for (let i = 0; i < 64; i++) images[64 * (3 * n + c) + i]! += 0.5;
  });
  return new Map([
    ['image', tensor64([batch, 3, 8, 8], images)],
    ['targets', tensor64([batch], truth, 'int64')],
  ]);
}

class Weights {
  readonly emit = new Emit(null);
  readonly image = this.emit.fresh('image');

  stored(name: string, dims: readonly number[], salt: number, scale: number, offset = 0): string {
    const values = numbers(
      dims.reduce((a, b) => a * b, 1),
      salt,
      scale,
    );
    return this.emit.constant(
      floatTensor(
        name,
        dims,
        values.map((value) => value + offset),
      ),
    );
  }

  network(logits: string): Graph {
    const output = this.emit.op('Identity', [logits], {}, { name: 'logits' });
    const input = tensorValue(this.image, 'float32', [batch, 3, 8, 8]);
    return graphOf('small', this.emit, [input], [tensorValue(output, 'float32', [batch, classes])]);
  }
}

/** Convolution, normalization by the batch, Relu, pooling, convolution, Relu, average, linear layer. */
function cnn(): Graph {
  const w = new Weights();
  const { emit } = w;
  const conv = emit.op('Conv', [w.image, w.stored('conv1', [4, 3, 3, 3], 1, 0.4)], { pads: [1, 1, 1, 1] });
  const vectors = [w.stored('scale', [4], 2, 0.2, 1), w.stored('shift', [4], 3, 0.2)];
  const running = [emit.floats([0, 0, 0, 0], 'mean'), emit.floats([1, 1, 1, 1], 'variance')];
  const bn = emit.op('BatchNormalization', [conv, ...vectors, ...running], { epsilon: float(1e-5) });
  const pooled = emit.op('MaxPool', [emit.op('Relu', [bn])], { kernel_shape: [2, 2], strides: [2, 2] });
  const weights = [w.stored('conv2', [6, 4, 3, 3], 4, 0.4), w.stored('bias2', [6], 5, 0.1)];
  const conv2 = emit.op('Conv', [pooled, ...weights], { strides: [2, 2], pads: [1, 1, 1, 1] });
  const flat = emit.op('Flatten', [emit.op('GlobalAveragePool', [emit.op('Relu', [conv2])])]);
  const head = [w.stored('weight', [3, 6], 6, 0.5), w.stored('bias', [3], 7, 0.1)];
  return w.network(emit.op('Gemm', [flat, ...head], { transB: 1 }));
}

/** Linear layer, Tanh, linear layer. */
function mlp(): Graph {
  const w = new Weights();
  const { emit } = w;
  const first = [w.stored('weight1', [16, 192], 1, 0.1), w.stored('bias1', [16], 2, 0.1)];
  const hidden = emit.op('Tanh', [emit.op('Gemm', [emit.op('Flatten', [w.image]), ...first], { transB: 1 })]);
  const second = [w.stored('weight2', [3, 16], 3, 0.4), w.stored('bias2', [3], 4, 0.1)];
  return w.network(emit.op('Gemm', [hidden, ...second], { transB: 1 }));
}

interface TrainingCase {
  readonly graph: () => Graph;
  readonly loss: Omit<SoftmaxLossOptions, 'logits'>;
  readonly optimizer: OptimizerOptions;
  readonly rate: number;
}

export const trainingCases = {
  cnn: {
    graph: cnn,
    loss: { labelSmoothing: 0.1 },
    optimizer: { kind: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 1e-3 },
    rate: 0.05,
  },
  mlp: {
    graph: mlp,
    loss: { classWeights: [1, 2, 0.5] },
    optimizer: { kind: 'adamw', weightDecay: 0.01 },
    rate: 0.005,
  },
} as const satisfies Record<string, TrainingCase>;

/** The loss before each of the steps. */
export async function lossesOf({ graph, loss, optimizer, rate }: TrainingCase, steps: number, engine: Engine) {
  const { graph: normalized, values: statistics } = trainBatchNorm(graph());
  const { graph: open, values } = asParameters(normalized, () => true);
  const lossy = attachLoss(open, softmaxLoss({ logits: 'logits', ...loss }));
  const differentiated = differentiate(lossy.graph, { of: lossy.loss, wrt: [...values.keys()] });
  const step = withOptimizer(differentiated, optimizer);
  const inputs = step.graph.inputs.map(({ name }) => name);
  let carried = new Map([
    ...[...values, ...statistics].map(([name, tensor]) => [name, tensor64Of(tensor)] as const),
    ...step.states.map(
      ({ input, dims }) => [input, tensor64(dims, new Float64Array(dims.reduce((a, b) => a * b, 1)))] as const,
    ),
  ]);
  const losses: number[] = [];
  for (let t = 0; t < steps; t++) {
    const scalars = new Map([
      ['learning_rate', tensor64([], [rate])],
      ['step', tensor64([], [t + 1], 'int64')],
    ]);
    const all = new Map([...carried, ...batchOf(t), ...scalars]);
    const outputs = await engine(step.graph, new Map(inputs.map((name) => [name, all.get(name)!] as const)));
    losses.push(outputs.get(lossy.loss)!.values[0]!);
    carried = new Map([...carried.keys()].map((name) => [name, outputs.get(nextName(name))!] as const));
  }
  return losses;
}
