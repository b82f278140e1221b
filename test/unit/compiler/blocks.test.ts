import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  blocksOf,
  countCost,
  cutAt,
  cutFrom,
  decode,
  featuresOf,
  fedInputs,
  shapeOf,
  upgrade,
  withDims,
  type Graph,
} from '../../../electron/compiler/index.ts';
import * as architectures from '../../support/architectures/index.ts';
import { colorClassifierGraph, randomCnnGraph } from '../../support/networks.ts';
import { sharedAbsent, sharedDir } from '../../support/shared.ts';

const built = (name: Exclude<keyof typeof architectures, 'denseNet'>, side = 224): Graph =>
  architectures[name]({ batch: 1, width: side, height: side, classes: 10, seed: null, widthFactor: 0.25 });

const featureOf = (graph: Graph): string => featuresOf(graph, graph.outputs[0]?.name ?? '');

/** Kinds and how often each follows itself, from the input on: "conv 1, residual 8". */
const kindsOf = (graph: Graph): string => {
  const runs: { kind: string; count: number }[] = [];
  for (const { name } of blocksOf(graph, featureOf(graph)).toReversed()) {
    const kind = name.replace(/ \d+$/, '');
    const last = runs.at(-1);
    if (last?.kind === kind) last.count++;
    else runs.push({ kind, count: 1 });
  }
  return runs.map(({ kind, count }) => `${kind} ${count}`).join(', ');
};

const published = [
  ['alexNet', 227, 'conv 5, linear 2'],
  ['zfNet', 227, 'conv 5, linear 2'],
  ['vgg11', 224, 'conv 2, stage 3, linear 2'],
  ['vgg16', 224, 'stage 5, linear 2'],
  ['resNet18', 224, 'conv 1, residual 8'],
  ['resNet50', 224, 'conv 1, residual 16'],
  ['resNet18V2', 224, 'conv 1, residual 8'],
  ['resNet50V2', 224, 'conv 1, residual 16'],
  ['mobileNetV2', 224, 'conv 1, inverted residual 17, conv 1'],
  ['googLeNet', 224, 'conv 3, inception 9'],
  ['denseNet121', 224, 'conv 1, dense layer 6, conv 1, dense layer 12, conv 1, dense layer 24, conv 1, dense layer 16'],
] as const;

test.each(published)('%s falls into the blocks of its paper', (name, side, kinds) => {
  expect(kindsOf(built(name, side))).toBe(kinds);
});

test('the last block comes first, named by its place from the input', () => {
  const graph = built('mobileNetV2');
  const blocks = blocksOf(graph, featureOf(graph));
  const named = [blocks[0], blocks[1], blocks.at(-1)].map((block) => block?.name);
  expect(named).toEqual(['conv 19', 'inverted residual 18', 'conv 1']);
  expect(blocks.at(-1)?.from).toBe('image');
});

test.each(published)('%s: the blocks cost together what the network costs up to its features', (name, side) => {
  const graph = built(name, side);
  const features = featureOf(graph);
  const whole = countCost(cutAt(graph, [features]));
  const blocks = blocksOf(graph, features);
  expect({
    parameters: blocks.reduce((sum, block) => sum + block.parameters, 0),
    multiplyAdds: blocks.reduce((sum, block) => sum + block.multiplyAdds, 0),
  }).toEqual({ parameters: whole.parameters, multiplyAdds: whole.multiplyAdds });
});

test.each(published)('%s: what follows any boundary needs nothing else of the network before it', (name, side) => {
  const graph = built(name, side);
  for (const { from } of blocksOf(graph, featureOf(graph)))
    expect(cutFrom(graph, from).inputs.map((input) => input.name)).toEqual([from]);
});

test('where a skip spans most of a network, what it spans is one block', () => {
  const graph = built('uNet');
  const total = countCost(graph).multiplyAdds;
  const largest = Math.max(...blocksOf(graph, featureOf(graph)).map(({ multiplyAdds }) => multiplyAdds));
  expect(largest / total).toBeGreaterThan(0.75);
});

describe('featuresOf', () => {
  test('is what the last linear layer reads, before dropout', () => {
    const graph = built('vgg11');
    const features = featureOf(graph);
    expect(graph.nodes.find(({ outputs }) => outputs.includes(features))?.op).toBe('Relu');
  });

  test('looks through probabilities and a changed layout', () => {
    const graph = colorClassifierGraph({ layout: 'NHWC', kind: 'probabilities' });
    expect(featuresOf(graph, 'probabilities')).toBe('flatten');
  });

  test('is the output itself of a network that gives features', () => {
    expect(featuresOf(cutAt(randomCnnGraph(1), ['flatten']), 'flatten')).toBe('flatten');
    const backbone = cutAt(built('mobileNetV2'), ['flatten']);
    expect(featuresOf(backbone, 'flatten')).toBe('flatten');
  });
});

const shared = sharedDir();
const networkOf = (file: string, side: number): Graph => {
  const graph = upgrade(decode(readFileSync(join(shared ?? '', 'models', file))));
  const names = fedInputs(graph).flatMap((input) => shapeOf(input) ?? []);
  return withDims(graph, new Map(names.map((name, axis) => [String(name), axis === 0 ? 1 : side] as const)));
};

test.skipIf(shared === null).each([
  ['mobilenetv2_1.0_224_imagenet.onnx', 224, 'features', 'conv 1, inverted residual 17, conv 1'],
  ['squeezenet1_1_imagenet.onnx', 224, 'concat_111', 'conv 1, fire 8'],
  ['resnet50v2_c4_features.onnx', 224, 'features', 'conv 1, residual 13'],
  ['mobilenet_v1_0.25_128_imagenet.onnx', 128, 'globalaveragepool_111', 'conv 1, separable 13'],
  ['resnet8_cifar10.onnx', 32, 'flatten_39', 'conv 1, residual 3'],
] as const)('%s as published: features and blocks', (file, side, features, kinds) => {
  const graph = networkOf(file, side);
  expect({ features: featureOf(graph), kinds: kindsOf(graph) }).toEqual({ features, kinds });
});

if (shared === null) console.info(sharedAbsent);
