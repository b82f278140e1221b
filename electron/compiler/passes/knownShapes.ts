import { GraphError } from '../graph/errors.ts';
import { dtypeOf, shapeOf, type Graph, type Node, type Value } from '../graph/graph.ts';
import { Shapes } from '../graph/shapes.ts';
import { readsOf, topologicalOrder } from '../graph/walk.ts';
import { ops } from '../ops/table.ts';

export interface KnownShapes {
  readonly shapes: Shapes;
  /** Nodes whose rule refused, and why. */
  readonly problems: ReadonlyMap<Node, GraphError>;
}

/**
 * Shapes as far as the rules go, and behind nodes that no rule covers as far as the file states them.
 *
 * @throws graph/open-shape  an input's shape is not stated in full
 */
export function knownShapes(graph: Graph): KnownShapes {
  const shapes = new Shapes(graph, ops);
  const stated = new Map([...graph.values, ...graph.outputs].map((value) => [value.name, value] as const));
  const problems = new Map<Node, GraphError>();
  for (const node of topologicalOrder(graph, 'knownShapes')) {
    try {
      shapes.addNode(node);
    } catch (thrown) {
      if (!(thrown instanceof GraphError)) throw thrown;
      problems.set(node, thrown);
      for (const name of node.outputs) addStated(shapes, stated.get(name));
    }
  }
  return { shapes, problems };
}

function addStated(shapes: Shapes, value: Value | undefined): void {
  if (!value) return;
  const [dtype, shape] = [dtypeOf(value), shapeOf(value)];
  const dims = shape?.filter((dim) => typeof dim === 'number');
  if (dtype && dims && dims.length === shape?.length) shapes.addType(value.name, { dtype, dims });
}

/** Values that anybody reads; others, like statistics that only training keeps, need no gradient. */
export function readValues(graph: Graph): ReadonlySet<string> {
  const read = new Set(graph.outputs.map(({ name }) => name));
  for (const node of graph.nodes) for (const name of readsOf(node)) read.add(name);
  return read;
}
