import type { InputOf, OutputOf, ProgressOf, RunnerContract, Scope } from '../../../../contract/index.ts';
import type { Turn } from '../../../runtime/index.ts';
import { libraryFeatures, type LibraryFeatures } from '../held.ts';
import { layOut } from './layOut.ts';
import { placeNew } from './placeNew.ts';
import { inTurns, type Steps } from './steps.ts';

type Method = RunnerContract['collection.map'];
type Kept = NonNullable<InputOf<Method>['kept']>;

/**
 * Lays the photos whose features are held out on a plane, or places those that are not on it yet.
 *
 * @throws find/no-features
 */
export async function mapCollection(
  { seed, kept }: InputOf<Method>,
  scope: Scope<ProgressOf<Method>>,
  turn: Turn,
): Promise<OutputOf<Method>> {
  const features = libraryFeatures();
  // A map is of all photos from the first step to the last: how many are as good as done is the share of the work.
  const total = features.ids.length;
  const onShare = (share: number): void => scope.progress({ done: Math.floor(total * share), total });
  const steps = kept === null ? anew(features, seed) : withNew(features, kept, seed);
  return inTurns(steps, { turn, stop: scope.stop, onShare });
}

const rowsOf = ({ ids, dims, values }: LibraryFeatures) => ({ count: ids.length, dims, values });

function* anew(features: LibraryFeatures, seed: number): Steps<OutputOf<Method>> {
  return { photos: features.ids, ...columnsOf(yield* layOut(rowsOf(features), seed)) };
}

/** What is on the map stays where it is, also photos whose features are not held any more. */
function* withNew(features: LibraryFeatures, kept: Kept, seed: number): Steps<OutputOf<Method>> {
  const at = new Map(Array.from(kept.photos, (photo, i) => [photo, i]));
  const rows = Array.from(features.ids.keys());
  const idOf = (row: number): number => features.ids[row] ?? 0;
  const which = Int32Array.from(rows.filter((row) => !at.has(idOf(row))));
  const known = Int32Array.from(rows.filter((row) => at.has(idOf(row))));
  const places = new Float32Array(2 * known.length);
  known.forEach((row, i) => {
    const place = at.get(idOf(row)) ?? 0;
    places.set([kept.x[place] ?? 0, kept.y[place] ?? 0], 2 * i);
  });
  const added = columnsOf(yield* placeNew(rowsOf(features), which, { which: known, places }, seed));
  return {
    photos: Int32Array.from([...kept.photos, ...Array.from(which, idOf)]),
    x: Float32Array.from([...kept.x, ...added.x]),
    y: Float32Array.from([...kept.y, ...added.y]),
  };
}

const columnsOf = (places: Float32Array): { x: Float32Array; y: Float32Array } => ({
  x: Float32Array.from({ length: places.length / 2 }, (_, i) => places[2 * i] ?? 0),
  y: Float32Array.from({ length: places.length / 2 }, (_, i) => places[2 * i + 1] ?? 0),
});
