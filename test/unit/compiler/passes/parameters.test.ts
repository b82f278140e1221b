import { expect, test } from 'vitest';
import {
  asParameters,
  differentiate,
  exposeTaps,
  floatTensor,
  attachLoss,
  headBias,
  headWeight,
  print,
  readMetadata,
  replaceHead,
  seeded,
  softmaxLoss,
  trainableFrom,
  trainableInLast,
  withMetadata,
  withParameters,
} from '../../../../electron/compiler/index.ts';
import { evaluate, tensor64 } from '../../../../electron/reference/index.ts';
import {
  asFeeds,
  drawnFeeds,
  expectSame,
  inputNames,
  outputNames,
  smallCnn,
  storedNames,
} from '../../../support/passes.ts';

const graph = smallCnn();
const feeds = drawnFeeds(graph);

test('a network fed with its own parameters is the network', () => {
  const { graph: open, values } = asParameters(graph, trainableFrom(graph, 'image'));
  expect(inputNames(open)).toEqual(['image', ...values.keys()]);
  expectSame(evaluate(open, new Map([...feeds, ...asFeeds(values)])), evaluate(graph, feeds));
});

test('parameters that are written back give the network they were taken from', () => {
  const { graph: open, values } = asParameters(graph, ['conv_2_weight', 'gemm_bias'].slice(1));
  const back = withParameters(open, values);
  expect(inputNames(back)).toEqual(['image']);
  expect(new Set(storedNames(back))).toEqual(new Set(storedNames(graph)));
  expectSame(evaluate(back, feeds), evaluate(graph, feeds));
});

test('a predicate chooses among the floats of the file', () => {
  const { values } = asParameters(graph, ({ dims }) => dims.length === 4);
  expect([...values.keys()]).toEqual(['conv_weight', 'conv_weight_2']);
});

test('parameters that do not exist or do not fit are refused', () => {
  expect(() => asParameters(graph, ['weight9'])).toThrow('The network has no parameter called "weight9".');
  const wrong = new Map([['gemm_bias', floatTensor('', [4], [0, 0, 0, 0])]]);
  expect(() => withParameters(graph, wrong)).toThrow('float32[4] cannot be stored where the network has float32[3]');
});

test('trainable are weights, biases, scales and shifts at or after a value, not running statistics', () => {
  const norm = ['bn_scale', 'bn_bias'];
  const second = ['conv_weight_2', 'bn_scale_2', 'bn_bias_2'];
  const head = ['gemm_weight', 'gemm_bias'];
  expect(trainableFrom(graph, 'image')).toEqual(['conv_weight', ...norm, ...second, ...head]);
  expect(trainableFrom(graph, 'bn')).toEqual([...norm, ...second, ...head]);
  expect(trainableFrom(graph, 'conv_2')).toEqual([...second, ...head]);
  expect(trainableFrom(graph, 'logits')).toEqual([]);
});

test('the last layers are counted by their weights and bring their normalization along', () => {
  expect(trainableInLast(graph, 0)).toEqual([]);
  expect(trainableInLast(graph, 1)).toEqual(['gemm_weight', 'gemm_bias']);
  expect(trainableInLast(graph, 2)).toEqual(trainableFrom(graph, 'conv_2'));
  expect(trainableInLast(graph, 9)).toEqual(trainableFrom(graph, 'image'));
});

test('what is frozen costs nothing: the backward pass ends at the lowest trained layer', () => {
  const trained = (names: readonly string[]): readonly string[] => {
    const { graph: open } = asParameters(graph, names);
    const { graph: lossy, loss } = attachLoss(open, softmaxLoss({ logits: 'logits' }));
    const { graph: both } = differentiate(lossy, { of: loss, wrt: names });
    return both.nodes.slice(lossy.nodes.length).map(({ op }) => op);
  };
  const last = trained(trainableInLast(graph, 1));
  const more = trained(trainableInLast(graph, 2));
  const every = trained(trainableFrom(graph, 'image'));
  // The classifier's own gradients need no convolution, no normalization and no Relu of the layers below.
  expect(last.filter((op) => ['Conv', 'ConvTranspose', 'Where', 'Greater'].includes(op))).toEqual([]);
  expect(last.length).toBeLessThan(more.length);
  expect(more.length).toBeLessThan(every.length);
});

