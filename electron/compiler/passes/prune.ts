import { fedInputs, type Graph, type Node } from '../graph/graph.ts';
import { producersOf, readsOf } from '../graph/walk.ts';

/** Nodes in the order of the file, without those that `values` do not need. */
export function nodesFor(graph: Graph, values: Iterable<string>): readonly Node[] {
  const producers = producersOf(graph);
  const needed = new Set<Node>();
  const waiting = [...values];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const node = producers.get(name);
    if (!node || needed.has(node)) continue;
    needed.add(node);
    waiting.push(...readsOf(node));
  }
  return graph.nodes.filter((node) => needed.has(node));
}

/** The graph without initializers and hints that nothing uses. Nodes, inputs and outputs stay. */
export function withoutUnused(graph: Graph): Graph {
  const used = usedNames(graph);
  const isUsed = ({ name }: { readonly name: string }): boolean => used.has(name);
  const bound = new Set([...graph.nodes.flatMap(({ outputs }) => outputs), ...used]);
  const fed = new Set(fedInputs(graph).map(({ name }) => name));
  return {
    ...graph,
    initializers: graph.initializers.filter(isUsed),
    sparseInitializers: graph.sparseInitializers.filter(isUsed),
    // Files before IR version 4 list initializers among the inputs too; those go with the initializer.
    inputs: graph.inputs.filter((input) => fed.has(input.name) || isUsed(input)),
    values: graph.values.filter(({ name }) => bound.has(name)),
  };
}

/** Names that nodes read or that are outputs. */
export function usedNames({ nodes, outputs }: Pick<Graph, 'nodes' | 'outputs'>): Set<string> {
  const used = new Set(outputs.map(({ name }) => name));
  for (const node of nodes) for (const name of readsOf(node)) used.add(name);
  return used;
}
