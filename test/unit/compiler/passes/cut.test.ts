import { expect, test } from 'vitest';
import { cutAt, cutFrom, exposeTaps, print, withDims, type Graph } from '../../../../electron/compiler/index.ts';
import { evaluate } from '../../../../electron/reference/index.ts';
import { drawnFeeds, expectSame, inputNames, outputNames, smallCnn, storedNames } from '../../../support/passes.ts';
import { randomCnnGraph } from '../../../support/networks.ts';

const graph = smallCnn();
const feeds = drawnFeeds(graph);
const all = ['relu', 'add', 'flatten', 'logits'];

test('a value that was cut out is what it was in the whole, bit for bit', () => {
  const wanted = evaluate(graph, feeds, { wanted: all });
  for (const value of all) {
    const part = cutAt(graph, [value]);
    expect(outputNames(part)).toEqual([value]);
    expectSame(evaluate(part, feeds), new Map([[value, wanted.get(value)!]]));
  }
});

test('what a cut does not need is gone: nodes, weights and inputs', () => {
  const part = cutAt(graph, ['relu']);
  expect(part.nodes.map(({ op }) => op)).toEqual(['Conv', 'BatchNormalization', 'Relu']);
  expect(storedNames(part)).toEqual(['conv_weight', 'bn_scale', 'bn_bias', 'bn_mean', 'bn_variance']);
  expect(inputNames(cutAt(graph, ['conv_weight']))).toEqual([]);
});

test('the head after the backbone is the whole, bit for bit', () => {
  for (const value of ['relu', 'relu_2', 'flatten']) {
    const features = evaluate(cutAt(graph, [value]), feeds);
    const head = cutFrom(graph, value, 'features');
    expect(inputNames(head)).toEqual(['features']);
    expectSame(evaluate(head, new Map([['features', features.get(value)!]])), evaluate(graph, feeds));
  }
});

test('the new input has the type of the value, and its name where none is wished', () => {
  expect(print(cutFrom(graph, 'relu')).split('\n')[1]).toBe('producer fovea');
  expect(print(cutFrom(graph, 'relu')).split('\n')[2]).toBe('input relu float32[2, 4, 4, 4]');
});

test('a head that passes the cut by keeps the input of the part that does', () => {
  // The sum reads relu beside bn_2, so a cut at bn_2 alone does not part the network.
  const head = cutFrom(graph, 'bn_2');
  expect(inputNames(head)).toEqual(['bn_2', 'image']);
  const given = new Map([...feeds, ...evaluate(graph, feeds, { wanted: ['bn_2'] })]);
  expectSame(evaluate(head, given), evaluate(graph, feeds));
});

test('outputs before the cut are left to the backbone', () => {
  const tapped = exposeTaps(graph, ['relu']);
  expect(outputNames(cutFrom(tapped, 'add'))).toEqual(['logits']);
});

test('a cut at a value that is not there, or that nothing follows, is refused', () => {
  expect(() => cutAt(graph, ['conv9'])).toThrow('The network has no value called "conv9".');
  const two = exposeTaps(graph, ['relu']);
  expect(() => cutFrom({ ...two, outputs: two.outputs.slice(1) }, 'add')).toThrow('"add" has no influence on "relu"');
});

test('taps are further outputs and change nothing', () => {
  const tapped = exposeTaps(graph, ['relu', 'flatten', 'logits', 'relu']);
  expect(outputNames(tapped)).toEqual(['logits', 'relu', 'flatten']);
  expectSame(evaluate(tapped, feeds), evaluate(graph, feeds, { wanted: ['logits', 'relu', 'flatten'] }));
});

test('taps state their shapes where the network states its sizes, and work where it does not', () => {
  const open = randomCnnGraph(1);
  const types = (tapped: Graph) =>
    print(exposeTaps(tapped, ['relu']))
      .split('\n')
      .at(-2);
  expect(types(withDims(open, new Map([['N', 2]])))).toBe('output relu float32[2, 16, 64, 64]');
  expect(types(open)).toBe('output relu');
});

test('cutting leaves the graph it was given as it was', () => {
  const before = print(graph);
  cutAt(graph, ['relu']);
  cutFrom(graph, 'relu', 'features');
  exposeTaps(graph, ['relu']);
  expect(print(graph)).toBe(before);
});
