import { Emit } from '../graph/emit.ts';
import { fail } from '../graph/errors.ts';
import type { Graph, Node, TensorType } from '../graph/graph.ts';
import { shapesOf } from '../graph/shapes.ts';
import { verify } from '../graph/verify.ts';
import { readsOf, topologicalOrder } from '../graph/walk.ts';
import { nodesFor, usedNames, withoutUnused } from './prune.ts';
import { existing, valuesOf } from './valueTypes.ts';

/**
 * The part of a graph that computes some of its values. Nodes, initializers and inputs that they do not need are gone;
 * the values become the outputs, in the order given.
 *
 * Law: every value is what it was, bit for bit.
 *
 * @throws graph/unknown-value
 */
export function cutAt(graph: Graph, values: readonly string[]): Graph {
  const outputs = valuesOf(graph, values);
  const nodes = nodesFor(graph, values);
  const used = usedNames({ nodes, outputs });
  const inputs = graph.inputs.filter(({ name }) => used.has(name));
  return verify(withoutUnused({ ...graph, nodes, inputs, outputs }), 'cutAt');
}

/**
 * The part of a graph after one of its values: that value becomes the first input, and the outputs are those that
 * depend on it. Whatever else these need stays, with its inputs: cut where everything passes through one value.
 *
 * Law: cutFrom(graph, v)(cutAt(graph, [v])(x)) = graph(x), bit for bit.
 *
 * @param input  what the new input is called; default: as the value
 * @throws graph/unknown-value  there is no such value
 * @throws graph/unreached      no output depends on it
 * @throws what `shapesOf` throws  where the file does not state the type of the value
 */
export function cutFrom(graph: Graph, value: string, input: string = value): Graph {
  const [entry] = valuesOf(graph, [existing(graph, value)]);
  const type = entry?.type ?? typeOf(graph, value);
  const reached = reachedFrom(graph, value);
  const outputs = graph.outputs.filter(({ name }) => reached.has(name));
  if (outputs.length === 0) fail('graph/unreached', { value, of: graph.outputs.map(({ name }) => name).join(', ') });
  const emit = new Emit(graph);
  if (input !== value) emit.op('Identity', [input], {}, { outputs: [value] });
  const given: Graph = {
    ...graph,
    inputs: [{ name: input, type }, ...graph.inputs.filter(({ name }) => name !== value)],
    initializers: graph.initializers.filter(({ name }) => name !== value),
    nodes: [...emit.nodes, ...graph.nodes.map((node) => withoutOutput(node, value, emit))],
    outputs,
  };
  return cutAt(
    given,
    outputs.map(({ name }) => name),
  );
}

/** The value itself and all that depend on it. */
export function reachedFrom(graph: Graph, value: string): ReadonlySet<string> {
  const reached = new Set([value]);
  for (const node of topologicalOrder(graph, 'reachedFrom'))
    if ([...readsOf(node)].some((name) => reached.has(name))) for (const name of node.outputs) reached.add(name);
  reached.delete('');
  return reached;
}

function typeOf(graph: Graph, value: string): TensorType {
  const { dtype, dims } = shapesOf(graph).type(value);
  return { kind: 'tensor', dtype, shape: dims };
}

/** A node that made the value makes it under a name that nobody reads; it may be needed for its other outputs. */
const withoutOutput = (node: Node, value: string, emit: Emit): Node =>
  node.outputs.includes(value)
    ? { ...node, outputs: node.outputs.map((name) => (name === value ? emit.fresh(`${value}/cut`) : name)) }
    : node;
