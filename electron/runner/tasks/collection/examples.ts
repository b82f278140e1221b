import type { GivenLabels } from '../../../contract/index.ts';
import { derived, shuffled } from '../../vision/index.ts';
import { libraryFeatures, rowsOf } from './held.ts';

/** Labelled photos whose features are held. L examples. */
export interface Examples {
  /** [L] photo ids */
  readonly photos: Int32Array;
  /** [L] rows of what is held */
  readonly rows: Int32Array;
  /** [L] class indices of each; at least one */
  readonly classesOf: readonly (readonly number[])[];
  /** [L] the place of each in the labels that were given */
  readonly places: Int32Array;
}

const draw = 0x1ab;

/**
 * @param most  of more examples so many are drawn, the same for the same labels
 * @throws find/no-features
 */
export function examplesOf({ photos, starts, classes }: GivenLabels, most: number): Examples {
  const { ids } = libraryFeatures();
  const held = new Map(Array.from(rowsOf(photos), (row) => [ids[row] ?? 0, row]));
  const known = Int32Array.from(photos.keys()).filter((place) => held.has(photos[place] ?? 0));
  const order = known.length <= most ? known : shuffled(known.length, derived(draw)).subarray(0, most);
  const places = known.length <= most ? known : order.map((i) => known[i] ?? 0).sort();
  return {
    places,
    photos: places.map((place) => photos[place] ?? 0),
    rows: places.map((place) => held.get(photos[place] ?? 0) ?? 0),
    classesOf: Array.from(places, (place) => [...classes.subarray(starts[place], starts[place + 1])]),
  };
}
