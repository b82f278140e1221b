import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  decode,
  elements,
  fedInputs,
  floatTensor,
  intTensor,
  seeded,
  withDims,
  type Graph,
} from '../../../electron/compiler/index.ts';
import { parametersOf } from '../../peer/parameters.ts';
import type { Loss, Problem } from '../../peer/writeNetwork.ts';
import * as architectures from '../../support/architectures/index.ts';
import type { Architecture, ArchitectureOptions } from '../../support/architectures/index.ts';

// The networks whose loss and gradients are compared with PyTorch's. Everything follows from seeds.

export interface GradientCase {
  readonly name: string;
  /** Where the network comes from, for source.md. */
  readonly source: string;
  /** Whether the network is a file of the shared folder. */
  readonly isShared: boolean;
  /** @param models  the shared folder's models; read only where `isShared` */
  readonly problem: (models: string) => Problem;
}

const generated = (
  name: string,
  architecture: Architecture,
  options: Partial<ArchitectureOptions> & { readonly side: number },
): GradientCase => {
  const { side, ...rest } = options;
  const whole = { batch: 2, width: side, height: side, classes: 10, seed: 1, widthFactor: 1, ...rest };
  return {
    name,
    source: `test/support/architectures, ${JSON.stringify(whole)}`,
    isShared: false,
    problem: () => {
      const graph = architecture(whole);
      const dims = graph.outputs[0]?.type?.kind === 'tensor' ? (graph.outputs[0].type.shape ?? []) : [];
      const image = smoothNoise('image', [whole.batch, 3, side, side], 1);
      return problemOf(graph, image, classTarget('logits', dims as number[]));
    },
  };
};

interface SharedOptions {
  readonly dims: readonly [number, number, number, number];
  /** What turns a pixel of 0 to 255 into the network's input. */
  readonly scale: number;
  readonly offset: number;
  readonly output: string;
  readonly outputDims: readonly number[];
  readonly kind: Loss['kind'];
  /**
   * Of the picture; default 1. Where some activation lay so near a kink of Relu or Clip that not even PyTorch agreed
   * with itself, a picture with a larger `kinkDistance`.
   */
  readonly seed?: number;
}

const shared = (name: string, options: SharedOptions): GradientCase => ({
  name,
  source: `the shared folder's ${name}.onnx, ${JSON.stringify(options)}`,
  isShared: true,
  problem: (models) => {
    const { dims, scale, offset, output, outputDims, kind, seed = 1 } = options;
    const file = decode(readFileSync(join(models, `${name}.onnx`)));
    const graph = withDims(file, new Map(['N', 'C', 'H', 'W'].map((axis, i) => [axis, dims[i] ?? 1])));
    const input = fedInputs(graph)[0]?.name ?? '';
    const noise = smoothNoise(input, dims, seed);
    // Within 0 to 255 without clipping: flat areas would tie in a maximum.
    const image = { ...noise, values: noise.values.map((value) => (127.5 + 40 * value) * scale + offset) };
    const loss = kind === 'crossEntropy' ? classTarget(output, outputDims) : pictureTarget(output, outputDims);
    return problemOf(graph, image, loss);
  },
});

const logits = (count: number, ...map: number[]) =>
  ({ output: 'logits', outputDims: [2, count, ...map], kind: 'crossEntropy' }) as const;
const centered = { scale: 1 / 127.5, offset: -1 };
const standardized = { scale: 1 / 57, offset: -2.1 };
const styled = { dims: [1, 3, 64, 64], scale: 1, offset: 0, outputDims: [1, 3, 64, 64], kind: 'l2' } as const;
const { alexNet, denseNet121, fcn8, googLeNet, mobileNetV2, uNet, vgg11, vgg16, zfNet } = architectures;
const { resNet18, resNet18V2, resNet50, resNet50V2 } = architectures;

