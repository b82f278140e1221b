import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  asParameters,
  attachLoss,
  cutAt,
  cutFrom,
  decode,
  differentiate,
  exposeTaps,
  fedInputs,
  foldBatchNorm,
  nextName,
  replaceHead,
  seeded,
  shapeOf,
  softmaxLoss,
  trainableInLast,
  upgrade,
  withDims,
  withOptimizer,
  type Graph,
} from '../../electron/compiler/index.ts';
import { tensor64 } from '../../electron/reference/index.ts';
import { relativeDifference, runInRuntime } from '../support/cases/runtime.ts';
import { asFeeds, drawnFeeds, expectSame, seed, type Feeds } from '../support/passes.ts';
import { sharedAbsent, sharedDir } from '../support/shared.ts';

// The life of a network that a person trains further, on published files: cut, re-headed, partly freed, trained.

const shared = sharedDir();
const batch = 4;
/** By how much a step shall lower the loss: small, so that the loss is straight, and far above rounding. */
const fall = 0.002;

/** The file, brought up to date, for one batch and one size. */
function networkOf(file: string, side: number): Graph {
  const graph = upgrade(decode(readFileSync(join(shared ?? '', 'models', file))));
  const names = fedInputs(graph).flatMap((input) => shapeOf(input) ?? []);
  return withDims(graph, new Map(names.map((name, axis) => [String(name), axis === 0 ? batch : side] as const)));
}

const classifiers = [
  ['resnet8_cifar10.onnx', 32],
  ['mobilenet_v1_0.25_96_person.onnx', 96],
  ['mobilenetv2_1.0_224_imagenet.onnx', 96],
  ['squeezenet1_1_imagenet.onnx', 96],
] as const;

describe.skipIf(shared === null).each(classifiers)('%s', (file, side) => {
  test('parted before its global average, backbone and head are the whole, bit for bit', async () => {
    const graph = networkOf(file, side);
    const feeds = drawnFeeds(graph);
    const maps = mapsOf(graph);
    const backbone = await runInRuntime(cutAt(graph, [maps]), feeds);
    const given: Feeds = new Map([['maps', backbone.get(maps)!]]);
    expectSame(await runInRuntime(cutFrom(graph, maps, 'maps'), given), await runInRuntime(graph, feeds));
  });

  test('with a new head and two trained layers a step lowers the loss by rate · |gradient|²', async () => {
    const graph = networkOf(file, side);
    const headed = replaceHead(graph, { features: mapsOf(graph), layers: [{ outputs: 3 }], rng: seeded(seed) });
    const feeds = new Map([...drawnFeeds(headed), ['targets', tensor64([batch], [0, 1, 2, 1], 'int64')] as const]);
    const { graph: open, values } = asParameters(headed, trainableInLast(headed, 2));
    const lossy = attachLoss(open, softmaxLoss({ logits: 'logits' }));
    const differentiated = differentiate(lossy.graph, { of: lossy.loss, wrt: [...values.keys()] });
    // Clipped at a length that no gradient has, so that its length is given out.
    const step = withOptimizer(differentiated, { kind: 'sgd', clipNorm: 1e9 });
    const run = (parameters: Feeds, rate: number) =>
      runInRuntime(step.graph, new Map([...feeds, ...parameters, ['learning_rate', tensor64([], [rate])]]));
    const scalar = (outputs: Feeds, name: string): number => outputs.get(name)!.values[0]!;

    const before = await run(asFeeds(values), 0);
    const square = scalar(before, 'gradient_norm') ** 2;
    const taken = await run(asFeeds(values), fall / square);
    const after = await run(new Map([...values.keys()].map((name) => [name, taken.get(nextName(name))!])), 0);
    const fallen = scalar(before, lossy.loss) - scalar(after, lossy.loss);
    expect(Math.abs(fallen / fall - 1), `seed ${seed}, fell by ${fallen}`).toBeLessThan(0.02);
    const stored = step.graph.initializers.filter(({ name }) => graph.initializers.some((old) => old.name === name));
    for (const tensor of stored) expect(tensor).toBe(graph.initializers.find(({ name }) => name === tensor.name));
  });
});

test.skipIf(shared === null)('ResNet-50 v2 with folded normalizations has the same features to 1e-5', async () => {
  const graph = networkOf('resnet50v2_c4_features.onnx', 96);
  const folded = foldBatchNorm(graph);
  const count = ({ nodes }: Graph): number => nodes.filter(({ op }) => op === 'BatchNormalization').length;
  // Those that stand before a convolution stay: one for the picture, and one at each block and at the end.
  expect([count(graph), count(folded)]).toEqual([42, 15]);
  const feeds = drawnFeeds(graph);
  const [found, wanted] = [await runInRuntime(folded, feeds), await runInRuntime(graph, feeds)];
  expect(relativeDifference(found.get('features')!, wanted.get('features')!), `seed ${seed}`).toBeLessThan(1e-5);
});

test.skipIf(shared === null)('taps of a published network change nothing', async () => {
  const graph = networkOf('mobilenetv2_1.0_224_imagenet.onnx', 96);
  const feeds = drawnFeeds(graph);
  const taps = graph.nodes.filter(({ op }) => op === 'Add').flatMap(({ outputs }) => outputs);
  expectSame(await runInRuntime(exposeTaps(graph, taps), feeds), await runInRuntime(graph, feeds));
});

test.skipIf(shared !== null)(`passes on published networks: ${sharedAbsent}`, () => undefined);

/** What the global average reads. */
function mapsOf(graph: Graph): string {
  const node = graph.nodes.find(({ op }) => op === 'GlobalAveragePool');
  if (!node?.inputs[0]) throw new Error('The network has no global average.');
  return node.inputs[0];
}
