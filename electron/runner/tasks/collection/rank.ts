import type { Ranking } from '../../../contract/index.ts';
import { gathered, libraryFeatures, type LibraryFeatures } from './held.ts';
import { productsOf } from './projection.ts';

/** Rows of one product: what it makes stays small, and other requests are answered between two. */
const rowsAtOnce = 8192;

/**
 * Goes through photos block by block.
 *
 * @param rows   [M] rows of what is held
 * @param others [m × dims]
 * @param visit  is given the place of the first row of a block in `rows` and its cosines [block × m]
 */
export async function eachBlock(
  features: LibraryFeatures,
  rows: Int32Array,
  others: Float32Array,
  visit: (from: number, cosines: Float32Array) => void,
): Promise<void> {
  const { dims, values } = features;
  const blockRows = Math.max(64, Math.min(rowsAtOnce, Math.floor((rowsAtOnce * 512) / (others.length / dims))));
  for (let from = 0; from < rows.length; from += blockRows) {
    const block = rows.subarray(from, from + blockRows);
    const [first = 0, last = -1] = [block[0], block.at(-1)];
    // Neighbors are read where they lie.
    const isRun = last - first === block.length - 1;
    const own = isRun ? values.subarray(first * dims, (last + 1) * dims) : gathered(features, block);
    visit(from, await productsOf(own, others, dims));
  }
}

/** The best `most` of some photos, by their scores; equals by id. */
export function ranked(rows: Int32Array, scores: Float32Array, most: number): Ranking {
  const { ids } = libraryFeatures();
  const order = Int32Array.from(rows.keys())
    .sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b)
    .subarray(0, most);
  return {
    photos: order.map((i) => ids[rows[i] ?? 0] ?? 0),
    scores: Float32Array.from(order, (i) => scores[i] ?? 0),
  };
}
