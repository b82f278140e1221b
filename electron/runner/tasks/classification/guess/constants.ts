import { floatsOf, type Graph, type Tensor } from '../../../../compiler/index.ts';

/** The constant a name stands for: an initializer, or the value of a Constant node; null for anything computed. */
export function constantOf(graph: Graph, name: string | undefined): Tensor | null {
  if (name === undefined || name === '') return null;
  const stored = graph.initializers.find((tensor) => tensor.name === name);
  if (stored) return stored;
  const value = graph.nodes.find((node) => node.op === 'Constant' && node.outputs[0] === name)?.attributes['value'];
  return value?.kind === 'tensor' ? value.value : null;
}

/** Its floating-point numbers; null for anything computed and for other types. */
export function constantFloats(graph: Graph, name: string | undefined): ArrayLike<number> | null {
  const tensor = constantOf(graph, name);
  return tensor && floatsOf(tensor);
}

/** The largest absolute value; 0 of none. */
export const largest = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
