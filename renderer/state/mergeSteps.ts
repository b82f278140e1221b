import type { MergeTree } from '../../electron/contract/index.ts';

// Regions that were merged two by two. Node 0 … count − 1 is a first region, node count + i what merge i made.

type Merged = Pick<MergeTree, 'count' | 'merges' | 'similarities'>;

/** The two regions that are merged next, and how alike they are; null: only one is left. */
export interface Merge {
  readonly nodes: readonly [number, number];
  readonly similarity: number;
}

/** How often two were merged until one region was left. */
export const mergesOf = ({ similarities }: Merged): number => similarities.length;

/** The nodes that are there after so many merges. */
export function regionsAfter(tree: Merged, merges: number): readonly number[] {
  const gone = new Set(tree.merges.slice(0, 2 * merges));
  return Array.from({ length: tree.count + merges }, (_, node) => node).filter((node) => !gone.has(node));
}

export function mergeAfter(tree: Merged, merges: number): Merge | null {
  const [first, second] = tree.merges.slice(2 * merges, 2 * merges + 2);
  const similarity = tree.similarities[merges];
  if (first === undefined || second === undefined || similarity === undefined) return null;
  return { nodes: [first, second], similarity };
}