export const gradientCases: readonly GradientCase[] = [
  generated('alexnet', alexNet, { side: 96, widthFactor: 0.25 }),
  generated('zfnet', zfNet, { side: 96, widthFactor: 0.25 }),
  generated('vgg11', vgg11, { side: 64, widthFactor: 0.25 }),
  generated('vgg16', vgg16, { side: 64, widthFactor: 0.25 }),
  generated('googlenet', googLeNet, { side: 64, widthFactor: 0.5 }),
  generated('resnet18', resNet18, { side: 64, widthFactor: 0.5 }),
  generated('resnet18-training', resNet18, { side: 64, widthFactor: 0.5, batch: 4, normalization: 'training' }),
  generated('resnet50', resNet50, { side: 64, widthFactor: 0.25 }),
  generated('resnet18-v2', resNet18V2, { side: 64, widthFactor: 0.5 }),
  generated('resnet50-v2', resNet50V2, { side: 64, widthFactor: 0.25 }),
  generated('densenet121', denseNet121, { side: 64, widthFactor: 0.25 }),
  generated('mobilenetv2', mobileNetV2, { side: 64, widthFactor: 0.5 }),
  generated('unet', uNet, { side: 64, widthFactor: 0.125, classes: 5 }),
  generated('fcn8', fcn8, { side: 64, widthFactor: 0.125, classes: 5 }),
  shared('deeplabv3_mnv2_dm05_voc_513', {
    dims: [1, 3, 513, 513],
    ...centered,
    ...logits(21, 513, 513),
    outputDims: [1, 21, 513, 513],
  }),
  shared('deeplabv3_mnv2_voc_os8_dynamic', { seed: 3, dims: [2, 3, 97, 97], ...centered, ...logits(21, 13, 13) }),
  shared('fastestdet_coco', {
    dims: [1, 3, 352, 352],
    scale: 1 / 255,
    offset: 0,
    output: '758',
    outputDims: [1, 85, 22, 22],
    kind: 'l2',
  }),
  shared('mobilenet_v1_0.25_128_imagenet', { dims: [2, 3, 128, 128], ...centered, ...logits(1000) }),
  shared('mobilenet_v1_0.25_96_person', { dims: [2, 3, 96, 96], scale: 1 / 255, offset: 0, ...logits(2) }),
  shared('mobilenetv2_1.0_224_imagenet', { seed: 2, dims: [2, 3, 96, 96], ...centered, ...logits(1000) }),
  shared('resnet50v2_c4_features', {
    dims: [2, 3, 64, 64],
    ...standardized,
    output: 'features',
    outputDims: [2, 1024],
    kind: 'l2',
  }),
  shared('resnet8_cifar10', { dims: [2, 3, 32, 32], scale: 1, offset: 0, ...logits(10) }),
  shared('squeezenet1_1_imagenet', { dims: [2, 3, 96, 96], ...standardized, ...logits(1000) }),
  shared('style_candy', { ...styled, output: 'output', seed: 6 }),
  shared('style_mosaic', { ...styled, output: 'output', seed: 7 }),
  shared('style_starry-night', { ...styled, output: 'output', seed: 7 }),
  shared('style_sunflowers', { ...styled, output: 'output', seed: 2 }),
];

function problemOf(graph: Graph, image: Picture, loss: Loss): Problem {
  const feed = floatTensor(image.name, image.dims, image.values);
  return { graph, feeds: [feed], loss, wanted: [...parametersOf(graph), image.name] };
}

interface Picture {
  readonly name: string;
  readonly dims: readonly number[];
  readonly values: readonly number[];
}

/** [N, C, H, W], about −2 to 2, never beyond 3.15: six waves per channel and a little noise. */
function smoothNoise(name: string, dims: readonly number[], seed: number): Picture {
  const rng = seeded(seed);
  const [batch = 1, channels = 1, height = 1, width = 1] = dims;
  const values: number[] = [];
  for (let map = 0; map < batch * channels; map++) {
    const waves = Array.from({ length: 6 }, () => [rng() * 8, rng() * 8, rng() * 2 * Math.PI] as const);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const angles = waves.map(([fx, fy, phase]) => 2 * Math.PI * ((fx * x) / width + (fy * y) / height) + phase);
        values.push(0.5 * angles.reduce((sum, angle) => sum + Math.sin(angle), 0) + 0.3 * (rng() - 0.5));
      }
    }
  }
  return { name, dims, values };
}

/** One class per picture, or per pixel; logits are [N, C] or [N, C, H, W]. */
function classTarget(output: string, dims: readonly number[]): Loss {
  const [batch = 1, classes = 1, ...map] = dims;
  const rng = seeded(2);
  const targetDims = [batch, ...map];
  const indices = Array.from({ length: elements(targetDims) }, () => Math.floor(rng() * classes));
  return { kind: 'crossEntropy', logits: output, target: intTensor('target', targetDims, indices) };
}

function pictureTarget(output: string, dims: readonly number[]): Loss {
  const rng = seeded(2);
  const values = Array.from({ length: elements(dims) }, () => rng());
  return { kind: 'l2', output, target: floatTensor('target', dims, values) };
}
