import { valuesOf } from './ask.ts';
import type { Made, OpenNetwork } from './open.ts';

/**
 * What layers make of pictures, a whole run at once.
 *
 * @param pictures  [network.batch] of them side by side, as the network's numbers; `count` are meant
 * @returns         by layer, [count, C, rows, columns] or [count, C]; gone with the next run of the network
 * @throws model/unsupported  there is no such value
 */
export async function activationsOf(
  network: OpenNetwork,
  layers: readonly string[],
  pictures: Float32Array,
  count: number,
): Promise<ReadonlyMap<string, Made>> {
  const made = await valuesOf(network, layers, pictures);
  return new Map(
    layers.map((layer, at) => {
      const { values = new Float32Array(), dims = [] } = made[at] ?? {};
      const each = values.length / network.batch;
      return [layer, { values: values.subarray(0, count * each), dims: [count, ...dims.slice(1)] }] as const;
    }),
  );
}
