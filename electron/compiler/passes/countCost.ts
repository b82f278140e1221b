import type { GradientTable } from '../gradients/define.ts';
import { gradients } from '../gradients/table.ts';
import { bytesOf, dtypes, isFloat } from '../graph/dtype.ts';
import { elements, type Body, type Graph, type Node, type Tensor } from '../graph/graph.ts';
import { shapesOf, type Shapes } from '../graph/shapes.ts';
import { topologicalOrder } from '../graph/walk.ts';
import { formalAt, type OpTable } from '../ops/define.ts';
import { contextOf, opOf } from '../ops/infer.ts';
import { ops } from '../ops/table.ts';

/** What one node costs in one run. */
export interface NodeCost {
  readonly node: Node;
  /** Numbers that training can change. One that several nodes share is counted at the first. */
  readonly parameters: number;
  /** Multiplications with addition. */
  readonly multiplyAdds: number;
  /** Of the outputs; nothing for what is the same in every run. */
  readonly activationBytes: number;
}

/** What a network costs in one run at the batch and the picture size that it is compiled for. */
export interface Cost {
  /** In the order of computation. */
  readonly nodes: readonly NodeCost[];
  readonly parameters: number;
  readonly multiplyAdds: number;
  /** Of all outputs of all nodes, as training keeps them. */
  readonly activationBytes: number;
}

/**
 * Counts parameters, multiplications with addition and bytes of activations, node by node.
 *
 * Law: a window of k × k over C channels into M maps of H × W costs k·k·C·M·H·W and has (k·k·C + 1)·M parameters.
 *
 * @throws what `shapesOf` throws: every shape must be known
 */
export function countCost(graph: Graph, shapes: Shapes = shapesOf(graph)): Cost {
  const parameters = parametersOf(graph);
  const nodes = topologicalOrder(graph, 'countCost').map((node) => costOf(node, shapes, parameters.get(node) ?? 0));
  return {
    nodes,
    parameters: sum(nodes.map((cost) => cost.parameters)),
    multiplyAdds: sum(nodes.map((cost) => cost.multiplyAdds)),
    activationBytes: sum(nodes.map((cost) => cost.activationBytes)),
  };
}

/** @throws graph/unknown-op, graph/unshaped */
export function costOf(node: Node, shapes: Shapes, parameters: number): NodeCost {
  const op = opOf(node, shapes.table);
  const made = node.outputs.flatMap((name) => (name === '' ? [] : [{ name, ...shapes.type(name) }]));
  const isConstant = made.every(({ name }) => shapes.knownOf(name));
  const bytes = made.map(({ dtype, dims }) => bytesOf(dtype, elements(dims)));
  return {
    node,
    parameters,
    multiplyAdds: isConstant ? 0 : (op.multiplyAdds?.(contextOf(node, op, shapes), made) ?? 0),
    activationBytes: isConstant ? 0 : sum(bytes),
  };
}

/**
 * The trainable numbers that each node is the first to read: stored tensors with at least one axis, where the operator
 * has a gradient for them. Scalars are constants of a formula (the bounds of a Clip), and running statistics are
 * measured and not learned. Of an operator that nobody knows, every stored number counts that could be a weight.
 */
export function parametersOf(graph: Body): ReadonlyMap<Node, number> {
  const stored = storedIn(graph);
  const counts = new Map<Node, number>();
  for (const node of topologicalOrder(graph, 'parametersOf')) {
    let count = 0;
    node.inputs.forEach((name, position) => {
      const tensor = stored.get(name);
      if (!tensor || !isLearned(node, position, tensor)) return;
      count += elements(tensor.dims);
      stored.delete(name);
    });
    if (count > 0) counts.set(node, count);
  }
  return counts;
}

/** Initializers, and constants that the file writes as nodes. */
function storedIn(graph: Body): Map<string, Tensor> {
  const stored = new Map(graph.initializers.map((tensor) => [tensor.name, tensor] as const));
  for (const { op, outputs, attributes } of graph.nodes) {
    const value = attributes['value'];
    if (op === 'Constant' && outputs[0] !== undefined && value?.kind === 'tensor') stored.set(outputs[0], value.value);
  }
  return stored;
}

const rules: GradientTable = gradients;
const table: OpTable = ops;

/** Inputs that have a gradient and yet are not learned: BatchNormalization follows them by averaging. */
const followed: Readonly<Record<string, readonly string[]>> = { BatchNormalization: ['input_mean', 'input_var'] };

function isLearned({ op, domain }: Node, position: number, { dtype, dims }: Tensor): boolean {
  if (dims.length === 0) return false;
  const known = domain === '' && Object.hasOwn(rules, op) ? rules[op] : undefined;
  // Quantized weights are of eight bits and fewer; whole numbers of more bits are shapes and indices.
  if (known === undefined) return isFloat(dtype) || (dtype !== 'bool' && dtype !== 'string' && dtypes[dtype].bits <= 8);
  const formal = formalAt(table[op]?.inputs ?? [], position) ?? '';
  return isFloat(dtype) && known !== 'none' && Object.hasOwn(known, formal) && !followed[op]?.includes(formal);
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
