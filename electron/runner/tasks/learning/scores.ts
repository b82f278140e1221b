import { encode, tensorValue, type Graph } from '../../../compiler/index.ts';
import type { DeviceId, Stop } from '../../../contract/index.ts';
import { createSession, Tensor, type Turn } from '../../runtime/index.ts';
import type { TrainingData } from '../../training/index.ts';

/** Examples per run. */
const batch = 32;

export interface ScoreWith {
  readonly device: DeviceId;
  readonly threads: number;
  readonly turn: Turn;
  readonly stop: Stop;
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * What a network answers to examples as they are.
 *
 * @param network  one input [1, ...dims], one output [1, C]
 * @returns        [N, C]
 */
export async function scoresOf(network: Graph, data: TrainingData, way: ScoreWith): Promise<Float32Array> {
  const [input, output] = [network.inputs[0], network.outputs[0]];
  if (!input || !output) throw new Error('A network without input or output was asked.');
  const open = {
    ...network,
    inputs: [tensorValue(input.name, 'float32', ['N', ...data.dims])],
    outputs: [{ ...output, type: null }],
  };
  const session = await createSession(encode(open), way.device, { threads: way.threads });
  try {
    const width = data.dims.reduce((product, dim) => product * dim, 1);
    const parts: Float32Array[] = [];
    for (let from = 0; from < data.count; from += batch) {
      way.stop.throwIfAborted();
      const rows = Int32Array.from({ length: Math.min(batch, data.count - from) }, (_, i) => from + i);
      const values = new Float32Array(rows.length * width);
      await data.fill(rows, values, null);
      const outputs = await way.turn(() =>
        session.run({ [input.name]: new Tensor('float32', values, [rows.length, ...data.dims]) }),
      );
      parts.push(Float32Array.from(outputs[output.name]?.data as Float32Array));
      way.onProgress?.(from + rows.length, data.count);
    }
    return joined(parts);
  } finally {
    await session.release();
  }
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Scores of a linear head: features · weightᵀ + bias, [N, C]. */
export function linearScores(
  features: Float32Array,
  { weight, bias }: { readonly weight: Float32Array; readonly bias: Float32Array },
): Float32Array {
  const classes = bias.length;
  const width = weight.length / classes;
  const scores = new Float32Array((features.length / width) * classes);
  for (let row = 0; row * width < features.length; row++) {
    for (let k = 0; k < classes; k++) {
      let sum = bias[k] ?? 0;
      for (let i = 0; i < width; i++) sum += (features[row * width + i] ?? 0) * (weight[k * width + i] ?? 0);
      scores[row * classes + k] = sum;
    }
  }
  return scores;
}
