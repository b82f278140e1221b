import type { Dim, Graph, Value } from '../graph/graph.ts';

/**
 * Gives axes that are known by a name in the file another name or a length, everywhere the graph states a shape.
 * What the nodes compute is untouched.
 */
export function withDims(graph: Graph, dims: ReadonlyMap<string, Dim>): Graph {
  const bound = (value: Value): Value => {
    if (value.type?.kind !== 'tensor' || !value.type.shape) return value;
    const shape = value.type.shape.map((dim) => (typeof dim === 'string' && dim !== '' ? (dims.get(dim) ?? dim) : dim));
    return { ...value, type: { ...value.type, shape } };
  };
  return {
    ...graph,
    inputs: graph.inputs.map(bound),
    outputs: graph.outputs.map(bound),
    values: graph.values.map(bound),
  };
}
