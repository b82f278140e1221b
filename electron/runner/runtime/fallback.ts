import { FoveaError, type DeviceId } from '../../contract/index.ts';
import { firstLine } from './network.ts';

/** What came of work for which a device was wanted. */
export interface Managed<T> {
  readonly result: T;
  /** Why the CPU did it, in words; null: the device did. */
  readonly fellBack: string | null;
}

/** Whether the CPU may do better: what has a code is a fault of a file, or a stop, and would be the same there. */
export const isFaultOfDevice = (device: DeviceId, thrown: unknown): boolean =>
  device !== 'cpu' && !(thrown instanceof FoveaError);

export const fallbackWords = (device: DeviceId, thrown: unknown): string =>
  `The device "${device}" failed (${firstLine(thrown)}); the CPU goes on.`;

/** Does work on a device, and from its beginning on the CPU where the device fails. */
export async function onDeviceOrCpu<T>(device: DeviceId, work: (device: DeviceId) => Promise<T>): Promise<Managed<T>> {
  try {
    return { result: await work(device), fellBack: null };
  } catch (thrown) {
    if (!isFaultOfDevice(device, thrown)) throw thrown;
    return { result: await work('cpu'), fellBack: fallbackWords(device, thrown) };
  }
}
