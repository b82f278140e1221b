import type { Graph } from '../graph/graph.ts';
import { cutAt } from './cut.ts';
import { featureRow, type FeatureCut } from './exposeFeatures.ts';
import { Extension } from './extension.ts';
import { existing } from './valueTypes.ts';

/**
 * Features of several places of a network side by side, as the only output `features` [N, F]: each pooled to a row and
 * brought to length 1, so that no place outweighs the others.
 *
 * Law: the output is `exposeFeatures` of the same cuts, each divided by its length, in a row.
 *
 * @param cuts  at least one, each pooled
 * @throws graph/unknown-value, graph/unfit-value
 * @throws what `shapesOf` throws: every shape must be known
 */
export function joinFeatures(graph: Graph, cuts: readonly FeatureCut[]): Graph {
  const values = [...new Set(cuts.map(({ value }) => existing(graph, value)))];
  const emit = new Extension(cutAt(graph, values));
  const rows = cuts.map(({ value, pooled }) =>
    emit.op('LpNormalization', [featureRow(emit, emit.value(value, [2, 3, 4]), pooled)], { axis: 1, p: 2 }),
  );
  const [only = ''] = rows;
  const joined = rows.length === 1 ? only : emit.op('Concat', rows, { axis: 1 });
  return emit.applied([emit.output(emit.named(joined, 'features'))], 'joinFeatures');
}