test('a new head leaves the features as they were and computes logits from them', () => {
  const weight = floatTensor('', [2, 4], [1, 0, 0, 0, 0, 2, 0, 0]);
  const bias = floatTensor('', [2], [0.5, 0]);
  const replaced = replaceHead(graph, { features: 'flatten', layers: [{ outputs: 2, weight, bias }] });
  expect(outputNames(replaced)).toEqual(['logits']);
  const found = evaluate(exposeTaps(replaced, ['flatten', 'relu']), feeds);
  const wanted = evaluate(graph, feeds, { wanted: ['flatten', 'relu'] });
  expectSame(found, wanted);
  const features = wanted.get('flatten')!.values;
  const logits = [0, 1].flatMap((n) => [features[4 * n]! + 0.5, 2 * features[4 * n + 1]!]);
  expect(found.get('logits')).toEqual(tensor64([2, 2], logits));
});

test.each(['average', 'maximum', 'none'] as const)('a head on maps brings them to a row: %s', (pooling) => {
  const layers = [{ outputs: 5 }, { outputs: 2 }];
  const replaced = replaceHead(graph, { features: 'relu_2', layers, pooling, rng: seeded(3) });
  const tapped = evaluate(exposeTaps(replaced, ['relu_2', 'flatten']), feeds);
  expect(tapped.get('logits')!.dims).toEqual([2, 2]);
  expectSame(new Map([['relu_2', tapped.get('relu_2')!]]), evaluate(graph, feeds, { wanted: ['relu_2'] }));
  const maps = tapped.get('relu_2')!.values;
  const rows = Array.from({ length: 8 }, (_, i) => [...maps.slice(16 * i, 16 * i + 16)]);
  const wanted = {
    average: rows.map((row) => row.reduce((a, b) => a + b, 0) / 16),
    maximum: rows.map((row) => Math.max(...row)),
    none: rows.flat(),
  };
  tapped.get('flatten')!.values.forEach((value, i) => expect(value).toBeCloseTo(wanted[pooling][i]!, 12));
});

test('drawn weights keep to the bound of Xavier and biases begin at 0', () => {
  const replaced = replaceHead(graph, { features: 'flatten', layers: [{ outputs: 90 }], rng: seeded(3) });
  const { values } = asParameters(replaced, [headWeight(1), headBias(1)]);
  const { values: weights } = asFeeds(values).get(headWeight(1))!;
  const bound = Math.sqrt(6 / 94);
  const largest = Math.max(...weights.map(Math.abs));
  expect(largest).toBeLessThanOrEqual(bound);
  expect(largest).toBeGreaterThan(0.95 * bound);
  // The variance of a uniform distribution of that width: 2 / (features + outputs).
  expect(weights.reduce((sum, w) => sum + w * w, 0) / weights.length).toBeCloseTo(2 / 94, 2.5);
  expect([...asFeeds(values).get(headBias(1))!.values]).toEqual(Array<number>(90).fill(0));
});

test('a head keeps the metadata and refuses weights that do not fit', () => {
  const replaced = replaceHead(withMetadata(graph, { card: 'x' }), {
    features: 'flatten',
    layers: [{ outputs: 2 }],
    rng: seeded(1),
  });
  expect(readMetadata(replaced, 'card')).toBe('x');
  const weight = floatTensor('w', [2, 5], Array<number>(10).fill(0));
  expect(() => replaceHead(graph, { features: 'flatten', layers: [{ outputs: 2, weight }] })).toThrow(
    '"w" cannot be used for this: it is float32[2, 5] where float32[2, 4] is needed.',
  );
  expect(() => replaceHead(graph, { features: 'flatten', layers: [{ outputs: 2 }] })).toThrow('needs an rng');
});

test('these passes leave the graph they were given as it was', () => {
  const before = print(graph);
  asParameters(graph, () => true);
  withParameters(graph, new Map());
  replaceHead(graph, { features: 'relu', layers: [{ outputs: 2 }], rng: seeded(1) });
  expect(print(graph)).toBe(before);
});
