import { encode } from '../../../../compiler/index.ts';
import { failure, type DeviceId } from '../../../../contract/index.ts';
import { createSession, firstLine, loadFailure, Tensor, type InferenceSession } from '../../../runtime/index.ts';
import type { RegionNetwork } from './network.ts';

/** A network of one input and one output, ready. */
export interface OpenNetwork {
  readonly network: RegionNetwork;
  readonly session: InferenceSession;
  /** Of work beside the session. */
  readonly threads: number;
}

/** @throws model/*, runner/no-device */
export const openSessionOf = (
  { graph, name }: RegionNetwork,
  device: DeviceId,
  threads: number | undefined,
): Promise<InferenceSession> =>
  createSession(encode(graph), device, { keepsMemory: true, ...(threads !== undefined && { threads }) }).catch(
    (thrown: unknown) => {
      throw device === 'cpu'
        ? loadFailure(name, name, thrown)
        : failure('runner/no-device', { device, reason: firstLine(thrown) });
    },
  );

export async function answerTo(session: InferenceSession, room: Float32Array, dims: number[]): Promise<Float32Array> {
  const [input = '', output = ''] = [session.inputNames[0], session.outputNames[0]];
  const outputs = await session.run({ [input]: new Tensor('float32', room, dims) });
  return outputs[output]?.data as Float32Array;
}
