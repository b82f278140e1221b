import { Emit, type Graph } from '../../compiler/index.ts';
import { headBias, tapWeight } from './scores.ts';

/**
 * A segmenter that was learned here has a head of its own. Its parts get other names, so that those of the head that is
 * learned on it are free.
 */
export function withFreeHeadNames(graph: Graph): Graph {
  const own = new RegExp(`^(?:${tapWeight(0).replace('0', '\\d+')}|${headBias})$`);
  const taken = graph.initializers.map(({ name }) => name).filter((name) => own.test(name));
  if (taken.length === 0) return graph;
  const emit = new Emit(graph);
  const names = new Map(taken.map((name) => [name, emit.fresh(name)] as const));
  const renamed = (name: string): string => names.get(name) ?? name;
  return {
    ...graph,
    initializers: graph.initializers.map((tensor) => ({ ...tensor, name: renamed(tensor.name) })),
    nodes: graph.nodes.map((node) => ({ ...node, inputs: node.inputs.map(renamed) })),
  };
}
