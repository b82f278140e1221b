import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  decode,
  elements,
  floatTensor,
  intTensor,
  seeded,
  trainableFrom,
  upgrade,
  withDims,
  type Graph,
} from '../../../electron/compiler/index.ts';
import type { TrainedSteps } from '../../peer/losses.ts';
import { resNet18, type Architecture, type ArchitectureOptions } from '../../support/architectures/index.ts';

// Whole networks, all of whose layers are trained for twenty steps, ours and PyTorch's. Everything follows from seeds.
// Learning rates are so small that PyTorch in float32 stays within 5e-4 of itself in float64. At ten times those rates its
// own losses part by more than a tenth before the twentieth step, and there is nothing to agree with.

export const steps = 20;

export interface TrainingCase {
  readonly name: string;
  /** Where the network comes from, for source.md. */
  readonly source: string;
  /** Whether the network is a file of the shared folder. */
  readonly isShared: boolean;
  readonly batchNorm: 'frozen' | 'updated';
  /** What our loop is given: normalizations use what is stored. @param models  read only where `isShared` */
  readonly network: (models: string) => Graph;
  /** The same for PyTorch, whose normalizations use the batch where they are updated. */
  readonly trained: (models: string) => TrainedSteps;
}

const options: ArchitectureOptions = { batch: 8, width: 64, height: 64, classes: 5, seed: 2, widthFactor: 0.25 };
const optimizer = { learningRate: 0.02, momentum: 0.9, nesterov: true, weightDecay: 1e-3 };

const generated = (
  name: string,
  architecture: Architecture,
  batchNorm: 'frozen' | 'updated',
  learningRate = optimizer.learningRate,
): TrainingCase => ({
  name,
  source: `test/support/architectures, ${JSON.stringify({ ...options, batchNorm, ...optimizer, learningRate })}`,
  isShared: false,
  batchNorm,
  network: () => architecture(options),
  trained: () => {
    const normalization = batchNorm === 'updated' ? 'training' : 'inference';
    return stepsOf(architecture({ ...options, normalization }), [8, 3, 64, 64], 5, { ...optimizer, learningRate });
  },
});

const squeezeNet: TrainingCase = {
  name: 'squeezenet',
  source: "the shared folder's squeezenet1_1_imagenet.onnx",
  isShared: true,
  batchNorm: 'frozen',
  network: squeezeNetIn,
  trained: (models) => stepsOf(squeezeNetIn(models), [4, 3, 224, 224], 1000, { ...optimizer, learningRate: 5e-6 }),
};

function squeezeNetIn(models: string): Graph {
  const file = upgrade(decode(readFileSync(join(models, 'squeezenet1_1_imagenet.onnx'))));
  return withDims(file, new Map(Object.entries({ N: 4, H: 224, W: 224 })));
}

export const trainingCases: readonly TrainingCase[] = [
  generated('resnet-frozen', resNet18, 'frozen', 0.002),
  generated('resnet-updated', resNet18, 'updated'),
  squeezeNet,
];

function stepsOf(
  graph: Graph,
  dims: readonly [number, number, number, number],
  classes: number,
  how: typeof optimizer,
): TrainedSteps {
  const [batch] = dims;
  const truth = Array.from({ length: batch }, (_, n) => n % Math.min(classes, 5));
  const pictures = Array.from({ length: steps }, (_, step) => picturesOf(step, dims, truth));
  const name = graph.inputs[0]?.name ?? '';
  const feed = floatTensor(name, dims, pictures[0] ?? new Float32Array(elements(dims)));
  const loss = { kind: 'crossEntropy', logits: 'logits', target: intTensor('target', [batch], truth) } as const;
  return { problem: { graph, feeds: [feed], loss, wanted: trainableFrom(graph, name) }, pictures, truth, ...how };
}

/** Noise, in which each class has a stripe of its own: something to learn. */
function picturesOf(step: number, dims: readonly [number, number, number, number], truth: readonly number[]) {
  const [, channels, height, width] = dims;
  const rng = seeded(1000 + step);
  const pictures = Float32Array.from({ length: elements(dims) }, () => 2 * rng() - 1);
  truth.forEach((c, n) => {
    const row = Math.floor(((c + 0.5) * height) / 5);
    const from = (n * channels + (c % channels)) * height * width + row * width;
    for (let i = 0; i < 4 * width; i++) pictures[from + i] = 2;
  });
  return pictures;
}
