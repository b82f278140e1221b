import { encode, type Graph } from '../../../../compiler/index.ts';
import type { DeviceId } from '../../../../contract/index.ts';
import { tensor64, type Tensor64 } from '../../../../reference/index.ts';
import { createSession, Tensor, type InferenceSession } from '../../../runtime/index.ts';
import type { Feeds } from './nodeUnderTest.ts';

/** Computes a graph in ONNX Runtime, in 32 bits, as training does; every output by name, its numbers in 64 bits. */
export async function runSingle(graph: Graph, feeds: Feeds, device: DeviceId = 'cpu'): Promise<Feeds> {
  const session = await createSession(encode(graph), device);
  return runIn(session, feeds).finally(() => session.release());
}

/** The same in a session that is there. */
export async function runIn(session: InferenceSession, feeds: Feeds): Promise<Feeds> {
  const given = session.inputNames.flatMap((name) => {
    const tensor = feeds.get(name);
    return tensor ? [[name, runtimeTensor(tensor)] as const] : [];
  });
  const made = Object.entries(await session.run(Object.fromEntries(given)));
  return new Map(
    made.map(([name, { dims, data }]) => [name, tensor64(dims, Float64Array.from(data as Iterable<number>, Number))]),
  );
}

function runtimeTensor({ dtype, dims, values }: Tensor64): Tensor {
  if (dtype === 'int64') return new Tensor('int64', BigInt64Array.from(values, BigInt), dims);
  if (dtype === 'int32') return new Tensor('int32', Int32Array.from(values), dims);
  if (dtype === 'bool') return new Tensor('bool', Uint8Array.from(values), dims);
  if (dtype === 'uint8') return new Tensor('uint8', Uint8Array.from(values), dims);
  return new Tensor('float32', Float32Array.from(values), dims);
}
