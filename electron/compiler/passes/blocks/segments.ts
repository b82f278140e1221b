import { fedInputs, type Graph, type Node } from '../../graph/graph.ts';
import type { Shapes } from '../../graph/shapes.ts';
import { readsOf, topologicalOrder } from '../../graph/walk.ts';
import { nodesFor } from '../prune.ts';

/** What lies between two values that every path from the input to the features passes through, with none between. */
export interface Segment {
  /** Value that enters it, and value that leaves it: its cut vertices. */
  readonly from: string;
  readonly to: string;
  /** In the order of computation; one where the path does not branch. */
  readonly nodes: readonly Node[];
}

/**
 * The chain of segments from the input to `features`. What is the same in every run (weights, shapes) is no path.
 *
 * A value is a cut vertex when, after the node that makes it, nothing else that was made is still to be read.
 */
export function segmentsOf(graph: Graph, features: string, shapes: Shapes): readonly Segment[] {
  const needed = new Set(nodesFor(graph, [features]));
  const moving = new Set(fedInputs(graph).map(({ name }) => name));
  const live: Node[] = [];
  for (const node of topologicalOrder(graph, 'segmentsOf')) {
    if (!needed.has(node) || ![...readsOf(node)].some((name) => moving.has(name))) continue;
    const made = node.outputs.filter((name) => name !== '' && !shapes.knownOf(name));
    if (made.length > 0) live.push(node);
    for (const name of made) moving.add(name);
  }
  return chained(live, moving, features);
}

function chained(live: readonly Node[], moving: ReadonlySet<string>, features: string): readonly Segment[] {
  const lastRead = new Map<string, number>([[features, live.length]]);
  live.forEach((node, at) => {
    for (const name of readsOf(node)) if (moving.has(name) && name !== features) lastRead.set(name, at);
  });
  const open = new Set(live.length === 0 ? [] : [...lastRead.keys()].filter((name) => !isMade(live, name)));
  const segments: Segment[] = [];
  let from = open.size === 1 ? ([...open][0] ?? '') : '';
  let nodes: Node[] = [];
  for (const [at, node] of live.entries()) {
    nodes.push(node);
    for (const name of readsOf(node)) if (lastRead.get(name) === at) open.delete(name);
    for (const name of node.outputs) if (lastRead.has(name)) open.add(name);
    const [only] = open;
    if (open.size !== 1 || only === undefined) continue;
    segments.push({ from, to: only, nodes });
    [from, nodes] = [only, []];
    if (only === features) break;
  }
  return segments;
}

const isMade = (live: readonly Node[], name: string): boolean => live.some(({ outputs }) => outputs.includes(name));
