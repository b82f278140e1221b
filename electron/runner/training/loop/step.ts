import {
  asParameters,
  attachLoss,
  differentiate,
  regularize,
  stackBatch,
  withOptimizer,
  type Carried,
  type ChooseFormulation,
  type DifferentiateOptions,
  type Graph,
  type OptimizerOptions,
  type Tensor,
  type WithLoss,
} from '../../../compiler/index.ts';
import type { TrainingSettings } from '../../../contract/index.ts';
import { lossOf, targetFormOf, targetsInput } from './losses.ts';
import { droppingBeforeHead, learningNorms, withBatch, type Mask } from './network.ts';
import type { TrainingRequest } from './types.ts';

// One training step as one graph: batch in, loss and updated parameters out.
//
//   input [N, ...dims]   targets [N] or [N, C]   weights [N]   learning_rate []   step []   parameters, states, statistics
//   → loss []   logits [N, C]   the next parameters, states, statistics

/** Input that says how much each example counts: 0 for the rows that fill up the last batch of an epoch. */
export const weightsInput = 'weights';

export interface StepGraph {
  readonly graph: Graph;
  readonly loss: string;
  /** Parameters, optimizer states and running statistics: each output is the input of the next step. */
  readonly carried: readonly Carried[];
  /** What of `carried` the network holds: parameters and statistics. */
  readonly values: ReadonlyMap<string, Tensor>;
  /** The others: zeros in the beginning. */
  readonly states: readonly { readonly input: string; readonly dims: readonly number[] }[];
  readonly mask: Mask | null;
}

/** The forward part, and how it is to be differentiated: what formulations are timed on. */
export interface Forward {
  readonly graph: Graph;
  readonly options: DifferentiateOptions;
}

interface Prepared extends Forward {
  readonly shown: string;
  readonly values: ReadonlyMap<string, Tensor>;
  readonly statistics: readonly Carried[];
  readonly mask: Mask | null;
}

/** From the network to its loss. */
export function prepareStep(request: TrainingRequest, batch: number): Prepared {
  const { network, input, logits, trained, settings, train } = request;
  const normalized = learningNorms(withBatch(network, input, batch), trained, settings);
  const dropped = droppingBeforeHead(normalized.graph, logits, settings.dropout);
  const { graph, values } = asParameters(dropped.graph, trained);
  const loss = lossOf(settings, logits, targetFormOf(settings, train.targets !== null));
  const lossy = attachLoss(graph, loss, { exampleWeights: weightsInput });
  const penalized = withPenalty(lossy, settings, values);
  return {
    graph: penalized.graph,
    options: { of: penalized.loss, wrt: trained },
    shown: lossy.loss,
    values: new Map([...values, ...normalized.values]),
    statistics: normalized.statistics,
    mask: dropped.mask,
  };
}

/** From the loss to the update. */
export function completeStep(
  { graph, options, shown, values, statistics, mask }: Prepared,
  { settings, logits, device }: TrainingRequest,
  choose: ChooseFormulation,
): StepGraph {
  const step = withOptimizer(differentiate(graph, { ...options, choose }), optimizerOf(settings));
  const carried = [...step.parameters, ...step.states, ...statistics];
  const wanted = new Set([shown, logits, ...carried.map(({ output }) => output)]);
  const outputs = step.graph.outputs.filter(({ name }) => wanted.has(name));
  const whole = { ...step.graph, outputs };
  return {
    graph: device === 'cpu' ? stackBatch(whole) : whole,
    loss: shown,
    carried,
    values,
    states: step.states,
    mask,
  };
}

/** L1 is a part of the loss; L2 is weight decay, which the optimizer does: in the gradient, or beside it for adamw. */
function withPenalty(lossy: WithLoss, { l1 }: TrainingSettings, values: ReadonlyMap<string, Tensor>): WithLoss {
  const matrices = [...values].flatMap(([name, { dims }]) => (dims.length > 1 ? [name] : []));
  return l1 === 0 || matrices.length === 0 ? lossy : regularize(lossy, { of: matrices, l1 });
}

function optimizerOf({ optimizer, momentum, weightDecay, clipNorm }: TrainingSettings): OptimizerOptions {
  const common = { weightDecay, ...(clipNorm !== null && { clipNorm }) };
  switch (optimizer) {
    case 'sgd':
      return { kind: 'sgd', ...common };
    case 'momentum':
    case 'nesterov':
      return { kind: 'sgd', momentum, nesterov: optimizer === 'nesterov', ...common };
    case 'adam':
    case 'adamw':
      return { kind: optimizer, ...common };
  }
}

/** The network as it answers, with everything that a step updates as inputs: one session judges all epochs. */
export function judgingGraph(request: TrainingRequest, batch: number, step: StepGraph): WithLoss {
  const { network, input, logits, settings, holdout } = request;
  const { graph } = asParameters(withBatch(network, input, batch), [...step.values.keys()]);
  // Smoothing and mixing make learning harder on purpose; the hold-out is asked the plain question.
  const plain = { ...settings, labelSmoothing: 0, mixup: 0, cutmix: 0 };
  const loss = lossOf(plain, logits, targetFormOf(plain, holdout?.targets != null));
  const lossy = attachLoss(graph, loss, { exampleWeights: weightsInput });
  const outputs = lossy.graph.outputs.filter(({ name }) => name === lossy.loss || name === logits);
  return { graph: { ...lossy.graph, outputs }, loss: lossy.loss };
}

export { targetsInput };
