import { describe, expect, test } from 'vitest';
import {
  countCost,
  describeNetwork,
  Emit,
  floatTensor,
  graphOf,
  intTensor,
  tensorValue,
  type Graph,
  type Node,
} from '../../../../electron/compiler/index.ts';

const zeros = (name: string, dims: readonly number[]) =>
  floatTensor(name, dims, new Float32Array(dims.reduce((a, b) => a * b, 1)));

/** Two strided windows with Relu between, and a Reshape by numbers that the network computes from its own shape. */
function network(): Graph {
  const emit = new Emit(null);
  const first = emit.op(
    'Conv',
    ['image', emit.constant(zeros('W', [4, 3, 3, 3]))],
    { strides: [2, 2] },
    { name: 'first' },
  );
  const relu = emit.op('Relu', [first], {}, { name: 'between' });
  const inputs = [relu, emit.constant(zeros('W', [5, 4, 3, 3]))];
  const second = emit.op('Conv', inputs, { strides: [2, 2] }, { name: 'second' });
  const shape = emit.op('Shape', ['image'], { start: 0, end: 1 }, { name: 'batch' });
  const rest = emit.constant(intTensor('rest', [1], [-1]));
  const flat = emit.op('Reshape', [second, emit.op('Concat', [shape, rest], { axis: 0 })], {}, { name: 'flat' });
  const image = tensorValue('image', 'float32', [2, 3, 15, 19]);
  return graphOf('network', emit, [image], [{ name: flat, type: null }]);
}

/** The same with one node of another operator. */
const renamed = (graph: Graph, name: string, op: string, domain = ''): Graph => ({
  ...graph,
  nodes: graph.nodes.map((node): Node => (node.name === name ? { ...node, op, domain } : node)),
});

const layer = (graph: Graph, name: string) => describeNetwork(graph).layers.find((found) => found.name === name);

describe('describeNetwork', () => {
  test('says of each layer its shape, its cost and what it sees', () => {
    expect(layer(network(), 'second')).toEqual({
      op: 'Conv',
      name: 'second',
      value: network().nodes.find(({ name }) => name === 'second')?.outputs[0],
      dtype: 'float32',
      dims: [2, 5, 3, 4],
      parameters: 5 * 4 * 9,
      multiplyAdds: 2 * 5 * 3 * 4 * 4 * 9,
      activationBytes: 4 * 2 * 5 * 3 * 4,
      training: { trains: 'yes', reason: '' },
      field: { width: 7, height: 7, stepX: 4, stepY: 4 },
      quantized: false,
      problem: null,
    });
  });

  test('its totals are those of countCost', () => {
    const { parameters, multiplyAdds, activationBytes } = countCost(network());
    expect(describeNetwork(network())).toMatchObject({ parameters, multiplyAdds, activationBytes, complete: true });
  });

  test('shape arithmetic has nothing to train, and costs no activations', () => {
    expect(layer(network(), 'batch')).toMatchObject({ training: { trains: 'fixed' }, activationBytes: 0 });
    expect(describeNetwork(network()).layers.filter(({ training }) => training.trains === 'no')).toEqual([]);
  });

  test('a piecewise constant operator stops gradients', () => {
    expect(layer(renamed(network(), 'between', 'Floor'), 'between')?.training).toEqual({
      trains: 'stops',
      reason: 'its result is piecewise constant',
    });
  });

  test('behind an operator that nobody knows it goes on with what the file states', () => {
    const strange = renamed(network(), 'between', 'Fold', 'com.example');
    const silent = describeNetwork(strange);
    expect(silent.complete).toBe(false);
    expect(silent.layers.map(({ name, dims }) => [name, dims])).toContainEqual(['second', null]);
    const between = layer(strange, 'between');
    expect(between).toMatchObject({ op: 'com.example.Fold', dims: null, multiplyAdds: null });
    expect(between?.problem).toContain('com.example.Fold');
    expect(between?.training).toEqual({ trains: 'no', reason: 'the operator is not known' });
    const stated = { ...strange, values: [tensorValue('between', 'float32', [2, 4, 7, 9])] };
    expect(layer(stated, 'between')?.dims).toEqual([2, 4, 7, 9]);
    expect(layer(stated, 'second')).toMatchObject({ dims: [2, 5, 3, 4], training: { trains: 'yes' } });
  });

  test.each([
    ['QLinearConv', '', true],
    ['ConvInteger', '', true],
    ['DynamicQuantizeLinear', '', true],
    ['MatMulIntegerToFloat', 'com.microsoft', true],
    ['FusedConv', 'com.microsoft', false],
  ])('%s is quantized or not', (op, domain, quantized) => {
    expect(layer(renamed(network(), 'first', op, domain), 'first')?.quantized).toBe(quantized);
  });

  test('says whether a network can be made dense, and which node is in the way', () => {
    const graph = network();
    const mixing = describeNetwork(renamed(graph, 'between', 'Softmax')).dense;
    expect(mixing).toMatchObject({ possible: false, field: null });
    expect(mixing?.reason).toContain('Softmax at "between"');
    const maps: Graph = { ...graph, outputs: [{ name: 'second', type: null }] };
    expect(describeNetwork(maps).dense).toEqual({
      possible: true,
      reason: '',
      field: { width: 7, height: 7, stepX: 4, stepY: 4 },
    });
    expect(describeNetwork(renamed(graph, 'between', 'Fold')).dense).toMatchObject({ possible: false, field: null });
  });

  test('a node that cannot work is told with its reason, and the rest is described', () => {
    const graph = network();
    const tiny = { ...graph, inputs: [tensorValue('image', 'float32', [1, 3, 2, 2])] };
    expect(layer(tiny, 'first')?.problem).toMatch(/^Conv at "first" cannot work: /);
    expect(layer(tiny, 'batch')?.dims).toEqual([1]);
  });
});
