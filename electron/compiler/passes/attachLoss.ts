import type { Graph } from '../graph/graph.ts';
import { Extension } from './extension.ts';
import { gramMatrix } from './losses/image.ts';
import type { Loss } from './losses/define.ts';

/** One of several losses that are added up. */
export interface LossTerm {
  readonly loss: Loss;
  /** A number, or the name of a scalar input so that it can change from step to step; default 1. */
  readonly weight?: number | string;
  /** Names the outputs of this term: `<name>/loss` and `<name>/losses`. */
  readonly name: string;
}

export interface LossOptions {
  /** The name of a float input [N]: how much each example counts. 0 leaves one out, as at the end of an epoch. */
  readonly exampleWeights?: string;
}

export interface WithLoss {
  readonly graph: Graph;
  /** The scalar output to be differentiated. */
  readonly loss: string;
}

/**
 * Puts a loss behind a network. New outputs: `loss`, the mean over all that was judged, and `losses` [N], the mean
 * over the parts of each example.
 *
 *     loss = Σ weight[n] · sum[n] / Σ weight[n] · count[n];   0 where nothing is judged
 *
 * Law: the outputs of the network are what they were, bit for bit.
 *
 * @throws graph/unknown-value, graph/unfit-value  what the loss reads is not there or of another shape
 * @throws what `shapesOf` throws
 */
export function attachLoss(graph: Graph, loss: Loss, options: LossOptions = {}): WithLoss {
  const emit = new Extension(graph);
  const { mean, each } = meanOf(emit, loss, options);
  const names = [emit.named(mean, 'loss'), emit.named(each, 'losses')] as const;
  const outputs = [...graph.outputs, ...names.map((name) => emit.output(name))];
  return { graph: emit.applied(outputs, 'attachLoss'), loss: names[0] };
}

/**
 * Puts a weighted sum of losses behind a network: `loss` = Σ weight · `<name>/loss`. Each term is an output by itself.
 *
 * @throws as `attachLoss`
 */
export function attachLosses(
  graph: Graph,
  terms: readonly [LossTerm, ...LossTerm[]],
  options: LossOptions = {},
): WithLoss {
  const emit = new Extension(graph);
  const taps: string[] = [];
  const weighted = terms.map(({ loss, weight = 1, name }) => {
    const made = meanOf(emit, loss, options);
    const mean = emit.named(made.mean, `${name}/loss`);
    taps.push(mean, emit.named(made.each, `${name}/losses`));
    return typeof weight === 'number'
      ? emit.affine(mean, weight)
      : emit.mul(mean, emit.input(weight, emit.type(mean).dtype, []));
  });
  const total = emit.named(
    weighted.reduce((sum, term) => emit.add(sum, term)),
    'loss',
  );
  const outputs = [...graph.outputs, ...[total, ...taps].map((name) => emit.output(name))];
  return { graph: emit.applied(outputs, 'attachLosses'), loss: total };
}

/**
 * Gives out the Gram matrix of each tap [N, C, H, W] as `<tap>/gram` [N, C, C]: the target of `gramDistance`.
 *
 * @throws graph/unknown-value, graph/unfit-value
 */
export function exposeGrams(graph: Graph, taps: readonly string[]): Graph {
  const emit = new Extension(graph);
  const grams = taps.map((tap) => emit.output(emit.named(gramMatrix(emit, tap), `${tap}/gram`)));
  return emit.applied([...graph.outputs, ...grams], 'exposeGrams');
}

/** The scalar, and the value per example [N]. */
function meanOf(emit: Extension, loss: Loss, { exampleWeights }: LossOptions): { mean: string; each: string } {
  const { sums, counts } = loss(emit);
  const { dtype, dims } = emit.type(sums);
  const weights = exampleWeights === undefined ? undefined : emit.input(exampleWeights, dtype, dims);
  const weighted = (x: string): string => (weights === undefined ? x : emit.mul(x, weights));
  const each = counts === undefined ? sums : quotient(emit, sums, counts);
  const total = counts === undefined ? weights : weighted(counts);
  const mean =
    total === undefined ? emit.mean(sums, [0]) : quotient(emit, emit.sum(weighted(sums), [0]), emit.sum(total, [0]));
  return { mean, each };
}

/** a / b, and a where b is not positive: then nothing was judged and a is 0. */
function quotient(emit: Extension, a: string, b: string): string {
  const isPositive = emit.op('Greater', [b, emit.scalar(0, b)]);
  return emit.div(a, emit.where(isPositive, b, emit.scalar(1, b)));
}
