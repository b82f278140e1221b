import type { Picture } from '../../../dense/index.ts';
import type { Turn } from '../../../runtime/index.ts';

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

/** Rows at length 1: how a photo is lit should not decide how far a machine's border lies. */
export function normalized(rows: Float32Array, width: number): Float32Array {
  for (let start = 0; start < rows.length; start += width) {
    const row = rows.subarray(start, start + width);
    const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
    if (length > 0) for (let f = 0; f < width; f++) row[f] = (row[f] ?? 0) / length;
  }
  return rows;
}
