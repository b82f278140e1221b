import {
  asParameters,
  attachLoss,
  attachLosses,
  diceLoss,
  differentiate,
  floatTensor,
  shapesOf,
  softmaxLoss,
  stackBatch,
  tensorValue,
  trainableFrom,
  TypedEmit,
  verify,
  withOptimizer,
  type Graph,
  type WithLoss,
} from '../../../../../compiler/index.ts';
import {
  emitScoresAt,
  headBias,
  tapWeight,
  weightsByTap,
  type HypercolumnNetwork,
  type PixelHead,
} from '../../../../hypercolumns/index.ts';
import type { CarriedStep } from '../../../../training/index.ts';

// One step of learning from masks as one graph: pictures and the classes of a lattice of their pixels in, loss and
// updated parameters out. The network, its taps and the head are those that answer; nothing is added for training.

/** Columns and rows of the pixels of a crop that are judged. */
export interface Lattice {
  readonly xs: readonly number[];
  readonly ys: readonly number[];
}

export interface TuningStepOptions {
  readonly head: PixelHead;
  /** The value from which on layers learn; null: the head alone does. */
  readonly from: string | null;
  /** [C] */
  readonly classWeights: readonly number[];
  readonly lattice: Lattice;
  readonly weightDecay: number;
  /** Share of the soft Dice term in the loss, 0 to 1. */
  readonly dice: number;
}

/** @throws graph/unknown-value, graph/no-gradient, graph/unreached */
export function tuningStep(network: HypercolumnNetwork, options: TuningStepOptions): CarriedStep {
  const { lattice, weightDecay } = options;
  const scored = withScores(network, options.head, lattice);
  const names = [...network.taps.map((_, at) => tapWeight(at)), headBias];
  const layers = options.from === null ? [] : trainableFrom(scored, options.from);
  const trained = [...new Set([...layers, ...names])];
  const { graph, values } = asParameters(scored, trained);
  const lossy = withLoss(graph, scored.outputs[0]?.name ?? '', options);
  const step = withOptimizer(differentiate(lossy.graph, { of: lossy.loss, wrt: trained }), {
    kind: 'adamw',
    weightDecay,
    clipNorm: 5,
  });
  const carried = [...step.parameters, ...step.states];
  const wanted = new Set([lossy.loss, ...carried.map(({ output }) => output)]);
  const outputs = step.graph.outputs.filter(({ name }) => wanted.has(name));
  return { graph: stackBatch({ ...step.graph, outputs }), loss: lossy.loss, carried, values, states: step.states };
}

/** (1 − share) · class-weighted softmax loss + share · soft Dice loss */
function withLoss(graph: Graph, logits: string, { classWeights, dice }: TuningStepOptions): WithLoss {
  const softmax = softmaxLoss({ logits, classWeights });
  if (dice === 0) return attachLoss(graph, softmax);
  return attachLosses(graph, [
    { name: 'softmax', loss: softmax, weight: 1 - dice },
    { name: 'dice', loss: diceLoss({ logits }), weight: dice },
  ]);
}

/** The network with its head: the scores of the lattice are its only output. */
function withScores({ graph, taps }: HypercolumnNetwork, head: PixelHead, lattice: Lattice): Graph {
  const emit = new TypedEmit(graph, shapesOf(graph));
  const classes = head.bias.length;
  const weights = weightsByTap(taps, head);
  for (const [at, { channels }] of taps.entries())
    emit.constant(floatTensor(tapWeight(at), [classes, channels, 1, 1], weights[at] ?? []));
  emit.constant(floatTensor(headBias, [classes], head.bias));
  const scores = emitScoresAt(
    emit,
    taps,
    graph.outputs.map(({ name }) => name),
    lattice,
  );
  const whole: Graph = {
    ...graph,
    nodes: [...graph.nodes, ...emit.nodes],
    initializers: [...graph.initializers, ...emit.initializers],
    outputs: [tensorValue(scores, 'float32', emit.dims(scores))],
  };
  return verify(whole, 'tuningStep');
}
