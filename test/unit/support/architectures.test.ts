import { describe, expect, test } from 'vitest';
import { elements, type Graph } from '../../../electron/compiler/index.ts';
import { parametersOf } from '../../peer/parameters.ts';
import * as architectures from '../../support/architectures/index.ts';
import type { Architecture } from '../../support/architectures/index.ts';

const fullSize = { batch: 1, width: 224, height: 224, classes: 1000, seed: null, widthFactor: 1 };

/** Trainable numbers at 1,000 classes; of AlexNet with its groups, of GoogLeNet without auxiliary classifiers. */
const published: readonly (readonly [string, Architecture, number, number])[] = [
  ['AlexNet', architectures.alexNet, 227, 60_965_224],
  ['ZFNet', architectures.zfNet, 224, 62_357_608],
  ['VGG-11', architectures.vgg11, 224, 132_863_336],
  ['VGG-16', architectures.vgg16, 224, 138_357_544],
  ['GoogLeNet', architectures.googLeNet, 224, 6_998_552],
  ['ResNet-18', architectures.resNet18, 224, 11_689_512],
  ['ResNet-50', architectures.resNet50, 224, 25_557_032],
  ['DenseNet-121', architectures.denseNet121, 224, 7_978_856],
  ['MobileNetV2', architectures.mobileNetV2, 224, 3_504_872],
];

describe('a generated architecture at full size', () => {
  test.each(published)('%s has as many parameters as published', (_name, architecture, side, count) => {
    const graph = architecture({ ...fullSize, width: side, height: side });
    expect(parameterCount(graph)).toBe(count);
  });

  test('U-Net has 31 million parameters at two classes, as with the convolutions of its paper', () => {
    // The paper's pictures have one channel: its first convolution has 64 · 9 · 2 fewer.
    const graph = architectures.uNet({ ...fullSize, classes: 2 });
    expect(parameterCount(graph) - 64 * 9 * 2).toBe(31_030_658);
  });

  test('FCN-8s has 134 million parameters at 21 classes, as in table 1 of its paper', () => {
    const trunk = 14_714_688; // VGG-16 without its linear layers
    const linear = (512 * 49 + 1) * 4096 + (4096 + 1) * 4096;
    const scores = (4096 + 512 + 256 + 3) * 21;
    const bilinear = 2 * 21 * 21 * 16;
    const graph = architectures.fcn8({ ...fullSize, classes: 21 });
    expect(parameterCount(graph)).toBe(trunk + linear + scores + bilinear);
  });

  test('ResNet of version 2 differs from version 1 by its normalizations alone', () => {
    for (const [one, two] of [
      [architectures.resNet18, architectures.resNet18V2],
      [architectures.resNet50, architectures.resNet50V2],
    ] as const)
      expect(convolutionCount(two(fullSize))).toBe(convolutionCount(one(fullSize)));
  });
});

const parameterCount = (graph: Graph): number => {
  const names = new Set(parametersOf(graph));
  return graph.initializers.filter(({ name }) => names.has(name)).reduce((sum, { dims }) => sum + elements(dims), 0);
};

const convolutionCount = (graph: Graph): number => {
  const weights = new Set(graph.nodes.filter(({ op }) => op === 'Conv').map(({ inputs }) => inputs[1]));
  return graph.initializers.filter(({ name }) => weights.has(name)).reduce((sum, { dims }) => sum + elements(dims), 0);
};
