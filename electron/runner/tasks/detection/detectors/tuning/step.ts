import {
  asParameters,
  attachLoss,
  blocksOf,
  cutFrom,
  differentiate,
  headBias,
  headWeight,
  peakBytesOf,
  replaceHead,
  shapesOf,
  softmaxLoss,
  stackBatch,
  topologicalOrder,
  trainableFrom,
  withOptimizer,
  type Graph,
  type WithLoss,
} from '../../../../../compiler/index.ts';
import type { DeviceId, TrunkTuning } from '../../../../../contract/index.ts';
import { runnableOn, type CarriedStep } from '../../../../training/index.ts';
import type { RegionNetwork } from '../../regions/index.ts';

// One step of tuning as one graph: windows and what they show in, loss and updated parameters out. What describes regions
// is followed by one linear layer, whose outputs are background and the classes.

/** Blocks that are tuned where not all are. */
const lastBlocks = 2;

export interface WindowStep {
  readonly step: CarriedStep;
  /** The loss alone, of the parameters that it is fed with. */
  readonly judging: WithLoss;
  /** Of the network, the new layer left out. */
  readonly layers: readonly string[];
}

export interface WindowStepOptions {
  /** K */
  readonly classes: number;
  readonly tuning: Pick<TrunkTuning, 'layers' | 'momentum'>;
  readonly device: DeviceId;
  /** Draws the new layer. */
  readonly rng: () => number;
}

/** Input with what each window shows. */
export const targetsInput = 'targets';

/** @throws graph/no-gradient, graph/unreached */
export function windowStep(network: RegionNetwork, options: WindowStepOptions): WindowStep {
  const { classes, tuning, device, rng } = options;
  const features = network.graph.outputs[0]?.name ?? '';
  const scored = replaceHead(network.graph, { features, layers: [{ outputs: classes + 1 }], rng });
  const layers = layersToTune(network, tuning.layers);
  const trained = [...layers, headWeight(1), headBias(1)];
  const { graph, values } = asParameters(scored, trained);
  const lossy = attachLoss(graph, softmaxLoss({ logits: graph.outputs[0]?.name ?? '', targets: targetsInput }));
  const gradients = differentiate(lossy.graph, { of: lossy.loss, wrt: trained, choose: runnableOn(device) });
  const updated = withOptimizer(gradients, { kind: 'sgd', momentum: tuning.momentum });
  const carried = [...updated.parameters, ...updated.states];
  const whole = withOutputs(updated.graph, [lossy.loss, ...carried.map(({ output }) => output)]);
  return {
    step: {
      graph: device === 'cpu' ? stackBatch(whole) : whole,
      ...{ loss: lossy.loss, carried, values, states: updated.states },
    },
    judging: { ...lossy, graph: withOutputs(lossy.graph, [lossy.loss]) },
    layers,
  };
}

const withOutputs = (graph: Graph, wanted: readonly string[]): Graph => ({
  ...graph,
  outputs: graph.outputs.filter(({ name }) => wanted.includes(name)),
});

/** Parameters that learn, of what describes regions. */
function layersToTune({ graph, tap }: RegionNetwork, layers: TrunkTuning['layers']): readonly string[] {
  const [input = ''] = graph.inputs.map(({ name }) => name);
  if (layers === 'all') return trainableFrom(graph, input);
  const blocks = blocksOf(graph, tap.value);
  const from = blocks[Math.min(lastBlocks, blocks.length) - 1]?.from ?? input;
  return trainableFrom(cutFrom(graph, from), from);
}

/** What a step takes of memory, about: results that are at hand at one time. */
export const bytesOfStep = ({ step: { graph } }: WindowStep): number =>
  peakBytesOf(graph, topologicalOrder(graph, 'tuning'), shapesOf(graph));
