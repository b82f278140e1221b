import {
  isFloat,
  tensorFrom,
  type Attribute,
  type DType,
  type Graph,
  type Initializer,
  type Node,
  type Value,
} from '../../electron/compiler/index.ts';
import type { OpCase } from './cases/define.ts';
import type { Draw } from './cases/draw.ts';

// Cases of the laws with something broken: what a damaged or ill-meant file can say about one node.

/** Lengths, axes and steps that a file can name and no network has. */
const hostileInts = [
  ...[-(2n ** 63n), -(2n ** 31n), -1000n, -7n, -3n, -2n, -1n, 0n, 1n, 2n, 3n, 5n, 7n, 13n, 1000n],
  ...[2n ** 20n, 2n ** 31n, 2n ** 40n, 2n ** 53n, 2n ** 63n - 1n],
] as const;
const hostileFloats = [NaN, Infinity, -Infinity, 0, -1, 1e-45, 1e38, 0.5, -0.5] as const;
const hostileLengths = [0, 0, 1, 2, 3, 5, 17, 1000, 2 ** 20, 2 ** 31, 2 ** 40, 2 ** 52] as const;
const hostileTypes: readonly [DType, ...DType[]] = ['string', 'bool', 'int64', 'int32', 'uint8', 'float16', 'float64'];

/** Names of attributes that operators have beside those that the case gives. */
const names = [
  ...['alpha', 'auto_pad', 'axes', 'axis', 'batch_dims', 'beta', 'blocksize', 'ceil_mode'],
  ...[
    'count_include_pad',
    'dilations',
    'direction',
    'epsilon',
    'group',
    'keepdims',
    'kernel_shape',
    'mode',
    'num_groups',
  ],
  ...['num_outputs', 'output_padding', 'output_shape', 'p', 'pads', 'perm', 'size', 'storage_order', 'strides', 'to'],
  ...[
    'transA',
    'transB',
    'value',
    'allowzero',
    'coordinate_transformation_mode',
    'nearest_mode',
    'largest',
    'training_mode',
  ],
] as const;
const words = [
  '',
  'SAME_UPPER',
  'SAME_LOWER',
  'VALID',
  'constant',
  'wrap',
  'edge',
  'linear',
  'cubic',
  'nonsense',
] as const;

type Mutation = (graph: Graph, node: Node, draw: Draw) => Graph;

/** The case with one to three things broken. */
export function hostileCase({ graph }: OpCase, draw: Draw): Graph {
  let broken = graph;
  for (let count = draw.int(1, 3); count > 0; count--) {
    const [node] = broken.nodes;
    if (node) broken = draw.pick(mutations)(broken, node, draw);
  }
  return broken;
}

const withNode = (graph: Graph, node: Node): Graph => ({ ...graph, nodes: [node] });

/** An attribute that is there, or one that might be, says something else. */
const breakAttribute: Mutation = (graph, node, draw) => {
  const given = Object.keys(node.attributes);
  const name = draw.pick([...names, ...given, ...given, ...given, ...given, ...given] as unknown as [string]);
  const attribute = hostileAttribute(node.attributes[name], draw);
  return withNode(graph, { ...node, attributes: { ...node.attributes, [name]: attribute } });
};

const dropAttribute: Mutation = (graph, node, draw) => {
  const kept = Object.entries(node.attributes).filter(() => draw.int(0, 1) === 0);
  return withNode(graph, { ...node, attributes: Object.fromEntries(kept) });
};

function hostileAttribute(old: Attribute | undefined, draw: Draw): Attribute {
  const ints = (count: number): bigint[] => Array.from({ length: count }, () => draw.pick(hostileInts));
  if (old?.kind === 'ints' && draw.int(0, 3) > 0)
    return { kind: 'ints', value: old.value.map((int) => (draw.int(0, 1) === 0 ? int : draw.pick(hostileInts))) };
  if (old?.kind === 'int' && draw.int(0, 3) > 0) return { kind: 'int', value: draw.pick(hostileInts) };
  return draw.pick<() => Attribute>([
    () => ({ kind: 'int', value: draw.pick(hostileInts) }),
    () => ({ kind: 'ints', value: ints(draw.int(0, 6)) }),
    () => ({ kind: 'float', value: draw.pick(hostileFloats) }),
    () => ({ kind: 'string', value: draw.pick(words) }),
    () => ({ kind: 'floats', value: Array.from({ length: draw.int(0, 4) }, () => draw.pick(hostileFloats)) }),
    () => ({ kind: 'tensor', value: tensorFrom('', 'int64', [2], [draw.int(-3, 3), draw.int(-3, 3)]) }),
  ])();
}

