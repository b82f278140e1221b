import { bytesOf } from './dtype.ts';
import { elements, type Graph, type Node } from './graph.ts';
import type { Shapes } from './shapes.ts';
import { readsOf } from './walk.ts';

/** Bytes of a value. */
export const valueBytes = (shapes: Shapes, name: string): number => {
  const type = shapes.shapeOf(name);
  return type ? bytesOf(type.dtype, elements(type.dims)) : 0;
};

/**
 * The most bytes that results of nodes take at one time when nodes run in the order given and each result is freed
 * after its last reader; outputs of the graph stay. Inputs and initializers are not counted: they are there anyway.
 */
export function peakBytesOf(graph: Graph, order: readonly Node[], shapes: Shapes): number {
  const readers = new Map<string, number>();
  for (const node of order) for (const name of readsOf(node)) readers.set(name, (readers.get(name) ?? 0) + 1);
  const outputs = new Set(graph.outputs.map(({ name }) => name));
  const made = new Set<string>();
  let live = 0;
  let peak = 0;
  for (const node of order) {
    for (const name of node.outputs) {
      if (name === '') continue;
      made.add(name);
      live += valueBytes(shapes, name);
    }
    peak = Math.max(peak, live);
    for (const name of new Set([...readsOf(node), ...node.outputs])) {
      const left = (readers.get(name) ?? 0) - (readsOf(node).has(name) ? 1 : 0);
      readers.set(name, left);
      if (left <= 0 && made.has(name) && !outputs.has(name)) {
        made.delete(name);
        live -= valueBytes(shapes, name);
      }
    }
  }
  return peak;
}
