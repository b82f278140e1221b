import { Joined } from '../joined.ts';
import { showsTheSame } from './align.ts';
import { candidatePairs } from './candidates.ts';
import { parts, sketchSide } from './sketch.ts';

/** Sketches of many photos, one after the other. */
export interface Sketches {
  /** [photos, 32, 32] */
  readonly greys: Uint8Array;
  /** [photos, parts, 2] */
  readonly prints: Uint32Array;
}

/**
 * Groups photos that show the same: saved again, resized, brightened, cut by up to 15 % of their area, or taken a moment
 * later. Candidates come from the prints, alignment of the grey pictures decides. Likeness is handed on: when A is like B
 * and B like C, the three are one group. Each step of the generator is some milliseconds of work, so that whoever runs it
 * can do something else between them.
 *
 * @param same  indices of photos that are known to be the same, by their bytes
 * @returns     [photos] the number of its group; −1: alone
 */
export function* lookalikes(sketches: Sketches, same: readonly (readonly number[])[]): Generator<void, Int32Array> {
  const { greys, prints } = sketches;
  const count = prints.length / (2 * parts.length);
  const joined = new Joined(count);
  for (const set of same) joined.joinAll(set);
  const refused = new Set<number>();
  const greyOf = (photo: number): Uint8Array =>
    greys.subarray(photo * sketchSide * sketchSide, (photo + 1) * sketchSide * sketchSide);
  for (const candidate of candidatePairs(prints)) {
    yield;
    if (candidate === null || joined.areTogether(candidate.whole, candidate.photo)) continue;
    const { whole, photo, part } = candidate;
    // The three bands propose the same pair and part again.
    const key = (whole * count + photo) * parts.length + part;
    const place = parts[part];
    if (refused.has(key) || !place) continue;
    if (showsTheSame(greyOf(whole), greyOf(photo), place)) joined.join(whole, photo);
    else refused.add(key);
  }
  return joined.grouped();
}
