import { intAttribute } from '../graph/attributes.ts';
import type { Graph, Node } from '../graph/graph.ts';
import { topologicalOrder } from '../graph/walk.ts';
import { isWorthStacking, stackedConv } from '../gradients/stacked.ts';
import { windowOf, type Window } from '../ops/window.ts';
import { Extension } from './extension.ts';

/**
 * Lets each Conv that sees many small pictures see them as one tall picture, which is several times faster on the CPU.
 * Worth it while the kernels change from run to run: constant ones ONNX Runtime lays out for itself.
 *
 * Law: outputs and gradients are what they were, to rounding.
 *
 * @throws what `shapesOf` throws
 */
export function stackBatch(graph: Graph): Graph {
  const emit = new Extension(graph);
  const stacked = new Set<Node>();
  for (const node of graph.nodes) {
    const window = smallPictures(emit, node);
    if (!window) continue;
    stackedConv(emit, node.inputs, window, { outputs: node.outputs });
    stacked.add(node);
  }
  const result = emit.applied(
    graph.outputs,
    'stackBatch',
    graph.nodes.filter((node) => !stacked.has(node)),
  );
  return { ...result, nodes: topologicalOrder(result, 'stackBatch') };
}

/** The window of a Conv that is worth it; null for any other node. */
function smallPictures(emit: Extension, node: Node): Window | null {
  if (node.op !== 'Conv' || node.domain !== '') return null;
  const [x = '', w = ''] = node.inputs;
  const window = windowOf(node, emit.dims(x), emit.dims(w).slice(2));
  return isWorthStacking(window, emit.dims(x)[0] ?? 0, intAttribute(node, 'group', 1)) ? window : null;
}
