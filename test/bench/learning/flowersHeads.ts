import { availableParallelism } from 'node:os';
import type { KnownModel } from '../../../electron/contract/index.ts';
import { solveSoftmax, solveSvm } from '../../../electron/runner/training/heads/solvers/index.ts';
import { computeFeatures } from '../../../electron/runner/training/index.ts';

import { openBase } from '../../../electron/runner/training/index.ts';
import { linearScores } from '../../../electron/runner/tasks/learning/scores.ts';
import { flowersPlan, knownModel } from './flowers.ts';

/** Inverse penalties that are compared. */
export const penalties = [0.001, 0.01, 0.1, 1];

export interface FlowersPart {
  /** [N, width] */
  readonly features: Float32Array;
  readonly classOf: Int32Array;
}

export interface FlowersFeatures {
  readonly width: number;
  readonly train: FlowersPart;
  readonly test: FlowersPart;
}

/** Features of flowers5, MobileNetV2's 1,280 unless told: 800 photos to learn from, 200 to judge by. */
export async function flowersFeatures(
  cacheDir: string,
  model: KnownModel = knownModel('mobilenetv2_1.0_224_imagenet'),
): Promise<FlowersFeatures> {
  const { examples, settings } = flowersPlan(model, { holdout: 0 });
  const { features: value } = await openBase(model, true);
  const { augmentation, seed } = settings;
  const [set] = await computeFeatures(
    {
      ...{ model, cuts: [{ value, pooled: true }], photos: examples, views: 0, augmentation, seed, cacheDir },
      ...{ device: 'cpu' as const, threads: availableParallelism() },
    },
    {
      turn: (step) => step(),
      stop: { aborted: false, throwIfAborted: () => undefined },
      onProgress: () => undefined,
    },
  );
  const width = set?.dims[0] ?? 0;
  const part = (name: 'train' | 'test'): FlowersPart => {
    const rows = examples.flatMap((example, row) => (example.part === name ? [row] : []));
    const features = new Float32Array(rows.length * width);
    rows.forEach((row, i) => features.set(set?.values.subarray(row * width, (row + 1) * width) ?? [], i * width));
    return { features, classOf: Int32Array.from(rows, (row) => examples[row]?.classIndices[0] ?? 0) };
  };
  return { width, train: part('train'), test: part('test') };
}

/** Test accuracy of our heads by penalty. */
export async function flowersHeads({
  width,
  train,
  test,
}: FlowersFeatures): Promise<Record<string, { svm: number; softmax: number }>> {
  const classes = 1 + Math.max(...train.classOf);
  const data = { ...train, count: train.classOf.length, width, classes, weights: null };
  const found: Record<string, { svm: number; softmax: number }> = {};
  for (const c of penalties) {
    const [svm, softmax] = [await solveSvm(data, { c }), await solveSoftmax(data, { c })];
    found[String(c)] = { svm: accuracyOf(svm, test), softmax: accuracyOf(softmax, test) };
  }
  return found;
}

function accuracyOf(head: { weight: Float32Array; bias: Float32Array }, { features, classOf }: FlowersPart): number {
  const scores = linearScores(features, head);
  const classes = head.bias.length;
  const right = Array.from(classOf).filter((truth, row) => {
    const own = scores.subarray(row * classes, (row + 1) * classes);
    return own.indexOf(Math.max(...own)) === truth;
  });
  return right.length / classOf.length;
}
