import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import {
  encode,
  floatTensor,
  tensorValue,
  type Attribute,
  type Body,
  type Graph,
  type GraphErrorCode,
  type Initializer,
  type Node,
} from '../../electron/compiler/index.ts';

// Files that a damaged disk or a bad will could hand to Fovea. What is wrong with the structure is made by editing a
// legal graph and writing it without asking whether it still is one.

export interface HostileFile {
  readonly kind: HostileKind;
  readonly bytes: Uint8Array;
}

type Rng = () => number;
type Mutation = (graph: Graph, rng: Rng, round: number) => Graph | Uint8Array;

const below = (rng: Rng, count: number): number => Math.floor(rng() * count);
const pick = <T>(rng: Rng, list: readonly T[]): T => {
  const found = list[below(rng, list.length)];
  if (found === undefined) throw new Error('The list is empty.');
  return found;
};

const relu = (input: string, output: string): Node => ({
  op: 'Relu',
  domain: '',
  name: `make ${output}`,
  inputs: [input],
  outputs: [output],
  attributes: {},
});

/** The graph with one of its nodes changed. */
function withNode(graph: Graph, rng: Rng, change: (node: Node) => Node): Graph {
  const at = below(rng, graph.nodes.length);
  return { ...graph, nodes: graph.nodes.map((node, i) => (i === at ? change(node) : node)) };
}

/** The graph with one of its initializers changed; the bytes stay, so they may no longer fit. */
function withTensor(graph: Graph, rng: Rng, change: (tensor: Initializer) => Initializer): Graph {
  const at = below(rng, graph.initializers.length);
  return { ...graph, initializers: graph.initializers.map((tensor, i) => (i === at ? change(tensor) : tensor)) };
}

const withOpset = (graph: Graph, version: number): Graph => ({ ...graph, opsets: [{ domain: '', version }] });

/** The first file is as large as the kind's name promises; the others keep the test quick. */
const countIn = (round: number, rng: Rng): number => (round === 0 ? 100_000 : 1000 + below(rng, 2000));

function chain(graph: Graph, count: number, reverse: boolean): Graph {
  const nodes = Array.from({ length: count }, (_, i) => relu(i === 0 ? 'start' : `v${i - 1}`, `v${i}`));
  return {
    ...graph,
    nodes: reverse ? nodes.toReversed() : nodes,
    inputs: [tensorValue('start', 'float32', [1])],
    outputs: [tensorValue(`v${count - 1}`, 'float32', [1])],
  };
}

function nested(graph: Graph, levels: number): Graph {
  let body: Body = { ...graph, nodes: [], inputs: [], outputs: [], initializers: [] };
  for (let i = 0; i < levels; i++) {
    const choice = { ...relu('', `level${i}`), op: 'If', inputs: [] };
    const inner: Attribute = { kind: 'graph', value: body };
    body = { ...body, nodes: [{ ...choice, attributes: { then_branch: inner } }] };
  }
  return { ...graph, nodes: [...graph.nodes, ...body.nodes] };
}

/** Fields that are read after those of the tensor itself and so replace them. */
const lastWord = (write: (writer: BinaryWriter) => BinaryWriter): Uint8Array => write(new BinaryWriter()).finish();

const entry = (key: string, value: string): Uint8Array =>
  new BinaryWriter()
    .tag(1, WireType.LengthDelimited)
    .string(key)
    .tag(2, WireType.LengthDelimited)
    .string(value)
    .finish();

/** Names that must not be opened; `encoded` ones are plain file names that do not exist, whatever they look like. */
export const pathsOutside: readonly string[] = [
  '../weights.bin',
  'below/../../weights.bin',
  '..',
  '/etc/passwd',
  '//server/share/weights.bin',
  'C:\\Windows\\system.ini',
  'c:weights.bin',
  '..\\weights.bin',
  'below\\..\\..\\weights.bin',
  '\\\\server\\share\\weights.bin',
  'file:///etc/passwd',
  'https://example.com/weights.bin',
  'weights.bin\0.png',
  '',
  './../weights.bin',
  'a/b/c/../../../../weights.bin',
];

const external = (location: string): Uint8Array =>
  lastWord((writer) =>
    writer.tag(13, WireType.LengthDelimited).bytes(entry('location', location)).tag(14, WireType.Varint).int32(1),
  );

