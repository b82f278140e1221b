import { elements, fedInputs, isFloat, opsetOf, shapeOf, type Graph, type Value } from '../../../../compiler/index.ts';
import type { GraphFacts } from '../../../../contract/index.ts';
import { classCountOf } from './roles.ts';

/** What a graph says about itself. */
export function factsOf(graph: Graph): GraphFacts {
  return {
    opset: graph.opsets.length === 0 ? null : opsetOf(graph),
    producer: [graph.producer, graph.producerVersion].filter((text) => text !== '').join(' ') || null,
    nodes: graph.nodes.length,
    parameters: parametersIn(graph),
    ops: opCounts(graph),
    inputs: fedInputs(graph).map((value) => ({ name: value.name, dims: [...(shapeOf(value) ?? [])] })),
    outputs: graph.outputs.map((value) => ({ name: value.name, dims: outputDims(graph, value) })),
  };
}

/** Floating-point constants; shapes and indices are not parameters. */
const parametersIn = (graph: Graph): number =>
  graph.initializers.reduce((sum, tensor) => sum + (isFloat(tensor.dtype) ? elements(tensor.dims) : 0), 0);

function opCounts(graph: Graph): { op: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { op } of graph.nodes) counts.set(op, (counts.get(op) ?? 0) + 1);
  const byCount = ([a, m]: [string, number], [b, n]: [string, number]) => n - m || (a < b ? -1 : 1);
  return [...counts].sort(byCount).map(([op, count]) => ({ op, count }));
}

/** The stated shape; where a file states none, the number of classes that its last layer has. */
function outputDims(graph: Graph, output: Value): (string | number)[] {
  const shape = shapeOf(output);
  if (shape) return [...shape];
  const classes = classCountOf(graph, output);
  return classes === null ? [] : ['', classes];
}
