import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  decode,
  floatTensor,
  foldBatchNorm,
  intTensor,
  seeded,
  trainableFrom,
  trainableInLast,
  upgrade,
  withDims,
  type Graph,
} from '../../../electron/compiler/index.ts';
import type { Problem } from '../../peer/writeNetwork.ts';
import { resNet18 } from '../../support/architectures/index.ts';
import { sharedDir } from '../../support/shared.ts';

/** A training step that ours and PyTorch's are timed on. */
export interface StepCase {
  readonly name: string;
  /** Our time over PyTorch's, at most. */
  readonly bar: number;
  /** Our peak memory over PyTorch's, at most; null where no bar is set. */
  readonly memoryBar: number | null;
  readonly problem: () => Problem;
}

const batch = 8;
const side = 224;
const classes = 1000;

export const stepCases: readonly StepCase[] = [
  {
    name: 'ResNet-18',
    bar: 1.45,
    memoryBar: 0.75,
    problem: () => allOf(foldBatchNorm(generated('inference'))),
  },
  {
    name: 'ResNet-18, BatchNormalization training',
    bar: 1.45,
    memoryBar: 0.75,
    problem: () => allOf(generated('training')),
  },
  {
    name: 'MobileNetV2',
    bar: 1.6,
    memoryBar: 0.75,
    problem: () => allOf(mobileNetV2()),
  },
  {
    name: 'ResNet-18, last block',
    bar: 0.8,
    memoryBar: null,
    // Two 3 × 3 convolutions and the classifier.
    problem: () => {
      const graph = foldBatchNorm(generated('inference'));
      return problemOf(graph, trainableInLast(graph, 3));
    },
  },
];

const generated = (normalization: 'inference' | 'training'): Graph =>
  resNet18({ batch, width: side, height: side, classes, seed: 1, widthFactor: 1, normalization });

/** The published weights, whose BatchNormalization is folded already. @throws Error without the shared folder */
function mobileNetV2(): Graph {
  const shared = sharedDir();
  if (shared === null) throw new Error('MobileNetV2 is in the shared folder of models, which is absent.');
  const file = readFileSync(join(shared, 'models', 'mobilenetv2_1.0_224_imagenet.onnx'));
  return withDims(
    upgrade(decode(file)),
    new Map<string, number>([
      ['N', batch],
      ['H', side],
      ['W', side],
    ]),
  );
}

const allOf = (graph: Graph): Problem => problemOf(graph, trainableFrom(graph, graph.inputs[0]?.name ?? ''));

function problemOf(graph: Graph, wanted: readonly string[]): Problem {
  const rng = seeded(3);
  const image = Float32Array.from({ length: batch * 3 * side * side }, () => rng() * 2 - 1);
  const truth = Array.from({ length: batch }, () => Math.floor(rng() * classes));
  return {
    graph,
    feeds: [floatTensor(graph.inputs[0]?.name ?? '', [batch, 3, side, side], image)],
    loss: {
      kind: 'crossEntropy',
      logits: graph.outputs[0]?.name ?? '',
      target: intTensor('target', [batch], truth),
    },
    wanted,
  };
}
