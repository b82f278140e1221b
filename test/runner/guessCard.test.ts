import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decode, probeNetwork, withMetadata, type Graph } from '../../electron/compiler/index.ts';
import type { Preprocessing } from '../../electron/contract/index.ts';
import { guessCard, isImageNetCount } from '../../electron/runner/tasks/classification/guessCard.ts';
import { colorCard, colorClassifierGraph } from '../support/networks.ts';
import { sharedAbsent, sharedDir } from '../support/shared.ts';

const shared = sharedDir();

interface Expected {
  readonly task: string;
  readonly size: readonly [number, number];
  readonly outputName: string;
  readonly order?: Preprocessing['colorOrder'];
  readonly mean: number;
  readonly std: number;
}

const deeplab = { task: 'segmentation', outputName: 'logits', mean: 127.5, std: 127.5 } as const;
const style = { task: 'style', size: [224, 224], outputName: 'output', mean: 0, std: 1 } as const;
const imageNet = { mean: 123.675, std: 58.395 } as const;

/** What the cards beside the files say; a size of 224 where the file takes any. */
const published: Readonly<Record<string, Expected>> = {
  deeplabv3_mnv2_dm05_voc_513: { ...deeplab, size: [513, 513] },
  deeplabv3_mnv2_voc_os8_dynamic: { ...deeplab, size: [224, 224] },
  // The file cannot tell that its pixels are BGR.
  fastestdet_coco: { task: 'detection', size: [352, 352], outputName: '758', mean: 0, std: 255 },
  'mobilenet_v1_0.25_128_imagenet': {
    task: 'classification',
    size: [128, 128],
    outputName: 'logits',
    mean: 127.5,
    std: 127.5,
  },
  'mobilenet_v1_0.25_96_person': { task: 'classification', size: [96, 96], outputName: 'logits', mean: 0, std: 255 },
  'mobilenetv2_1.0_224_imagenet': {
    task: 'classification',
    size: [224, 224],
    outputName: 'logits',
    mean: 127.5,
    std: 127.5,
  },
  resnet50v2_c4_features: { task: 'features', size: [224, 224], outputName: 'features', ...imageNet },
  resnet8_cifar10: { task: 'classification', size: [32, 32], outputName: 'logits', mean: 0, std: 1 },
  squeezenet1_1_imagenet: { task: 'classification', size: [224, 224], outputName: 'logits', ...imageNet },
  style_candy: { ...style, order: 'BGR' },
  style_mosaic: { ...style, order: 'BGR' },
  'style_starry-night': style,
  style_sunflowers: style,
};

describe.skipIf(shared === null)('guessing the card of a published network', () => {
  test.each(Object.entries(published))(
    '%s: task, layout, size, colors, output and scale are found',
    (name, expected) => {
      const graph = decode(readFileSync(join(shared ?? '', 'models', `${name}.onnx`)));
      const { card } = guessCard(graph, name);
      const { layout, width, height, colorOrder, mean, std } = card.preprocessing;
      expect({ ...card, layout, size: [width, height], order: colorOrder, mean: mean[0], std: std[0] }).toMatchObject({
        layout: 'NCHW',
        outputKind: 'logits',
        confirmed: false,
        order: 'RGB',
        ...expected,
      });
      expect(card.notes).toMatch(/^Guessed from the graph: .*Scale: .*Task: /);
    },
  );

  test('a network for ImageNet is known by its number of outputs, and cropped as ImageNet is', () => {
    const { facts, card } = guessCard(read('squeezenet1_1_imagenet'), 'squeezenet');
    expect(facts.outputs).toEqual([{ name: 'logits', dims: ['N', 1000] }]);
    expect(isImageNetCount(1000)).toBe(true);
    expect(card).toMatchObject({ classNames: [], preprocessing: { fit: 'crop', shortSide: 256 } });
  });

  test('the facts are those of the file', () => {
    expect(guessCard(read('resnet8_cifar10'), 'resnet8').facts).toEqual({
      opset: 17,
      producer: 'weights-import',
      nodes: 22,
      parameters: 77_706,
      ops: [
        { op: 'Conv', count: 9 },
        { op: 'Relu', count: 7 },
        { op: 'Add', count: 3 },
        { op: 'Flatten', count: 1 },
        { op: 'Gemm', count: 1 },
        { op: 'GlobalAveragePool', count: 1 },
      ],
      inputs: [{ name: 'input', dims: ['N', 3, 32, 32] }],
      outputs: [{ name: 'logits', dims: ['N', 10] }],
    });
  });
});

test.skipIf(shared !== null)(`guessing the card of a published network: ${sharedAbsent}`, () => undefined);

