import type { Graph } from '../graph/graph.ts';
import { cutAt } from './cut.ts';
import { Extension } from './extension.ts';
import { existing } from './valueTypes.ts';

/** A value of a network as features: as it is, or the average of each channel over all places. */
export interface FeatureCut {
  readonly value: string;
  readonly pooled: boolean;
}

/**
 * The part of a network that computes features: one output per cut, in their order. What no cut needs is gone.
 *
 * Law: a cut that is not pooled is what the value was, bit for bit; a pooled one is its average over all but the first
 * axis and the channels. [N, F] stays as it is; [N, C, H, W] becomes [N, C], tokens [N, T, C] become [N, C].
 *
 * @throws graph/unknown-value, graph/unfit-value
 * @throws what `shapesOf` throws: every shape must be known
 */
export function exposeFeatures(graph: Graph, cuts: readonly FeatureCut[]): Graph {
  const values = [...new Set(cuts.map(({ value }) => existing(graph, value)))];
  const emit = new Extension(cutAt(graph, values));
  const outputs = cuts.map(({ value, pooled }) => {
    const x = emit.value(value, pooled ? [2, 3, 4] : undefined);
    return emit.output(emit.named(pooled ? pooledRow(emit, x) : x, 'features'));
  });
  return emit.applied(outputs, 'exposeFeatures');
}

function pooledRow(emit: Extension, x: string): string {
  const axes = emit.dims(x).length;
  if (axes === 2) return x;
  if (axes === 3) return emit.op('ReduceMean', [x, emit.ints([1])], { keepdims: 0 });
  return emit.op('Flatten', [emit.op('GlobalAveragePool', [x])], { axis: 1 });
}
