import type { Graph } from '../graph/graph.ts';
import { verify } from '../graph/verify.ts';
import { valuesOf } from './valueTypes.ts';

/**
 * Makes inner values further outputs, after those that are there. What is an output already stays where it is.
 *
 * Law: the outputs of before, and the values themselves, are the same bit for bit.
 *
 * @throws graph/unknown-value
 */
export function exposeTaps(graph: Graph, names: readonly string[]): Graph {
  const there = new Set(graph.outputs.map(({ name }) => name));
  const taps = [...new Set(names)].filter((name) => !there.has(name));
  return verify({ ...graph, outputs: [...graph.outputs, ...valuesOf(graph, taps)] }, 'exposeTaps');
}