const read = (name: string): Graph => decode(readFileSync(join(shared ?? '', 'models', `${name}.onnx`)));

describe('guessing the card of a generated network', () => {
  test('NHWC, sizes that differ, and probabilities are read off the graph', () => {
    const graph = colorClassifierGraph({ layout: 'NHWC', width: 48, height: 40, kind: 'probabilities' });
    expect(guessCard(graph, 'colors').card).toMatchObject({
      task: 'classification',
      inputName: 'image',
      outputName: 'probabilities',
      outputKind: 'probabilities',
      preprocessing: { layout: 'NHWC', width: 48, height: 40, fit: 'squash' },
    });
  });

  test('a card that Fovea wrote into the file is taken as it is, but for the name and the confirmation', () => {
    const card = colorCard({ colorOrder: 'BGR' });
    const graph = withMetadata(colorClassifierGraph({ colorOrder: 'BGR' }), { 'fovea.card': JSON.stringify(card) });
    expect(guessCard(graph, 'mine').card).toEqual({ ...card, name: 'mine', confirmed: false });
  });

  test('a written card whose output the graph lacks, or that is no card, is passed over', () => {
    const lost = JSON.stringify({ ...colorCard(), outputName: 'gone' });
    for (const text of [lost, '{', '7', '']) {
      const graph = withMetadata(colorClassifierGraph(), { 'fovea.card': text });
      expect(guessCard(graph, 'mine').card.outputName).toBe('logits');
    }
  });

  test.each([
    ['names', "{0: 'red', 1: 'green', 2: 'blue\\'s'}", ['red', 'green', "blue's"]],
    ['classes', '["red", "green", "blue"]', ['red', 'green', 'blue']],
    ['labels', 'red\ngreen\nblue\n', ['red', 'green', 'blue']],
    ['labels', 'red, green, blue', ['red', 'green', 'blue']],
    ['class_names', '{"1": "green", "0": "red", "2": "blue"}', ['red', 'green', 'blue']],
    ['classes', '{"blue": 2, "red": 0, "green": 1}', ['red', 'green', 'blue']],
    ['names', 'red,green', []],
  ])('class names in the metadata key %s as %s are read when there is one for each class', (key, text, names) => {
    const graph = colorClassifierGraph({ classes: ['red', 'green', 'blue'], metadata: { [key]: text } });
    expect(guessCard(graph, 'colors').card.classNames).toEqual(names);
  });

  test('mean and std in the metadata are used, in either unit', () => {
    const scaleOf = (mean: string, std: string) =>
      guessCard(colorClassifierGraph({ metadata: { mean, std } }), 'colors').card.preprocessing;
    expect(scaleOf('[0.5, 0.4, 0.3]', '[0.2, 0.2, 0.2]')).toMatchObject({
      mean: [127.5, 102, 76.5],
      std: [51, 51, 51],
    });
    expect(scaleOf('104, 117, 123', '1')).toMatchObject({ mean: [104, 117, 123], std: [1, 1, 1] });
  });

  test('the metadata of Ultralytics means 0 to 1', () => {
    const graph = colorClassifierGraph({ metadata: { author: 'Ultralytics', imgsz: '[32, 32]', task: 'classify' } });
    expect(guessCard(graph, 'yolo').card.preprocessing).toMatchObject({
      mean: [0, 0, 0],
      std: [255, 255, 255],
      width: 32,
    });
  });

  test('the metadata of Windows ML states color order and range', () => {
    const metadata = { 'Image.BitmapPixelFormat': 'Bgr8', 'Image.NominalPixelRange': 'NominalRange_0_255' };
    expect(guessCard(colorClassifierGraph({ metadata }), 'wml').card.preprocessing).toMatchObject({
      colorOrder: 'BGR',
      mean: [0, 0, 0],
      std: [1, 1, 1],
    });
  });

  test('Caffe is known by its producer and means BGR', () => {
    const graph: Graph = { ...colorClassifierGraph(), producer: 'onnx-caffe2' };
    expect(guessCard(graph, 'caffe').card.preprocessing).toMatchObject({ colorOrder: 'BGR', mean: [104, 117, 123] });
  });

  test('PyTorch means the usual ImageNet numbers', () => {
    const graph: Graph = { ...colorClassifierGraph(), producer: 'pytorch' };
    expect(guessCard(graph, 'torch').card.preprocessing.mean).toEqual([123.675, 116.28, 103.53]);
  });

  test('the probe network is a classifier that ends in probabilities', () => {
    const { card, facts } = guessCard(probeNetwork(), 'probe');
    expect(card).toMatchObject({ task: 'classification', outputKind: 'probabilities', preprocessing: { width: 64 } });
    expect(facts.producer).toBe('fovea');
  });
});
