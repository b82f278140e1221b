import type { GradientTable } from '../gradients/define.ts';
import { gradients } from '../gradients/table.ts';
import { graphOf } from '../graph/build.ts';
import { isFloat, type DType } from '../graph/dtype.ts';
import { Emit } from '../graph/emit.ts';
import { tensorValue, type Graph, type Node, type Tensor } from '../graph/graph.ts';
import { shapesOf, type Shapes } from '../graph/shapes.ts';
import { numbersOf, tensorFrom } from '../graph/tensor.ts';
import { TypedEmit } from '../graph/typedEmit.ts';
import { formalAt, type OpTable } from '../ops/define.ts';
import { opOf } from '../ops/infer.ts';

/** An input of an isolated node. */
export interface IsolatedInput {
  /** Its name in the graph of one node. */
  readonly name: string;
  /** The formal name that the operator's rules know it by. */
  readonly formal: string;
  /** What it is called in the network. */
  readonly value: string;
  /** Whether the operator has a gradient rule for it. */
  readonly hasRule: boolean;
}

/** A node taken out of its network. */
export interface IsolatedNode {
  /**
   * The node alone. Its inputs are inputs of the graph, those too that the network stores; only what must be known
   * (axes, shapes, bounds without a gradient) is stored. Floats are float32, whatever they are in the network.
   */
  readonly graph: Graph;
  readonly inputs: readonly IsolatedInput[];
  /** Its float outputs by their names in the network. */
  readonly outputs: readonly string[];
}

export interface IsolateOptions {
  readonly rules?: GradientTable;
  /** The outputs that matter, by their names in the network; default: all. */
  readonly read?: ReadonlySet<string>;
}

/**
 * Takes one node out of a network, so that its rules can be tried by themselves. A value that the node reads twice
 * becomes two inputs: each position has a rule of its own.
 *
 * @throws graph/unknown-op, and what the shape rule of the operator throws
 */
export function isolateNode(node: Node, shapes: Shapes, options: IsolateOptions = {}): IsolatedNode {
  const emit = new Emit(null);
  const outputs = node.outputs.map((name) => (name === '' ? '' : emit.fresh(name)));
  const { names, inputs } = inputsOf(node, shapes, emit, options.rules ?? gradients);
  emit.op(node.op, names, node.attributes, { outputs });
  const values = inputs.map(({ name, value }) => {
    const { dtype, dims } = shapes.type(value);
    return tensorValue(name, single(dtype), dims);
  });
  const made = outputs.filter((name) => name !== '');
  const graph = graphOf(
    node.op,
    emit,
    values,
    made.map((name) => ({ name, type: null })),
  );
  const typed = shapesOf(graph, shapes.table);
  const matters = (name: string): boolean => options.read?.has(name) ?? true;
  return { graph, inputs, outputs: made.filter((name) => isFloat(typed.type(name).dtype) && matters(name)) };
}

/** The node's inputs: those that become inputs of its graph, and the names of all by position. */
function inputsOf(node: Node, shapes: Shapes, emit: Emit, rules: GradientTable) {
  const op = opOf(node, shapes.table);
  const known = Object.hasOwn(rules, node.op) ? rules[node.op] : undefined;
  const inputs: IsolatedInput[] = [];
  const names = node.inputs.map((value, position) => {
    if (value === '') return '';
    const formal = formalAt(op.inputs, position) ?? '';
    const hasRule = known !== undefined && known !== 'none' && Object.hasOwn(known, formal);
    const stored = shapes.knownOf(value);
    if (stored && !(hasRule && isFloat(stored.dtype))) return emit.constant({ ...inSingle(stored), name: formal });
    const name = emit.fresh(`${formal}_${position}`);
    inputs.push({ name, formal, value, hasRule });
    return name;
  });
  return { names, inputs };
}

const single = (dtype: DType): DType => (isFloat(dtype) ? 'float32' : dtype);

const inSingle = (tensor: Tensor): Tensor =>
  single(tensor.dtype) === tensor.dtype ? tensor : tensorFrom('', 'float32', tensor.dims, numbersOf(tensor) ?? []);

/** Name of the scalar that `withWeightedSum` adds. */
export const weightedSum = 'weighted_sum';

/** The weights of one output. */
export const weightsOf = (output: string): string => `weights_of/${output}`;

/**
 * A scalar at the end of a graph: the sum of every number of some outputs, each weighted by one of `weightsOf(output)`,
 * which becomes an input of the graph. The gradient that reaches an output is its weights.
 */
export function withWeightedSum(graph: Graph, outputs: readonly string[], table?: OpTable): Graph {
  const shapes = shapesOf(graph, table);
  const weights = outputs.map((name) => tensorValue(weightsOf(name), 'float32', shapes.dims(name)));
  const weighted = { ...graph, inputs: [...graph.inputs, ...weights] };
  const emit = new TypedEmit(weighted, shapesOf(weighted, table));
  const terms = outputs.map((name) => emit.op('ReduceSum', [emit.mul(name, weightsOf(name))], { keepdims: 0 }));
  const total = terms.reduce((a, b) => emit.add(a, b));
  emit.op('Identity', [total], {}, { outputs: [weightedSum] });
  return {
    ...weighted,
    nodes: [...graph.nodes, ...emit.nodes],
    initializers: [...graph.initializers, ...emit.initializers],
    outputs: [tensorValue(weightedSum, 'float32', [])],
  };
}
