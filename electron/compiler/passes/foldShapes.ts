import type { Graph, Initializer, Node } from '../graph/graph.ts';
import { verify } from '../graph/verify.ts';
import { knownShapes } from './knownShapes.ts';
import { nodesFor, withoutUnused } from './prune.ts';

/**
 * Replaces what is the same in every run, the arithmetic of lengths and axes that exporters leave in a file, by its
 * numbers. Nodes and initializers that nobody reads then are gone; inputs and outputs stay, and so does a node that
 * makes an output. What follows a node without a rule stays too.
 *
 * Laws: the outputs are the same bit for bit; a second time changes nothing.
 *
 * @throws graph/open-shape  an input's shape is not stated in full: say it with `withDims`
 */
export function foldShapes(graph: Graph): Graph {
  const { shapes } = knownShapes(graph);
  const outputs = new Set(graph.outputs.map(({ name }) => name));
  const folded: Initializer[] = [];
  const isKept = (node: Node): boolean => {
    const made = node.outputs.filter((name) => name !== '');
    const known = made.flatMap((name) => shapes.knownOf(name) ?? []);
    if (known.length < made.length || made.some((name) => outputs.has(name))) return true;
    folded.push(...known);
    return false;
  };
  const nodes = graph.nodes.filter(isKept);
  const shorter: Graph = { ...graph, nodes, initializers: [...graph.initializers, ...folded] };
  return verify(withoutUnused({ ...shorter, nodes: nodesFor(shorter, outputs) }), 'foldShapes');
}
