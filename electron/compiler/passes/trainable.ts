import { isFloat } from '../graph/dtype.ts';
import type { Graph, Node } from '../graph/graph.ts';
import { producersOf, topologicalOrder } from '../graph/walk.ts';
import { reachedFrom } from './cut.ts';
import { existing } from './valueTypes.ts';

/** Where weights and biases stand among a node's inputs. Running statistics are not trained; constants are no weights. */
const trained: Readonly<Record<string, readonly number[]>> = {
  Conv: [1, 2],
  ConvTranspose: [1, 2],
  Gemm: [1, 2],
  MatMul: [0, 1],
  BatchNormalization: [1, 2],
  InstanceNormalization: [1, 2],
  LayerNormalization: [1, 2],
  GroupNormalization: [1, 2],
  PRelu: [1],
};

/** Layers that a person counts when told to train "the last three". */
const weighted = new Set(['Conv', 'ConvTranspose', 'Gemm', 'MatMul']);

/** Operators that only lay a weight out anew; some exporters put them between an initializer and its reader. */
const relaying = new Set(['Identity', 'Transpose', 'Reshape', 'Squeeze', 'Unsqueeze', 'Flatten', 'Cast']);

/**
 * The parameters of the node that makes a value and of all that follow it: float initializers that are weights,
 * biases, or the scale and bias of a normalization, in the order of the graph. With `value` an input of the graph, all.
 *
 * @throws graph/unknown-value
 */
export function trainableFrom(graph: Graph, value: string): readonly string[] {
  const reached = reachedFrom(graph, existing(graph, value));
  return parametersOf(graph, (node) => node.outputs.some((name) => reached.has(name)));
}

/**
 * The parameters of the last so many layers with weights (Conv, ConvTranspose, Gemm, MatMul), and of the
 * normalizations behind the first of them.
 */
export function trainableInLast(graph: Graph, layers: number): readonly string[] {
  const order = topologicalOrder(graph, 'trainableInLast');
  const isLayer = (node: Node): boolean =>
    weighted.has(node.op) && parametersOf(graph, (other) => other === node).length > 0;
  const counted = order.filter(isLayer).slice(layers === 0 ? Infinity : -layers);
  const first = counted[0] ? order.indexOf(counted[0]) : order.length;
  const from = new Set(order.slice(first));
  return parametersOf(graph, (node) => from.has(node));
}

function parametersOf(graph: Graph, belongs: (node: Node) => boolean): readonly string[] {
  const producers = producersOf(graph);
  const floats = new Set(graph.initializers.flatMap(({ name, dtype }) => (isFloat(dtype) ? [name] : [])));
  const stored = (name: string): string | null => {
    if (floats.has(name)) return name;
    const maker = producers.get(name);
    return maker && relaying.has(maker.op) ? stored(maker.inputs[0] ?? '') : null;
  };
  const names = topologicalOrder(graph, 'trainable')
    .filter(belongs)
    .flatMap((node) => [
      ...(trained[node.op] ?? []).map((position) => node.inputs[position] ?? ''),
      ...(node.op === 'Add' && node.inputs.some((name) => producers.get(name)?.op === 'MatMul') ? node.inputs : []),
    ])
    .flatMap((name) => stored(name) ?? []);
  return [...new Set(names)];
}
