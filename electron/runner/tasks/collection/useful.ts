import { derived, shuffled } from '../../vision/index.ts';
import { gathered, libraryFeatures } from './held.ts';
import { centerOf } from './matrix.ts';
import { productsOf } from './projection.ts';

/** Photos among which the useful ones are chosen: the best by themselves. */
const mostCandidates = 600;
/** Photos that are spread; more than a person labels before the head has learned again. */
const spread = 120;
const draw = 0x05e;

/**
 * Photos that would teach a head most, the most useful first: uncertain ones, that stand for many others, and that are
 * unlike each other.
 *
 *     utility = (1 − margin) · mean cosine to all photos         of one photo by itself
 *     next    = the highest  utility · (1 − highest cosine to those chosen)
 *
 * The mean cosine is a product with the mean of all features, so that it costs nothing.
 *
 * @param rows     [M] rows of what is held
 * @param marginOf [M] how sure the head is of each, 0 to 1; null where there is no head: then all count alike
 * @returns        [M] places in `rows`
 * @see Settles, "Active learning literature survey", 2009, sections 3.1 (margin) and 3.6 (information density); Sener and
 *      Savarese, "Active learning for convolutional neural networks: a core-set approach", ICLR 2018, section 4 (spread)
 * @throws find/no-features
 */
export async function usefulOf(rows: Int32Array, marginOf: Float32Array | null): Promise<Int32Array> {
  const features = libraryFeatures();
  const { mean } = centerOf(features);
  const utility = new Float32Array(rows.length);
  // Without a head it is a drawn part of the library that is spread; else everything has its utility.
  const density = await densityOf(rows, mean);
  for (let i = 0; i < rows.length; i += 1) utility[i] = (1 - (marginOf?.[i] ?? 0)) * (density[i] ?? 0);
  const order = marginOf
    ? Int32Array.from(rows.keys()).sort((a, b) => (utility[b] ?? 0) - (utility[a] ?? 0) || a - b)
    : shuffled(rows.length, derived(draw));
  const pool = order.subarray(0, mostCandidates);
  const chosen = await spreadOf(pool, rows, utility);
  const first = chosen.map((place) => pool[place] ?? 0);
  const isFirst = new Set(first);
  const ordered = new Int32Array(order.length);
  ordered.set(first);
  let at = first.length;
  for (const place of order) if (!isFirst.has(place)) ordered[at++] = place;
  return ordered;
}

/** [M] mean cosine of each photo to all, 0 or more. */
async function densityOf(rows: Int32Array, mean: Float32Array): Promise<Float32Array> {
  const { values, dims } = libraryFeatures();
  const products = await productsOf(values, mean, dims);
  return Float32Array.from(rows, (row) => Math.max(1e-6, products[row] ?? 0));
}

/** Places in the pool, in the order of choosing. */
async function spreadOf(pool: Int32Array, rows: Int32Array, utility: Float32Array): Promise<Int32Array> {
  const features = libraryFeatures();
  const own = gathered(
    features,
    pool.map((i) => rows[i] ?? 0),
  );
  const cosines = await productsOf(own, own, features.dims);
  const nearest = new Float32Array(pool.length);
  const chosen = new Int32Array(Math.min(spread, pool.length));
  const isChosen = new Uint8Array(pool.length);
  for (let step = 0; step < chosen.length; step += 1) {
    let [best, most] = [-1, -Infinity];
    for (let i = 0; i < pool.length; i += 1) {
      const gain = (utility[pool[i] ?? 0] ?? 0) * (1 - (nearest[i] ?? 0));
      if (isChosen[i] === 0 && gain > most) [best, most] = [i, gain];
    }
    chosen[step] = best;
    isChosen[best] = 1;
    for (let i = 0; i < pool.length; i += 1)
      nearest[i] = Math.max(nearest[i] ?? 0, Math.min(1, cosines[best * pool.length + i] ?? 0));
  }
  return chosen;
}
