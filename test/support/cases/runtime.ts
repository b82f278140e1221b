import { InferenceSession, Tensor } from 'onnxruntime-node';
import { encode, type Graph } from '../../../electron/compiler/index.ts';
import { tensor64, type Tensor64 } from '../../../electron/reference/index.ts';

export { relativeDifference } from './difference.ts';

/**
 * Computes a graph in ONNX Runtime as it stands: its optimizer, which would rewrite what is compared, is off.
 *
 * @returns every output by name, in 64 bits
 */
export async function runInRuntime(
  graph: Graph,
  feeds: ReadonlyMap<string, Tensor64>,
  options: InferenceSession.SessionOptions = {},
): Promise<ReadonlyMap<string, Tensor64>> {
  const session = await InferenceSession.create(encode(graph), {
    graphOptimizationLevel: 'disabled',
    intraOpNumThreads: 1,
    logSeverityLevel: 4,
    ...options,
  });
  const given = Object.fromEntries([...feeds].map(([name, tensor]) => [name, runtimeTensor(tensor)]));
  const outputs = await session.run(given);
  await session.release();
  return new Map(
    Object.entries(outputs).map(([name, { dims, data, type }]) => {
      const numbers = Float64Array.from(data as ArrayLike<number | bigint>, Number);
      const dtype = type === 'float32' || type === 'float64' || type === 'bool' ? type : 'int64';
      return [name, tensor64(dims, numbers, dtype)] as const;
    }),
  );
}

function runtimeTensor({ dtype, dims, values }: Tensor64): Tensor {
  if (dtype === 'int64') return new Tensor('int64', BigInt64Array.from(values, BigInt), dims);
  if (dtype === 'int32') return new Tensor('int32', Int32Array.from(values), dims);
  if (dtype === 'bool') return new Tensor('bool', Uint8Array.from(values), dims);
  if (dtype === 'uint8') return new Tensor('uint8', Uint8Array.from(values), dims);
  if (dtype === 'float64') return new Tensor('float64', values, dims);
  return new Tensor('float32', Float32Array.from(values), dims);
}
