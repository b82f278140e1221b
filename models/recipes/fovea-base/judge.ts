import { encode, withDims, type Graph } from '../../../electron/compiler/index.ts';
import { createSession, Tensor } from '../../../electron/runner/runtime/index.ts';
import type { TrainingData } from '../../../electron/runner/training/index.ts';
import { calibrationOf } from '../../../electron/runner/vision/index.ts';

export interface Judgement {
  readonly photos: number;
  /** Share of photos whose class is the likeliest, and among the five likeliest. */
  readonly top1: number;
  readonly top5: number;
  /** By how much, on average, the likeliest class is more or less often right than its probability says. */
  readonly calibrationError: number;
}

const batch = 100;

/** How often a classifier of the recipe is right on examples that it has not learned from. */
export async function judge(network: Graph, examples: TrainingData, threads: number): Promise<Judgement> {
  const [side = 0] = examples.dims.slice(-1);
  const session = await createSession(encode(withDims(network, sizes(batch, side))), 'cpu', { threads });
  const pixels = new Float32Array(batch * 3 * side * side);
  const certainty = new Float64Array(examples.count);
  const right = new Uint8Array(examples.count);
  let amongFive = 0;
  for (let from = 0; from < examples.count; from += batch) {
    const indices = Array.from({ length: Math.min(batch, examples.count - from) }, (_, i) => from + i);
    await examples.fill(indices, pixels, null);
    const { logits } = await session.run({ image: new Tensor('float32', pixels, [batch, 3, side, side]) });
    const classes = Number(logits?.dims[1]);
    for (const [slot, index] of indices.entries()) {
      const row = (logits?.data as Float32Array).subarray(slot * classes, (slot + 1) * classes);
      const better = rankOf(row, examples.classOf[index] ?? 0);
      const best = Math.max(...row);
      certainty[index] = 1 / row.reduce((sum, score) => sum + Math.exp(score - best), 0);
      right[index] = Number(better === 0);
      amongFive += Number(better < 5);
    }
  }
  await session.release();
  return {
    photos: examples.count,
    top1: right.reduce((sum, one) => sum + one, 0) / examples.count,
    top5: amongFive / examples.count,
    calibrationError: calibrationOf(certainty, right).error,
  };
}

/** How many scores are above that of a class. */
export function rankOf(scores: Float32Array, own: number): number {
  const score = scores[own] ?? NaN;
  return scores.reduce((count, other) => count + Number(other > score), 0);
}

/** Lengths of the open axes of a network of the recipe. */
export const sizes = (count: number, side: number): ReadonlyMap<string, number> =>
  new Map([
    ['N', count],
    ['H', side],
    ['W', side],
  ]);
