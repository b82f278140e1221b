import { expect, test } from 'vitest';
import {
  floatsOf,
  GraphError,
  print,
  readMetadata,
  withMetadata,
  withPreprocessing,
  withProbabilities,
  type Graph,
} from '../../../../electron/compiler/index.ts';
import { colorCard, colorClassifierGraph } from '../../../support/networks.ts';

const graph = colorClassifierGraph({ classes: ['red', 'green', 'blue'], width: 8, height: 6, colorOrder: 'BGR' });
const card = {
  layout: 'NCHW',
  colorOrder: 'BGR',
  mean: [104, 117, 123],
  std: [58, 57, 57],
  width: 8,
  height: 6,
} as const;

test('withPreprocessing puts Cast, Gather, Sub, Div and Transpose before the first layer', () => {
  expect(print(withPreprocessing(graph, card))).toMatchInlineSnapshot(`
    "graph colors · ir 10 · opset 21
    producer fovea
    input pixels uint8[N, 6, 8, 3]
    initializer weight float32[3, 3, 3, 3]
    initializer bias float32[3] = -1.0 -1.0 -1.0
    initializer head float32[3, 3]
    initializer bgr int64[3] = 2 1 0
    initializer mean float32[3] = 104.0 117.0 123.0
    initializer std float32[3] = 58.0 57.0 57.0
    pixels_float = Cast(pixels) {to=1}
    pixels_bgr = Gather(pixels_float, bgr) {axis=3}
    centered = Sub(pixels_bgr, mean)
    scaled = Div(centered, std)
    channels_first = Transpose(scaled) {perm=[0, 3, 1, 2]}
    image = Identity(channels_first)
    conv = Conv(image, weight, bias) {kernel_shape=[3, 3] pads=[1, 1, 1, 1]}
    relu = Relu(conv)
    globalaveragepool = GlobalAveragePool(relu)
    flatten = Flatten(globalaveragepool) {axis=1}
    logits = Gemm(flatten, head)
    output logits float32[N, 3]
    "
  `);
});

test('withProbabilities puts Softmax behind the logits and leaves every other output', () => {
  const lines = print(withProbabilities(graph)).split('\n');
  expect(lines.slice(-4)).toEqual([
    'logits = Gemm(flatten, head)',
    'probabilities = Softmax(logits) {axis=1}',
    'output probabilities float32[N, 3]',
    '',
  ]);
});

test('passes leave the graph they were given as it was', () => {
  const before = print(graph);
  withPreprocessing(graph, card, { batch: 4 });
  withProbabilities(graph);
  withMetadata(graph, { key: 'value' });
  expect(print(graph)).toBe(before);
});

test('a batch is stated for the photo and for the output', () => {
  const lines = print(withPreprocessing(graph, card, { batch: 4 })).split('\n');
  expect(lines).toContain('input pixels uint8[4, 6, 8, 3]');
  expect(lines).toContain('output logits float32[4, 3]');
});

test('steps that would change nothing are left out', () => {
  const plain = { ...card, colorOrder: 'RGB', mean: [0, 0, 0], std: [1, 1, 1] } as const;
  const ops = withPreprocessing(graph, plain).nodes.map(({ op }) => op);
  expect(ops.slice(0, 3)).toEqual(['Cast', 'Transpose', 'Identity']);
});

test.each([
  ['a size that the network does not have', { ...card, width: 9 }, 'axis 3 has the length 8, not 9'],
  ['a layout that the network does not have', { ...card, layout: 'NHWC' as const }, 'axis 1 has the length 3, not 6'],
])('%s is refused with the axis', (_what, wrong, reason) => {
  expect(() => withPreprocessing(graph, wrong)).toThrow(reason);
});

test('an input that is not there is refused with the names that are', () => {
  try {
    withPreprocessing(graph, card, { inputName: 'photo' });
    expect.unreachable();
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(GraphError);
    expect(thrown).toMatchObject({ code: 'graph/unknown-value', remedy: 'Choose one of: image.' });
  }
});

test('an output that keeps the places in the picture has no row of probabilities', () => {
  const conv = graph.nodes.find(({ op }) => op === 'Conv');
  const type = { kind: 'tensor', dtype: 'float32', shape: ['N', 3, 6, 8] } as const;
  const maps: Graph = { ...graph, outputs: [{ name: conv?.outputs[0] ?? '', type }] };
  expect(() => withProbabilities(maps)).toThrow('not one row of scores per photo');
});

test('metadata that was stored is read back, in place, and the rest is left alone', () => {
  const stored = withMetadata(withMetadata(graph, { first: '1', second: '2' }), { first: 'one', third: '3' });
  expect(stored.metadata.map(({ key, value }) => `${key}=${value}`)).toEqual(['first=one', 'second=2', 'third=3']);
  expect(readMetadata(stored, 'second')).toBe('2');
  expect(readMetadata(stored, 'toString')).toBeNull();
});

test('a card of the test networks states the arithmetic that its network was made for', () => {
  expect(colorCard({ classes: ['red', 'blue'] })).toMatchObject({ classNames: ['red', 'blue'], outputName: 'logits' });
  const weight = graph.initializers.find(({ name }) => name === 'weight');
  // BGR: the last channel of the first filter is red's own.
  expect(weight && floatsOf(weight)?.[18]).toBeCloseTo(1 / 9);
});