const attributes = (rng: Rng): Attribute =>
  pick<Attribute>(rng, [
    { kind: 'int', value: -(2n ** 63n) },
    { kind: 'int', value: 2n ** 63n - 1n },
    { kind: 'float', value: NaN },
    { kind: 'string', value: '\u0000' },
    { kind: 'ints', value: [] },
    { kind: 'ints', value: Array<bigint>(1000).fill(2n ** 62n) },
    { kind: 'floats', value: [Infinity, -0] },
    { kind: 'strings', value: ['', 'NaN'] },
    { kind: 'tensor', value: floatTensor('', [], [1]) },
    { kind: 'tensors', value: [] },
    { kind: 'graphs', value: [] },
  ]);

/** Operators whose old form must say something, with the opset of that form. */
const incomplete: readonly (readonly [op: string, opset: number])[] = [
  ['Upsample', 7],
  ['Pad', 2],
  ['Slice', 1],
  ['Unsqueeze', 11],
  ['TopK', 1],
  ['Scan', 8],
  ['ATen', 3],
  ['Crop', 6],
];

const mutations = {
  'flipped bits': (graph, rng) => {
    const bytes = encode(graph);
    for (let i = 0; i <= below(rng, 12); i++) {
      const at = Math.floor(rng() ** 2 * bytes.length);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << below(rng, 8));
    }
    return bytes;
  },
  'cut off': (graph, rng) => {
    const bytes = encode(graph);
    return bytes.subarray(0, 1 + below(rng, bytes.length - 1));
  },
  'two halves of two files': (graph, rng) => {
    const [a, b] = [encode(graph), encode(withOpset(graph, below(rng, 30)))];
    return Buffer.concat([a.subarray(0, below(rng, a.length)), b.subarray(below(rng, b.length))]);
  },
  cycle: (graph, rng) => {
    const at = below(rng, graph.nodes.length);
    const node = graph.nodes[at];
    if (!node) throw new Error('The graph has no nodes.');
    const loop = `${node.outputs[0] ?? ''} again`;
    const nodes = graph.nodes.map((other) =>
      other === node ? { ...node, inputs: [loop, ...node.inputs.slice(1)] } : other,
    );
    return { ...graph, nodes: [...nodes, relu(node.outputs[0] ?? '', loop)] };
  },
  'name made twice': (graph, rng) => {
    const names = [...graph.nodes.flatMap(({ outputs }) => outputs), ...graph.initializers.map(({ name }) => name)];
    const again = relu(graph.inputs[0]?.name ?? '', pick(rng, names));
    return { ...graph, nodes: rng() < 0.5 ? [...graph.nodes, again] : [again, ...graph.nodes] };
  },
  'missing initializer': (graph, rng) => {
    const gone = pick(rng, graph.initializers);
    return { ...graph, initializers: graph.initializers.filter((tensor) => tensor !== gone) };
  },
  'missing output': (graph, rng) => ({
    ...graph,
    outputs: [...graph.outputs, { name: rng() < 0.2 ? '' : `nothing ${below(rng, 1e6)}`, type: null }],
  }),
  'huge dimension': (graph, rng) =>
    withTensor(graph, rng, (tensor) => ({ ...tensor, dims: [2 ** (31 + below(rng, 15))] })),
  'dimensions beyond counting': (graph, rng) =>
    withTensor(graph, rng, (tensor) => ({ ...tensor, dims: Array<number>(2 + below(rng, 300)).fill(2 ** 30) })),
  'negative shape': (graph, rng) => {
    const length = -2 - below(rng, 1e9);
    if (rng() < 0.5) return withTensor(graph, rng, (tensor) => ({ ...tensor, dims: [length] }));
    return { ...graph, inputs: graph.inputs.map(({ name }) => tensorValue(name, 'float32', [1, length])) };
  },
  'bytes missing': (graph, rng) =>
    withTensor(graph, rng, (tensor) => ({ ...tensor, bytes: tensor.bytes.slice(0, below(rng, tensor.bytes.length)) })),
  'path outside': (graph, rng, round) =>
    withTensor(graph, rng, (tensor) => ({
      ...tensor,
      unread: external(pathsOutside[round % pathsOutside.length] ?? ''),
    })),
  'unknown type': (graph, rng) => {
    const code = 27 + below(rng, 1e6);
    return withTensor(graph, rng, (tensor) => ({
      ...tensor,
      unread: lastWord((writer) => writer.tag(2, WireType.Varint).int32(code)),
    }));
  },
  'attributes of wrong kinds': (graph, rng) => {
    let changed = withOpset(graph, 1 + below(rng, 21));
    for (let i = 0; i < 6; i++) {
      changed = withNode(changed, rng, (node) => {
        const names = [...Object.keys(node.attributes), 'axis', 'axes', 'pads', 'scales', '__proto__'];
        return { ...node, attributes: { ...node.attributes, [pick(rng, names)]: attributes(rng) } };
      });
    }
    return changed;
  },
  'unknown operators': (graph, rng) =>
    withNode(graph, rng, (node) => ({
      ...node,
      op: pick(rng, ['constructor', '__proto__', 'Conv\0', 'ü'.repeat(1000)]),
    })),
  'nodes without inputs or outputs': (graph, rng) =>
    withNode(graph, rng, (node) => (rng() < 0.5 ? { ...node, inputs: [] } : { ...node, outputs: [] })),
  'another opset than it is written in': (graph, rng) => withOpset(graph, 1 + below(rng, 20)),
  'opset that does not exist': (graph, rng) => withOpset(graph, -below(rng, 2 ** 31)),
  'opset of the far future': (graph, rng) => withOpset(graph, 2 ** (5 + below(rng, 47))),
  'form that says too little': (graph, rng) => {
    const [op, opset] = pick(rng, incomplete);
    const odd = { ...relu(graph.inputs[0]?.name ?? '', 'odd'), op };
    return { ...withOpset(graph, opset), nodes: [odd, ...graph.nodes] };
  },
  'graphs too deep': (graph, rng) => nested(graph, 33 + below(rng, 400)),
  'graphs nearly too deep': (graph, rng) => nested(withOpset(graph, 7), 25 + below(rng, 7)),
  '100,000 nodes in order': (graph, rng, round) => chain(withOpset(graph, 7), countIn(round, rng), false),
  '100,000 nodes in reverse': (graph, rng, round) => chain(withOpset(graph, 7), countIn(round, rng), true),
  '100,000 inputs of one node': (graph, rng, round) => {
    const read = graph.inputs[0]?.name ?? '';
    const sum = { ...relu('', 'sum'), op: 'Sum', inputs: Array<string>(countIn(round, rng)).fill(read) };
    return { ...withOpset(graph, 7), nodes: [...graph.nodes, sum] };
  },
} as const satisfies Record<string, Mutation>;

