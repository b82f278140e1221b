import type { ModelCard } from '../../../../contract/index.ts';
import type { RgbPicture } from '../../../pixels/index.ts';
import { pictureOfNumbers, type Side } from '../../../synthesis/index.ts';

/** One picture several times. */
export function repeated(numbers: Float32Array, batch: number): Float32Array {
  const all = new Float32Array(batch * numbers.length);
  for (let slot = 0; slot < batch; slot += 1) all.set(numbers, slot * numbers.length);
  return all;
}

/** [N, 3, H, W] as pictures. */
export function apart(numbers: Float32Array, batch: number, size: Side, card: ModelCard): RgbPicture[] {
  const each = numbers.length / batch;
  return Array.from({ length: batch }, (_, slot) =>
    pictureOfNumbers(numbers.subarray(slot * each, (slot + 1) * each), size, card),
  );
}
