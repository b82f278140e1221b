import { expect, test } from 'vitest';
import {
  consumersOf,
  Emit,
  fedInputs,
  floatTensor,
  print,
  probeNetwork,
  producersOf,
  readsOf,
  seeded,
  tensorValue,
  topologicalOrder,
  type Body,
  type Node,
} from '../../../../electron/compiler/index.ts';

test('in topological order every node follows the makers of what it reads, from any order of the file', () => {
  const graph = probeNetwork();
  const seed = Number(process.env['SEED'] ?? 1);
  const rng = seeded(seed);
  for (let round = 0; round < 20; round++) {
    const shuffled = graph.nodes
      .map((node) => ({ node, key: rng() }))
      .sort((a, b) => a.key - b.key)
      .map(({ node }) => node);
    const order = topologicalOrder({ ...graph, nodes: shuffled }, 'test');
    const producers = producersOf(graph);
    const place = new Map(order.map((node, i) => [node, i]));
    for (const [i, node] of order.entries()) {
      for (const name of readsOf(node)) {
        const producer = producers.get(name);
        if (producer) expect(place.get(producer), `SEED=${seed}`).toBeLessThan(i);
      }
    }
    expect(order).toHaveLength(graph.nodes.length);
  }
});

test('a file that is in order keeps it', () => {
  const graph = probeNetwork();
  expect(topologicalOrder(graph, 'test')).toBe(graph.nodes);
});

test('consumers are those that read a value, and those with a graph inside that captures it', () => {
  const inner: Body = {
    ...probeNetwork(),
    inputs: [],
    initializers: [],
    nodes: [relu('outside', 'made')],
    outputs: [{ name: 'made', type: null }],
  };
  const choice: Node = {
    ...relu('condition', 'chosen'),
    op: 'If',
    attributes: { then_branch: { kind: 'graph', value: inner } },
  };
  const body: Body = {
    ...inner,
    inputs: [tensorValue('outside', 'float32', [1])],
    nodes: [relu('outside', 'condition'), choice],
  };
  expect(
    consumersOf(body)
      .get('outside')
      ?.map(({ op }) => op),
  ).toEqual(['Relu', 'If']);
  expect([...readsOf(choice)]).toEqual(['condition', 'outside']);
  expect(consumersOf(body).get('chosen')).toBeUndefined();
});

test('fresh names avoid every name in the graph, also those inside inner graphs', () => {
  const inner: Body = { ...probeNetwork(), nodes: [relu('relu', 'relu_2')], inputs: [], initializers: [], outputs: [] };
  const choice: Node = { ...relu('x', 'y'), attributes: { then_branch: { kind: 'graph', value: inner } } };
  const emit = new Emit({ ...inner, nodes: [choice] });
  expect([emit.fresh('relu'), emit.fresh('relu'), emit.fresh('new'), emit.fresh('new')]).toEqual([
    'relu_3',
    'relu_4',
    'new',
    'new_2',
  ]);
});

test('inputs that are stored in the file need not be fed', () => {
  const graph = { ...probeNetwork(), initializers: [floatTensor('image', [1], [1])] };
  expect(fedInputs(graph)).toEqual([]);
});

test('printing is the same text each time and tells two graphs apart', () => {
  expect(print(probeNetwork())).toBe(print(probeNetwork()));
  expect(print({ ...probeNetwork(), nodes: probeNetwork().nodes.slice(1) })).not.toBe(print(probeNetwork()));
});

function relu(input: string, output: string): Node {
  return { op: 'Relu', domain: '', name: '', inputs: [input], outputs: [output], attributes: {} };
}
