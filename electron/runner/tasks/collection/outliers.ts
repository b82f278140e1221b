import type { InputOf, OutputOf, RunnerContract } from '../../../contract/index.ts';
import { derived, shuffled } from '../../vision/index.ts';
import { gathered, libraryFeatures, rowsOf, type LibraryFeatures } from './held.ts';
import { eachBlock, ranked } from './rank.ts';

type Method = RunnerContract['collection.outliers'];

const neighbors = 10;
/** Photos that every photo is compared with. */
const coarseSample = 256;
/** Photos that are compared with a larger sample then: those that lie farthest from the small one. */
const mostCandidates = 1024;
const fineSample = 4096;
const draw = 0x0ff;

/**
 * Photos by 1 − mean cosine to the `neighbors` photos most like them, the farthest first. Of a large library each photo is
 * compared with a drawn sample only, and the farthest with a larger one: what is far from a sample may still have a twin
 * outside of it.
 *
 * @see Ramaswamy, Rastogi and Shim, "Efficient algorithms for mining outliers from large data sets", SIGMOD 2000; mean in
 *      the place of the k-th distance as in Angiulli and Pizzuti, 2002
 * @throws find/no-features
 */
export async function outliersIn({ among, most }: InputOf<Method>): Promise<OutputOf<Method>> {
  const features = libraryFeatures();
  const all = rowsOf(among);
  if (all.length <= fineSample / 2) return ranked(all, await farFrom(features, all, all), most);
  const order = shuffled(all.length, derived(draw));
  const sample = (count: number): Int32Array => order.subarray(0, count).map((i) => all[i] ?? 0);
  const coarse = await farFrom(features, all, sample(coarseSample));
  const candidates = Int32Array.from(all.keys())
    .sort((a, b) => (coarse[b] ?? 0) - (coarse[a] ?? 0))
    .subarray(0, mostCandidates);
  const rows = candidates.map((i) => all[i] ?? 0).sort();
  return ranked(rows, await farFrom(features, rows, sample(fineSample)), most);
}

/** [rows] 1 − mean cosine to the nearest of the others; a photo is not its own neighbor. */
async function farFrom(features: LibraryFeatures, rows: Int32Array, others: Int32Array): Promise<Float32Array> {
  const far = new Float32Array(rows.length);
  const columns = new Map(Array.from(others, (row, column) => [row, column]));
  await eachBlock(features, rows, gathered(features, others), (from, cosines) => {
    for (let at = 0; at < cosines.length / others.length; at += 1) {
      const own = columns.get(rows[from + at] ?? -1) ?? -1;
      far[from + at] = 1 - meanOfNearest(cosines.subarray(at * others.length, (at + 1) * others.length), own);
    }
  });
  return far;
}

function meanOfNearest(cosines: Float32Array, own: number): number {
  const best = new Float32Array(Math.min(neighbors, cosines.length - Number(own >= 0))).fill(-Infinity);
  const last = best.length - 1;
  for (let i = 0; i < cosines.length; i += 1) {
    const cosine = cosines[i] ?? 0;
    if (i === own || !(cosine > (best[last] ?? Infinity))) continue;
    let place = last;
    for (; place > 0 && (best[place - 1] ?? 0) < cosine; place -= 1) best[place] = best[place - 1] ?? 0;
    best[place] = cosine;
  }
  // Alone in the world it is as far as can be.
  return best.length === 0 ? 0 : best.reduce((sum, cosine) => sum + cosine, 0) / best.length;
}
