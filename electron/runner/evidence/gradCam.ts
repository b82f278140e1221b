import type { LabLayer } from '../../contract/index.ts';
import { walkedBack } from './ask.ts';
import type { EvidenceHooks } from './hooks.ts';
import type { OpenNetwork } from './open.ts';
import { mapIn, seedFor, type Unit } from './unit.ts';

/**
 * The channels of a layer, each weighed by the mean derivative of the unit by it, added up; what speaks against the unit
 * is 0.
 *
 * @param layer  one with rows and columns, on the way to the unit
 * @returns      [layer.rows × layer.columns]
 * @see Selvaraju et al., "Grad-CAM", ICCV 2017, equations 1 and 2
 * @throws lab/no-gradient, lab/unfit
 */
export async function gradCam(
  network: OpenNetwork,
  unit: Unit,
  layer: LabLayer,
  picture: Float32Array,
  { turn, stop }: EvidenceHooks,
): Promise<Float64Array> {
  stop.throwIfAborted();
  const question = { of: unit.value, to: layer.name, projection: 'gradient', keep: [layer.name] } as const;
  const [slopes, maps] = await turn(() => walkedBack(network, question, picture, seedFor(unit), unit.dims));
  const sum = new Float64Array(layer.rows * layer.columns);
  if (!slopes || !maps) return sum;
  for (let channel = 0; channel < layer.channels; channel += 1) {
    const weight = mapIn(slopes.values, slopes.dims, channel).reduce((a, b) => a + b, 0) / sum.length;
    for (const [at, value] of mapIn(maps.values, maps.dims, channel).entries())
      sum[at] = (sum[at] ?? 0) + weight * value;
  }
  return sum.map((value) => Math.max(0, value));
}
