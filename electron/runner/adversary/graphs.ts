import { cutAt, differentiate, Emit, shapesOf, tensorValue, type Graph } from '../../compiler/index.ts';
import { fail, type ModelCard } from '../../contract/index.ts';
import { boundTo, refusing, scoresBehind } from '../evidence/index.ts';

/** Further inputs of the graphs that give slopes. */
export const classInput = 'adversary/class';
export const seedInput = 'adversary/seed';

/** Far below every score, and far from overflowing. */
const never = -1e9;

/** Pictures to what the card reads. @throws model/bad-card, model/unsupported */
export function answeringGraph(read: Graph, card: ModelCard, batch: number): Graph {
  return refusing(card, () => cutAt(boundTo(read, card, batch), [card.outputName]));
}

/**
 * Pictures to scores [N, C], and to the derivative of a weighted sum of them by the pictures: the weights [N, C] are an
 * input.
 *
 * @throws model/*, lab/no-gradient, lab/unfit
 */
export function slopeGraph(read: Graph, card: ModelCard, batch: number): Graph {
  return refusing(card, () => {
    const { graph, rows, classes } = scoreRows(read, card, batch);
    return withSlope(
      { ...graph, inputs: [...graph.inputs, tensorValue(seedInput, 'float32', [batch, classes])] },
      card,
      {
        ...{ rows, seed: seedInput },
      },
    );
  });
}

/**
 * Pictures and one class each [N, C] to scores, and to the derivative of the log-odds of the class by the pictures:
 *
 *     z[c] − log Σ over k ≠ c of exp z[k]
 *
 * Cross-entropy has the same direction, but dies out where the network is certain; this does not.
 *
 * @throws model/*, lab/no-gradient, lab/unfit
 */
export function oddsGraph(read: Graph, card: ModelCard, batch: number): Graph {
  return refusing(card, () => {
    const { graph, rows, classes } = scoreRows(read, card, batch);
    const emit = new Emit(graph);
    const hidden = emit.op('Mul', [classInput, emit.floats([never], 'never')]);
    const others = emit.op('Softmax', [emit.op('Add', [rows, hidden])], { axis: 1 });
    const seed = emit.op('Sub', [classInput, others]);
    const inputs = [...graph.inputs, tensorValue(classInput, 'float32', [batch, classes])];
    return withSlope(extended({ ...graph, inputs }, emit), card, { rows, seed });
  });
}

/** The scores as rows, whatever form they have: [N, C], [N, C, 1, 1] or [N, 1, 1, C]. */
function scoreRows(read: Graph, card: ModelCard, batch: number) {
  const bound = boundTo(read, card, batch);
  const scores = scoresBehind(bound, card.outputName);
  const graph = cutAt(bound, [scores]);
  const { dims } = shapesOf(graph).type(scores);
  const wide = dims.slice(1).filter((length) => length !== 1);
  const [classes = 1] = wide;
  if (dims[0] !== batch || wide.length > 1)
    return fail('model/unsupported', { model: card.name, reason: `its scores have the form ${dims.join('×')}.` });
  if (classes < 2) return fail('lab/unfit', { reason: `"${card.name}" tells fewer than two classes apart.` });
  const emit = new Emit(graph);
  const rows = emit.op('Reshape', [scores, emit.ints([batch, classes], 'rows')], {}, { name: 'adversary/scores' });
  return { graph: extended(graph, emit), rows, classes };
}

function withSlope(
  graph: Graph,
  card: ModelCard,
  { rows, seed }: { readonly rows: string; readonly seed: string },
): Graph {
  const { graph: whole, gradients } = differentiate(graph, { of: rows, wrt: [card.inputName], seed });
  return cutAt(whole, [rows, gradients.get(card.inputName) ?? '']);
}

const extended = (graph: Graph, emit: Emit): Graph => ({
  ...graph,
  nodes: [...graph.nodes, ...emit.nodes],
  initializers: [...graph.initializers, ...emit.initializers],
});
