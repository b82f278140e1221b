import { derived } from '../../../vision/index.ts';
import { forestOf } from './forest.ts';
import { keptDims, neighborCount, trees } from './layOut.ts';
import { nearestByForest } from './neighbors.ts';
import { placedAmong } from './place.ts';
import { reduced } from './reduce.ts';
import { picked, type Rows } from './rows.ts';
import { part, type Steps } from './steps.ts';

/** Rows that have a place. */
export interface Placed {
  readonly which: Int32Array;
  /** [which, 2] */
  readonly places: Float32Array;
}

/**
 * Places rows among those that have a place, none of which moves.
 *
 * @param which  rows to be placed
 * @returns      [which, 2]
 */
export function* placeNew(rows: Rows, which: Int32Array, placed: Placed, seed: number): Steps<Float32Array> {
  const flat = yield* part(reduced(rows, keptDims, derived(seed, 'reduce')), 0, 0.4);
  const among = picked(flat, placed.which);
  const forest = yield* part(forestOf(among, { ...trees, rng: derived(seed, 'place') }), 0.4, 0.7);
  const near = yield* part(nearestByForest(picked(flat, which), among, forest, neighborCount), 0.7, 1);
  return yield* placedAmong(near, placed.places);
}
