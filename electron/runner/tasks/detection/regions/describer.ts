import { availableParallelism } from 'node:os';
import type { DeviceId } from '../../../../contract/index.ts';
import type { Picture } from '../../../dense/index.ts';
import type { Turn } from '../../../runtime/index.ts';
import { describeExactly } from './exact.ts';
import type { RegionNetwork } from './network.ts';
import { openSessionOf } from './session.ts';
import { describeShared } from './shared.ts';

/** What a network says of regions of a photo. */
export interface RegionDescriber {
  /** F */
  readonly width: number;
  /**
   * @param photo  of any size
   * @param boxes  [n, 4] x0, y0, x1, y1 in pixels of that picture, none empty
   * @returns      [n, F], each region as a row of length 1
   * @throws       the reason of `stop`
   */
  describe(photo: Picture, boxes: ArrayLike<number>, hooks: RegionHooks): Promise<Float32Array>;
  close(): Promise<void>;
}

export interface RegionHooks {
  readonly turn: Turn;
  readonly stop?: AbortSignal;
  /** Of n regions. */
  readonly onProgress?: (done: number) => void;
}

/** @throws model/*, runner/no-device */
export async function openRegions(
  network: RegionNetwork,
  device: DeviceId,
  threads?: number,
): Promise<RegionDescriber> {
  const session = await openSessionOf(network, device, threads);
  const describe = network.form === 'exact' ? describeExactly : describeShared;
  const opened = { network, session, threads: threads ?? availableParallelism() };
  return {
    width: network.width,
    describe: async (photo, boxes, hooks) => normalized(await describe(opened, photo, boxes, hooks), network.width),
    close: () => session.release(),
  };
}

/** The same, but its session is opened when it is first asked: where all is described already, never. */
export function openRegionsLater(network: RegionNetwork, device: DeviceId, threads?: number): RegionDescriber {
  let opened: Promise<RegionDescriber> | null = null;
  return {
    width: network.width,
    async describe(photo, boxes, hooks) {
      opened ??= openRegions(network, device, threads);
      return (await opened).describe(photo, boxes, hooks);
    },
    async close() {
      // One that could not be opened has said so where it was asked.
      const describer = await opened?.catch(() => null);
      await describer?.close();
    },
  };
}

/** Rows at length 1: how a photo is lit should not decide how far it is from a machine's border. */
function normalized(rows: Float32Array, width: number): Float32Array {
  for (let start = 0; start < rows.length; start += width) {
    const row = rows.subarray(start, start + width);
    const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
    if (length > 0) for (let f = 0; f < width; f++) row[f] = (row[f] ?? 0) / length;
  }
  return rows;
}
