import { labelOf, topologicalOrder, type Graph, type Node } from '../compiler/index.ts';
import { Call, type Kernel } from './call.ts';
import { kernels } from './kernels/table.ts';
import { tensor64Of, type Tensor64 } from './tensor64.ts';

export interface EvaluateOptions {
  /** Values to return; default: the graph's outputs. */
  readonly wanted?: readonly string[];
  /** Kernels beyond, or instead of, the standard ones. */
  readonly kernels?: Readonly<Record<string, Kernel>>;
}

/**
 * Computes a graph in 64-bit floating point, slowly and obviously: the judge of gradients, which cannot be judged in 32
 * bits. It shares records with the compiler and nothing else: no shape rule, no formula.
 *
 * @param feeds  numbers of every input by name
 * @throws Error for an input that is not fed and an operator without a kernel
 */
export function evaluate(
  graph: Graph,
  feeds: ReadonlyMap<string, Tensor64>,
  options: EvaluateOptions = {},
): ReadonlyMap<string, Tensor64> {
  const wanted = options.wanted ?? graph.outputs.map(({ name }) => name);
  const table: Readonly<Record<string, Kernel>> = { ...kernels, ...options.kernels };
  const values = new Map<string, Tensor64>(feeds);
  for (const tensor of graph.initializers) if (!feeds.has(tensor.name)) values.set(tensor.name, tensor64Of(tensor));
  const order = topologicalOrder(graph, 'evaluate');
  const lastReader = lastReadersOf(order);
  const kept = new Set(wanted);
  for (const node of order) {
    run(node, values, table);
    for (const name of node.inputs) if (lastReader.get(name) === node && !kept.has(name)) values.delete(name);
  }
  return new Map(wanted.map((name) => [name, valueOf(values, name)] as const));
}

/** Computes one node from the numbers of its inputs. */
export function evaluateNode(
  node: Node,
  inputs: readonly (Tensor64 | null)[],
  table: Readonly<Record<string, Kernel>> = kernels,
): readonly Tensor64[] {
  const kernel = Object.hasOwn(table, node.op) ? table[node.op] : undefined;
  if (!kernel) throw new Error(`The reference has no kernel for ${node.op} at "${labelOf(node)}".`);
  return kernel(new Call(node, inputs));
}

function run(node: Node, values: Map<string, Tensor64>, table: Readonly<Record<string, Kernel>>): void {
  const inputs = node.inputs.map((name) => (name === '' ? null : valueOf(values, name)));
  const outputs = evaluateNode(node, inputs, table);
  node.outputs.forEach((name, i) => {
    const output = outputs[i];
    if (name !== '' && output) values.set(name, output);
  });
}

function valueOf(values: ReadonlyMap<string, Tensor64>, name: string): Tensor64 {
  const tensor = values.get(name);
  if (!tensor) throw new Error(`The value "${name}" is not known.`);
  return tensor;
}

/** The last node that reads each value, after which its numbers can go. */
function lastReadersOf(order: readonly Node[]): ReadonlyMap<string, Node> {
  const readers = new Map<string, Node>();
  for (const node of order) for (const name of node.inputs) readers.set(name, node);
  return readers;
}
