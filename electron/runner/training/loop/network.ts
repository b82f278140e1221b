import {
  producersOf,
  topologicalOrder,
  trainBatchNorm,
  withDims,
  withDropout,
  withDropoutOff,
  type Graph,
  type TrainedBatchNorm,
} from '../../../compiler/index.ts';
import { fail, type TrainingSettings } from '../../../contract/index.ts';

// How a network is changed before its loss is attached.

/**
 * The network for batches of one size, so that every shape is known. Shapes that the file states for inner values and
 * outputs are dropped: they may state another batch.
 */
export function withBatch(graph: Graph, input: string, batch: number): Graph {
  const resized = graph.inputs.map((value) => {
    if (value.name !== input || value.type?.kind !== 'tensor' || !value.type.shape) return value;
    return { ...value, type: { ...value.type, shape: [batch, ...value.type.shape.slice(1)] } };
  });
  const first = graph.inputs.find(({ name }) => name === input)?.type;
  const open = first?.kind === 'tensor' ? first.shape?.[0] : undefined;
  const bound = typeof open === 'string' ? withDims(graph, new Map([[open, batch]])) : graph;
  const outputs = graph.outputs.map(({ name }) => ({ name, type: null }));
  return withDropoutOff({ ...bound, inputs: resized, outputs, values: [] });
}

/** Batch normalizations that come after something that learns use the batch's statistics; those before stay as they are. */
export function learningNorms(graph: Graph, trained: readonly string[], settings: TrainingSettings): TrainedBatchNorm {
  if (settings.batchNorm === 'frozen') return { graph, statistics: [], values: new Map() };
  const moving = new Set(trained);
  for (const node of topologicalOrder(graph, 'learningNorms'))
    if (node.inputs.some((name) => moving.has(name))) for (const name of node.outputs) moving.add(name);
  return trainBatchNorm(graph, { at: (output) => moving.has(output) });
}

/** A mask that each step is fed with: 1 where a number is kept, 0 where it is dropped. */
export interface Mask {
  readonly input: string;
  readonly dims: readonly number[];
}

/** Dropout on what the head reads. */
export function droppingBeforeHead(
  graph: Graph,
  logits: string,
  ratio: number,
): { readonly graph: Graph; readonly mask: Mask | null } {
  if (ratio === 0) return { graph, mask: null };
  const dropped = withDropout(graph, { at: headInput(graph, logits), ratio, mask: 'input' });
  const [added] = dropped.inputs.filter(({ name }) => !graph.inputs.some((input) => input.name === name));
  const shape = added?.type?.kind === 'tensor' ? (added.type.shape ?? []) : [];
  return { graph: dropped, mask: { input: added?.name ?? '', dims: shape.map(Number) } };
}

/** What the last layer with a stored weight matrix reads, seen from the logits. */
function headInput(graph: Graph, logits: string): string {
  const producers = producersOf(graph);
  const matrices = new Set(graph.initializers.flatMap(({ name, dims }) => (dims.length > 1 ? [name] : [])));
  let value = logits;
  for (;;) {
    const node = producers.get(value);
    const [first = ''] = node?.inputs ?? [];
    if (!node || first === '')
      return fail('training/not-trainable', { model: graph.name, reason: 'dropout finds no last layer in it' });
    if (node.inputs.slice(1).some((name) => matrices.has(name))) return first;
    value = first;
  }
}
