import { drawAnew, trainableFrom } from '../../compiler/index.ts';
import type { DeviceId, ModelFile } from '../../contract/index.ts';
import { seeded } from '../vision/index.ts';
import { networkOf, type OpenNetwork } from './open.ts';

/**
 * The same network before it has learned anything: every weight drawn with variance 2 / inputs, every bias 0. Batch
 * normalizations are part of the weights here, and are gone with them.
 *
 * @see Adebayo et al., "Sanity checks for saliency maps", NeurIPS 2018, section 3: the model parameter randomization test
 */
export function randomizedNetwork(
  { read, card }: OpenNetwork,
  model: ModelFile,
  device: DeviceId,
  seed: number,
): OpenNetwork {
  const drawn = drawAnew(read, trainableFrom(read, card.inputName), 'he', seeded(seed));
  const initializers = read.initializers.map((tensor) => drawn.get(tensor.name) ?? tensor);
  return networkOf({ ...read, initializers }, model, device);
}
