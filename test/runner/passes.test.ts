import { describe, expect, test } from 'vitest';
import {
  asParameters,
  cutAt,
  cutFrom,
  exposeTaps,
  foldBatchNorm,
  replaceHead,
  seeded,
  trainBatchNorm,
  trainableInLast,
  withParameters,
  withRunningStatistics,
  type Graph,
} from '../../electron/compiler/index.ts';
import * as architectures from '../support/architectures/index.ts';
import { relativeDifference, runInRuntime } from '../support/cases/runtime.ts';
import { asFeeds, drawnFeeds, expectSame, seed, type Feeds } from '../support/passes.ts';

// Laws of the passes in ONNX Runtime, on networks of published architectures. Its optimizer is off: it folds
// normalizations by itself and would compare its folding with ours.

const options = { batch: 2, width: 64, height: 64, classes: 5, seed, widthFactor: 0.25 } as const;

const networks: Readonly<Record<string, Graph>> = {
  'ResNet-18': architectures.resNet18(options),
  'ResNet-18 v2': architectures.resNet18V2(options),
  MobileNetV2: architectures.mobileNetV2(options),
  DenseNet: architectures.denseNet121({ ...options, widthFactor: 0.125 }),
  'U-Net': architectures.uNet({ ...options, widthFactor: 0.125 }),
};

const normalizations = (graph: Graph): number => graph.nodes.filter(({ op }) => op === 'BatchNormalization').length;

/** The value between backbone and classifier. */
const featuresOf = (graph: Graph): string => graph.nodes.find(({ op }) => op === 'Flatten')?.outputs[0] ?? '';

describe.each(Object.entries(networks))('%s', (name, graph) => {
  const feeds = drawnFeeds(graph);

  test('with its normalizations folded the network answers the same to 1e-5', async () => {
    const folded = foldBatchNorm(graph);
    if (name === 'ResNet-18' || name === 'MobileNetV2') expect(normalizations(folded)).toBe(0);
    else expect(normalizations(folded)).toBeLessThanOrEqual(normalizations(graph));
    const [found, wanted] = await Promise.all([folded, graph].map((each) => runInRuntime(each, feeds)));
    const difference = relativeDifference(found!.get('logits')!, wanted!.get('logits')!);
    expect(difference, `seed ${seed}`).toBeLessThan(1e-5);
  });

  test('inner values come out as they are, and change nothing', async () => {
    const taps = graph.nodes.filter(({ op }) => op === 'Relu' || op === 'Add').flatMap(({ outputs }) => outputs);
    const tapped = await runInRuntime(exposeTaps(graph, taps), feeds);
    expectSame(tapped, await runInRuntime(graph, feeds));
    const cut = await runInRuntime(cutAt(graph, taps), feeds);
    for (const tap of taps) expect(cut.get(tap), tap).toEqual(tapped.get(tap));
  });

  test('parameters that are fed give the answers of the file, and written back the file', async () => {
    const { graph: open, values } = asParameters(graph, trainableInLast(graph, 3));
    const wanted = await runInRuntime(graph, feeds);
    // The runtime packs constant weights and then adds up in another order.
    const fed = await runInRuntime(open, new Map([...feeds, ...asFeeds(values)]));
    expect(relativeDifference(fed.get('logits')!, wanted.get('logits')!), `seed ${seed}`).toBeLessThan(1e-5);
    expectSame(await runInRuntime(withParameters(open, values), feeds), wanted);
  });

  test('statistics of the batch, and back to those of the file', async () => {
    const { graph: training, values, statistics } = trainBatchNorm(graph);
    const learned = await runInRuntime(training, new Map([...feeds, ...asFeeds(values)]));
    for (const { output } of statistics) expect(learned.get(output)!.values.every(Number.isFinite), output).toBe(true);
    expect(statistics).toHaveLength(2 * normalizations(graph));
    expectSame(await runInRuntime(withRunningStatistics(training, values), feeds), await runInRuntime(graph, feeds));
  });
});

const classifiers = Object.entries(networks).filter(([name]) => name !== 'U-Net');

describe.each(classifiers)('%s, parted', (_name, graph) => {
  const feeds = drawnFeeds(graph);
  const features = featuresOf(graph);

  test('backbone and head are the whole, bit for bit', async () => {
    const backbone = await runInRuntime(cutAt(graph, [features]), feeds);
    const given: Feeds = new Map([['features', backbone.get(features)!]]);
    expectSame(await runInRuntime(cutFrom(graph, features, 'features'), given), await runInRuntime(graph, feeds));
  });

  test('with another head the features stay, bit for bit', async () => {
    const replaced = replaceHead(graph, { features, layers: [{ outputs: 16 }, { outputs: 3 }], rng: seeded(seed) });
    const found = await runInRuntime(exposeTaps(replaced, [features]), feeds);
    expect(found.get('logits')!.dims).toEqual([2, 3]);
    const wanted = await runInRuntime(cutAt(graph, [features]), feeds);
    expectSame(new Map([[features, found.get(features)!]]), wanted);
  });
});