/** A stored tensor (axes, pads, a shape, steps) holds other numbers, another count, or is not stored at all. */
const breakInitializer: Mutation = (graph, _node, draw) => {
  const { initializers } = graph;
  if (initializers.length === 0) return graph;
  const index = draw.int(0, initializers.length - 1);
  const old = initializers[index];
  if (!old) return graph;
  if (draw.int(0, 5) === 0) {
    const dims = old.dims.map((length) => (draw.int(0, 2) === 0 ? '' : length));
    const fed: Value = { name: old.name, type: { kind: 'tensor', dtype: old.dtype, shape: dims } };
    const fixed: Value = { ...fed, type: { kind: 'tensor', dtype: old.dtype, shape: old.dims } };
    return {
      ...graph,
      inputs: [...graph.inputs, draw.int(0, 3) === 0 ? fed : fixed],
      initializers: initializers.toSpliced(index, 1),
    };
  }
  return { ...graph, initializers: initializers.with(index, hostileTensor(old, draw)) };
};

function hostileTensor({ name, dtype, dims }: Initializer, draw: Draw): Initializer {
  const count = draw.pick([0, 1, 2, 3, 4, 5, 8, dims[0] ?? 1, dims[0] ?? 1, dims[0] ?? 1]);
  const shape = draw.pick<readonly number[]>([
    [count],
    [count],
    [count],
    [count],
    [1, count],
    count === 1 ? [] : [count],
  ]);
  const kind = draw.int(0, 5) === 0 ? draw.pick(['float32', 'int32', 'bool', 'uint8'] as const) : dtype;
  const values = Array.from({ length: count }, () =>
    isFloat(kind) ? draw.pick(hostileFloats) : Number(BigInt.asIntN(64, draw.pick(hostileInts))),
  );
  if (kind === 'int64') {
    const bytes = new Uint8Array(BigInt64Array.from(values, () => draw.pick(hostileInts)).buffer);
    return { name, dtype: kind, dims: shape, bytes };
  }
  return tensorFrom(name, kind, shape, kind === 'bool' ? values.map((value) => (value > 0 ? 1 : 0)) : values);
}

/** An input of the graph has other lengths, more or fewer axes, or another type. */
const breakInput: Mutation = (graph, _node, draw) => {
  const index = draw.int(0, graph.inputs.length - 1);
  const old = graph.inputs[index];
  if (old?.type?.kind !== 'tensor') return graph;
  const { dtype, shape } = old.type;
  const type = {
    ...old.type,
    shape: hostileShape(shape ?? [], draw),
    dtype: draw.int(0, 9) === 0 ? draw.pick(hostileTypes) : dtype,
  };
  return { ...graph, inputs: graph.inputs.with(index, { ...old, type }) };
};

function hostileShape(shape: readonly (number | string)[], draw: Draw): readonly (number | string)[] {
  const axis = draw.int(0, Math.max(0, shape.length - 1));
  return draw.pick<() => readonly (number | string)[]>([
    () => shape.map((length, i) => (i === axis ? draw.pick(hostileLengths) : length)),
    () => shape.map(() => draw.pick(hostileLengths)),
    () => shape.toSpliced(axis, 1),
    () => [...shape, draw.pick(hostileLengths)],
    () => [],
    () => shape.map((length, i) => (i === axis ? 'n' : length)),
  ])();
}

/** The node reads nothing where it should, too much, or the same twice; or it is to make more than it can. */
const breakWiring: Mutation = (graph, node, draw) => {
  const index = draw.int(0, Math.max(0, node.inputs.length - 1));
  const some = node.inputs[index] ?? '';
  const inputs = draw.pick<readonly string[]>([
    node.inputs.map((name, i) => (i === index ? '' : name)),
    node.inputs.slice(0, index),
    [...node.inputs, some],
    node.inputs.map((name, i) => (i === index ? (node.inputs[0] ?? '') : name)),
    node.inputs,
  ]);
  const outputs =
    inputs === node.inputs ? [...node.outputs, ...['e1', 'e2', 'e3'].slice(0, draw.int(1, 3))] : node.outputs;
  return withNode(graph, { ...node, inputs, outputs });
};

const mutations: readonly [Mutation, ...Mutation[]] = [
  breakAttribute,
  breakAttribute,
  breakAttribute,
  dropAttribute,
  breakInitializer,
  breakInitializer,
  breakInput,
  breakInput,
  breakWiring,
];
