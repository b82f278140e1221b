import { createHash } from 'node:crypto';
import { floatTensor, withParameters, type Tensor } from '../../../../../compiler/index.ts';
import type { Sha256 } from '../../../../../contract/index.ts';
import type { RegionNetwork } from '../../regions/index.ts';

/** Layers of a network as they have learned. */
export interface TunedTrunk {
  /** Initializers of what describes regions, by name. */
  readonly layers: ReadonlyMap<string, Float32Array>;
  /** Of the network and of all that it has learned: what rows of regions depend on. */
  readonly digest: string;
}

/** @param model  the network that was tuned */
export function tunedTrunk(model: Sha256, layers: ReadonlyMap<string, Float32Array>): TunedTrunk {
  const hash = createHash('sha256').update(model);
  for (const [name, numbers] of layers) hash.update(name).update(numbers);
  return { layers, digest: hash.digest('hex') };
}

/** The same network in any form and for any size of picture, with layers that have learned; null: none has. */
export function withTunedLayers(network: RegionNetwork, tuned: TunedTrunk | null): RegionNetwork {
  if (!tuned) return network;
  const { graph } = network;
  const values = new Map<string, Tensor>();
  for (const { name, dims } of graph.initializers) {
    const numbers = tuned.layers.get(name);
    if (numbers) values.set(name, floatTensor(name, dims, numbers));
  }
  return { ...network, graph: withParameters(graph, values) };
}
