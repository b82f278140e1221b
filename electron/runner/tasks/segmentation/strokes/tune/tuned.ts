import { floatTensor, type Graph } from '../../../../../compiler/index.ts';
import {
  headBias,
  headOfTaps,
  tapWeight,
  type HypercolumnNetwork,
  type PixelHead,
} from '../../../../hypercolumns/index.ts';
import type { TuningState } from './tune.ts';

/** Layers and head as they have learned. */
export interface TunedNumbers {
  /** Initializers of the network, by name. */
  readonly layers: ReadonlyMap<string, Float32Array>;
  readonly head: PixelHead;
}

/** What a state has learned. */
export function tunedNumbers({ taps, graph }: HypercolumnNetwork, numbers: TuningState['numbers']): TunedNumbers {
  const parts = taps.map((_, at) => numbers.get(tapWeight(at)) ?? new Float32Array(0));
  const stored = new Set(graph.initializers.map(({ name }) => name));
  return {
    layers: new Map([...numbers].filter(([name]) => stored.has(name))),
    head: headOfTaps(taps, parts, numbers.get(headBias) ?? new Float32Array(0)),
  };
}

/** The network for any size of picture with layers that have learned. */
export function tunedNetwork(network: HypercolumnNetwork, { layers }: TunedNumbers): HypercolumnNetwork {
  const initializers = network.graph.initializers.map((tensor) => {
    const numbers = layers.get(tensor.name);
    return numbers ? floatTensor(tensor.name, tensor.dims, numbers) : tensor;
  });
  const graph: Graph = { ...network.graph, initializers };
  return { ...network, graph };
}
