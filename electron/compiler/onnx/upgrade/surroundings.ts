import type { DType } from '../../graph/dtype.ts';
import type { Emit } from '../../graph/emit.ts';
import { fedInputs, shapeOf, type Body, type Graph, type Node, type Shape, type Tensor } from '../../graph/graph.ts';
import { floatTensor } from '../../graph/tensor.ts';
import { bodiesOf } from '../../graph/walk.ts';

/** What rules may know about the whole network. */
export interface Network {
  readonly emit: Emit;
  /** The version the file is written in. */
  readonly opset: number;
  /** Names that a node or a caller reads, the inner graphs' too. */
  readonly reads: ReadonlySet<string>;
  /** No other floating-point type is mentioned anywhere. */
  readonly isFloat32: boolean;
}

export const networkOf = (graph: Graph, emit: Emit, opset: number): Network => ({
  emit,
  opset,
  reads: namesRead(graph, new Set()),
  isFloat32: mentionsOnlyFloat32(graph),
});

/** What the rules for the nodes of one graph may know: the network, and what the file states about values. */
export class Surroundings {
  readonly emit: Emit;
  readonly opset: number;
  readonly #network: Network;
  readonly #outer: Surroundings | null;
  readonly #shapes = new Map<string, Shape>();
  readonly #constants = new Map<string, Tensor>();

  constructor(network: Network, body: Body, outer: Surroundings | null) {
    this.emit = network.emit;
    this.opset = network.opset;
    this.#network = network;
    this.#outer = outer;
    this.#learnShapes(body);
    this.#learnConstants(body);
  }

  /** The surroundings of a graph inside this one. */
  inside(body: Body): Surroundings {
    return new Surroundings(this.#network, body, this);
  }

  /** What the file states; null where it states nothing. */
  shapeOf(name: string): Shape | null {
    return this.#shapes.get(name) ?? this.#outer?.shapeOf(name) ?? null;
  }

  rankOf(name: string): number | null {
    return this.shapeOf(name)?.length ?? null;
  }

  /** The numbers of a value that is the same in every run, else null. */
  constantOf(name: string): Tensor | null {
    return this.#constants.get(name) ?? this.#outer?.constantOf(name) ?? null;
  }

  isRead(name: string): boolean {
    return name !== '' && this.#network.reads.has(name);
  }

  /** Floats of the element type that the value `like` has; attributes hold float32, whatever a node computes in. */
  floats(dims: readonly number[], values: readonly number[], hint: string, like: string): string {
    const constant = this.emit.constant(floatTensor(hint, dims, values));
    return this.#network.isFloat32 ? constant : this.emit.op('CastLike', [constant, like], {}, { name: hint });
  }

  #learnShapes(body: Body): void {
    for (const value of [...body.values, ...body.outputs, ...body.inputs]) {
      const shape = shapeOf(value);
      if (shape) this.#shapes.set(value.name, shape);
    }
    for (const { name, dims } of body.initializers) this.#shapes.set(name, dims);
  }

  /** An initializer that is an input too may be replaced by the caller, from IR version 4 on. */
  #learnConstants(body: Body): void {
    const replaceable = new Set(body.inputs.map(({ name }) => name));
    for (const tensor of body.initializers) if (!replaceable.has(tensor.name)) this.#constants.set(tensor.name, tensor);
    for (const { op, outputs, attributes } of body.nodes) {
      const value = op === 'Constant' ? attributes['value'] : undefined;
      if (value?.kind === 'tensor') this.#constants.set(outputs[0] ?? '', value.value);
    }
  }
}

/** Before IR version 4 every initializer had to be listed as an input, and none could be replaced. */
export const withoutStoredInputs = (graph: Graph): Graph =>
  graph.irVersion < 4 ? { ...graph, inputs: fedInputs(graph) } : graph;

function namesRead(body: Body, names: Set<string>): Set<string> {
  for (const node of body.nodes) {
    for (const name of node.inputs) names.add(name);
    for (const inner of bodiesOf(node)) namesRead(inner, names);
  }
  for (const { name } of body.outputs) names.add(name);
  return names;
}

function mentionsOnlyFloat32(body: Body): boolean {
  const values = [...body.inputs, ...body.outputs, ...body.values];
  const plain = values.every(({ type }) => type === null || (type.kind === 'tensor' && isPlain(type.dtype)));
  return plain && body.initializers.every(({ dtype }) => isPlain(dtype)) && body.nodes.every(isPlainNode);
}

const otherFloats: readonly DType[] = ['float16', 'bfloat16', 'float64'];
const isPlain = (dtype: DType): boolean => !otherFloats.includes(dtype);

/** Cast, Constant, RandomNormal and their like name a type in an attribute. */
function isPlainNode({ attributes }: Node): boolean {
  return Object.entries(attributes).every(([name, attribute]) => {
    if (attribute.kind === 'tensor') return isPlain(attribute.value.dtype);
    if (attribute.kind === 'graph') return mentionsOnlyFloat32(attribute.value);
    if (attribute.kind === 'graphs') return attribute.value.every(mentionsOnlyFloat32);
    if (name !== 'to' && name !== 'dtype') return true;
    return attribute.kind === 'int' ? [1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 13].includes(Number(attribute.value)) : false;
  });
}
