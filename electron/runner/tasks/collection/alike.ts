import type { InputOf, OutputOf, RunnerContract } from '../../../contract/index.ts';
import { readRegion } from '../../pixels/index.ts';
import type { Turn } from '../../runtime/index.ts';
import { shuffled, derived } from '../../vision/index.ts';
import { trunkOf } from './eyes.ts';
import { gathered, heldProjection, libraryFeatures, rowsOf } from './held.ts';
import { normalize, productsOf } from './projection.ts';
import { eachBlock, ranked } from './rank.ts';

type Alike = RunnerContract['collection.alike'];
type Region = RunnerContract['collection.region'];

/** Of a larger set as many are drawn: more hardly change what is nearest. */
const mostExamples = 256;
const draw = 0xa11c;

/** Photos by their cosine to the nearest of some others. @throws find/no-features */
export async function alikeIn({ like, among, most }: InputOf<Alike>): Promise<OutputOf<Alike>> {
  const all = rowsOf(like);
  const chosen = shuffled(all.length, derived(draw)).subarray(0, mostExamples);
  const examples = gathered(
    libraryFeatures(),
    chosen.map((i) => all[i] ?? 0),
  );
  return nearestTo(examples, { among, most });
}

/**
 * Photos by their cosine to a part of a photo, as the network sees that part alone.
 *
 * @throws find/no-features, photo/*, model/*, runner/no-device
 */
export async function regionIn(
  { path, box, among, most, ...eyes }: InputOf<Region>,
  turn: Turn,
): Promise<OutputOf<Region>> {
  const projection = heldProjection();
  const pixels = await readRegion(path, box, eyes.model.card.preprocessing);
  const trunk = await trunkOf(eyes, turn);
  const [batch] = await turn(() => trunk.run([pixels]));
  const width = trunk.dims[0]?.[0] ?? 0;
  const seen = Float32Array.from((batch ?? new Float32Array(0)).subarray(0, width));
  const example = projection ? await productsOf(seen, projection, width) : seen;
  normalize(example, example.length);
  return nearestTo(example, { among, most });
}

async function nearestTo(
  examples: Float32Array,
  { among, most }: { readonly among: Int32Array; readonly most: number },
): Promise<OutputOf<Alike>> {
  const features = libraryFeatures();
  const rows = rowsOf(among);
  const count = examples.length / features.dims;
  const scores = new Float32Array(rows.length);
  if (count === 0) return ranked(new Int32Array(0), scores, most);
  await eachBlock(features, rows, examples, (from, cosines) => {
    for (let at = 0; at < cosines.length; at += count) {
      let best = -1;
      for (let i = at; i < at + count; i += 1) best = Math.max(best, cosines[i] ?? -1);
      scores[from + at / count] = best;
    }
  });
  return ranked(rows, scores, most);
}