export type HostileKind = keyof typeof mutations;
export const hostileKinds = Object.keys(mutations) as HostileKind[];

/** What each kind must end in; kinds that are absent may end as a legal graph or as any GraphError. */
export const expectedEnds: Partial<Record<HostileKind, GraphErrorCode | 'legal'>> = {
  cycle: 'graph/cycle',
  'name made twice': 'graph/bound-twice',
  'missing initializer': 'graph/unbound',
  'missing output': 'graph/unknown-output',
  'huge dimension': 'graph/tensor-bytes',
  'dimensions beyond counting': 'graph/bad-shape',
  'negative shape': 'graph/bad-shape',
  'bytes missing': 'graph/tensor-bytes',
  'path outside': 'graph/bad-tensor',
  'unknown type': 'graph/bad-tensor',
  'opset that does not exist': 'graph/bad-opset',
  'form that says too little': 'graph/cannot-upgrade',
  'graphs too deep': 'graph/too-deep',
  'graphs nearly too deep': 'legal',
  '100,000 nodes in order': 'legal',
  '100,000 nodes in reverse': 'legal',
  '100,000 inputs of one node': 'legal',
  'unknown operators': 'legal',
  'opset of the far future': 'legal',
};

/** One kind's files, one at a time: some are large. The same seed gives the same files. */
export function* hostileFiles(
  kind: HostileKind,
  graphs: readonly Graph[],
  rng: Rng,
  count: number,
): Generator<HostileFile> {
  const mutation: Mutation = mutations[kind];
  for (let round = 0; round < count; round++) {
    const made = mutation(pick(rng, graphs), rng, round);
    yield { kind, bytes: made instanceof Uint8Array ? made : encode(made) };
  }
}
