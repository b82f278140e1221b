import type { Graph } from '../graph/graph.ts';
import { verify } from '../graph/verify.ts';

/** The text stored under `key` in metadata_props; null where there is none. */
export const readMetadata = (graph: Graph, key: string): string | null =>
  graph.metadata.find((entry) => entry.key === key)?.value ?? null;

/**
 * Stores texts in metadata_props. A key that is there keeps its place; a new one goes to the end.
 *
 * Law: what was stored is read back; every other entry, and what the network computes, stays the same.
 */
export function withMetadata(graph: Graph, entries: Readonly<Record<string, string>>): Graph {
  const added = new Map(Object.entries(entries));
  const changed = graph.metadata.map(({ key, value }) => ({ key, value: added.get(key) ?? value }));
  for (const { key } of graph.metadata) added.delete(key);
  const metadata = [...changed, ...Array.from(added, ([key, value]) => ({ key, value }))];
  return verify({ ...graph, metadata }, 'withMetadata');
}
