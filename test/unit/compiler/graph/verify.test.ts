import { expect, test } from 'vitest';
import {
  attributeOf,
  Emit,
  floatTensor,
  graphOf,
  tensorValue,
  verify,
  type Body,
  type Graph,
  type Node,
} from '../../../../electron/compiler/index.ts';
import { problemOf } from '../../../../electron/contract/index.ts';

const node = (
  op: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Node['attributes'] = {},
): Node => ({
  op,
  domain: '',
  name: '',
  inputs,
  outputs,
  attributes,
});

/** x → Relu → Neg → y */
function chain(): Graph {
  const emit = new Emit(null);
  const x = emit.fresh('x');
  const y = emit.op('Neg', [emit.op('Relu', [x])], {}, { name: 'y' });
  return graphOf('chain', emit, [tensorValue(x, 'float32', [2])], [tensorValue(y, 'float32', [2])]);
}

const broken: readonly [string, string, (graph: Graph) => Graph][] = [
  ['reads what nothing makes', 'graph/unbound', (g) => ({ ...g, nodes: g.nodes.slice(1) })],
  ['makes a name twice', 'graph/bound-twice', (g) => ({ ...g, nodes: [...g.nodes, node('Abs', ['x'], ['y'])] })],
  [
    'makes the name of an input',
    'graph/bound-twice',
    (g) => ({ ...g, nodes: [...g.nodes, node('Abs', ['y'], ['x'])] }),
  ],
  [
    'stores a name twice',
    'graph/bound-twice',
    (g) => ({ ...g, initializers: [floatTensor('w', [1], [1]), floatTensor('w', [1], [2])] }),
  ],
  [
    'promises an output that nothing makes',
    'graph/unknown-output',
    (g) => ({ ...g, outputs: [{ name: 'z', type: null }] }),
  ],
  [
    'waits for itself',
    'graph/cycle',
    (g) => ({ ...g, nodes: [...g.nodes, node('Abs', ['b'], ['a']), node('Abs', ['a'], ['b'])] }),
  ],
  ['holds too few numbers', 'graph/tensor-bytes', (g) => ({ ...g, initializers: [floatTensor('w', [3], [1, 2])] })],
  ['has a negative length', 'graph/bad-shape', (g) => ({ ...g, initializers: [floatTensor('w', [-1], [])] })],
  [
    'claims more elements than can be counted',
    'graph/bad-shape',
    (g) => ({ ...g, initializers: [floatTensor('w', [2 ** 40, 2 ** 40], [])] }),
  ],
];

test.each(broken)('a graph that %s is refused with %s and the name of the pass', (_what, code, change) => {
  const problem = thrownBy(() => verify(change(chain()), 'somePass'));
  expect(problem.code).toBe(code);
  expect(problem.remedy).not.toBe('');
  if (code !== 'graph/bad-shape') expect(problem.message).toContain('somePass');
});

test('the error is the one a person reads, its holes filled', () => {
  expect(thrownBy(() => verify({ ...chain(), nodes: chain().nodes.slice(1) }, 'cut'))).toEqual({
    code: 'graph/unbound',
    message: 'Node "y" reads "relu", which nothing makes (after cut).',
    remedy: 'Export the network again; a part of it is missing.',
  });
});

test('nodes may stand in any order that has no circle', () => {
  const graph = { ...chain(), nodes: chain().nodes.toReversed() };
  expect(verify(graph, 'test')).toBe(graph);
});

test('an initializer that is also listed as an input is bound once, as files before IR version 4 have it', () => {
  const graph = chain();
  const inputs = [...graph.inputs, tensorValue('w', 'float32', [1])];
  expect(() => verify({ ...graph, inputs, initializers: [floatTensor('w', [1], [1])] }, 'test')).not.toThrow();
});

test('an inner graph may read what is outside it, and must not read what is nowhere', () => {
  const withBranch = (captured: string): Graph => {
    const branch: Body = {
      ...chain(),
      name: 'then',
      inputs: [],
      nodes: [node('Abs', [captured], ['t'])],
      outputs: [{ name: 't', type: null }],
    };
    const choice = node('If', ['y'], ['z'], { then_branch: { kind: 'graph', value: branch } });
    return { ...chain(), nodes: [...chain().nodes, choice] };
  };
  expect(() => verify(withBranch('relu'), 'test')).not.toThrow();
  expect(thrownBy(() => verify(withBranch('nowhere'), 'test')).code).toBe('graph/unbound');
});

test('a chain of 100,000 nodes is verified in time that grows with their number', () => {
  const nodes = Array.from({ length: 100_000 }, (_, i) => node('Relu', [`v${i}`], [`v${i + 1}`]));
  const graph = {
    ...chain(),
    inputs: [tensorValue('v0', 'float32', [1])],
    nodes: nodes.toReversed(),
    outputs: [{ name: 'v100000', type: null }],
  };
  const start = performance.now();
  verify(graph, 'test');
  expect(performance.now() - start).toBeLessThan(15_000);
});

test('a bare number that is not whole is no attribute: it would be written as an int', () => {
  expect(() => attributeOf(0.5)).toThrow(RangeError);
});

function thrownBy(run: () => unknown): ReturnType<typeof problemOf> {
  try {
    run();
  } catch (thrown) {
    return problemOf(thrown);
  }
  throw new Error('nothing was thrown');
}
