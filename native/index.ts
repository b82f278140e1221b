// The door of what is written in C++: the addon where it was built, its twins in TypeScript for the tests.

import { assertAlign, assertCrf, assertGraph, assertGrouping, assertSvm } from './arguments.ts';
import { addonHere } from './addon.ts';
import {
  appearanceOf,
  leastProbability,
  meanField,
  type Appearance,
  type CrfProblem,
  type CrfSettings,
} from './denseCrf.ts';
import { mergeRegions, tapsOf, type GraphProblem, type GraphSegmentation } from './graphSegmentation.ts';
import { descend, machinesOf, type SvmProblem, type SvmSolution } from './linearSvm.ts';
import { alignOneByOne, type AlignProblem } from './regionAlign.ts';
import {
  colorSpaces,
  groupingSigma,
  mergeHierarchies,
  slopeTaps,
  type ColorSpace,
  type Grouping,
  type GroupingProblem,
  type Hierarchy,
  type Strategy,
} from './selectiveSearch.ts';

export { nativeFailure } from './addon.ts';
export { descend, machinesOf, type SvmProblem, type SvmSolution };
export { leastProbability, meanField, type Appearance, type CrfProblem, type CrfSettings };
export { mergeRegions, type GraphProblem, type GraphSegmentation };
export { alignOneByOne, type AlignProblem };
export { mergeHierarchies, type ColorSpace, type Grouping, type GroupingProblem, type Hierarchy, type Strategy };

/**
 * Support vector machines by dual coordinate descent, away from this thread; the answer is the same for any number of
 * threads. The arrays must not change until it is there.
 *
 * @throws  RangeError where a length or a count can't be; the reason of `stop`, soon after it; an Error where
 *          `nativeFailure` is not null
 */
export async function trainLinearSvm(problem: SvmProblem, threads: number, stop?: AbortSignal): Promise<SvmSolution> {
  assertSvm(problem);
  const addon = addonHere();
  const sent = { ...problem, machines: machinesOf(problem.classes) };
  return stoppable(stop, (cancel) => addon.trainLinearSvm(sent, threads, cancel));
}

/**
 * Class probabilities that agree with the picture: a fully connected conditional random field by mean field, away from
 * this thread. The answer is the same for any number of threads. The arrays must not change until it is there. About
 * 400 bytes of memory per pixel at 21 classes.
 *
 * @returns [classes, height, width] probabilities
 * @throws  RangeError where a length or a setting can't be; the reason of `stop`, soon after it; an Error where
 *          `nativeFailure` is not null
 * @see     denseCrf.ts for the model and its sources
 */
export async function refineByCrf(problem: CrfProblem, threads: number, stop?: AbortSignal): Promise<Float32Array> {
  assertCrf(problem);
  const addon = addonHere();
  const exact = appearanceOf(problem) === 'exact';
  const sent = { ...problem, ...problem.settings, leastProbability, exact };
  return stoppable(stop, (cancel) => addon.refineByCrf(sent, threads, cancel));
}

/**
 * Regions of even color, by merging along the edges of the pixel grid, away from this thread. The answer is the same for
 * any number of threads and on every machine. The array must not change until it is there.
 *
 * @throws  RangeError where a length or a setting can't be; the reason of `stop`, soon after it; an Error where
 *          `nativeFailure` is not null
 * @see     graphSegmentation.ts for the rule and its source
 */
export async function segmentByGraph(
  problem: GraphProblem,
  threads = 1,
  stop?: AbortSignal,
): Promise<GraphSegmentation> {
  assertGraph(problem);
  const addon = addonHere();
  const taps = tapsOf(problem.sigma);
  return stoppable(stop, (cancel) => addon.segmentByGraph(problem, taps, threads, cancel));
}

/**
 * Regions of a picture merged two by two, in every color space, scale and strategy asked for, away from this thread: what
 * selective search makes its proposals of. The answer is the same for any number of threads. The array must not change
 * until it is there.
 *
 * @throws  RangeError where a length or a setting can't be; the reason of `stop`, soon after it; an Error where
 *          `nativeFailure` is not null
 * @see     selectiveSearch.ts for the rule and its source
 */
export async function groupRegions(problem: GroupingProblem, threads: number, stop?: AbortSignal): Promise<Grouping> {
  assertGrouping(problem);
  const addon = addonHere();
  const { spaces, ks, strategies } = problem;
  const taps = { sigma: tapsOf(groupingSigma), ...slopeTaps() };
  const numbers = Uint8Array.from(spaces, (space) => colorSpaces.indexOf(space));
  const bits = Uint8Array.from(strategies, bitsOf);
  const { hierarchies, regions } = await stoppable(stop, (cancel) =>
    addon.groupRegions(problem, taps, numbers, bits, threads, cancel),
  );
  const asked = spaces.flatMap((space) => ks.flatMap((k) => strategies.map((strategy) => ({ space, k, strategy }))));
  const named = asked.flatMap((way, at) => (hierarchies[at] ? [{ ...way, ...hierarchies[at] }] : []));
  return { hierarchies: named, regions };
}

/**
 * Regions of a map at one size, away from this thread. The answer is the same for any number of threads. The arrays must
 * not change until it is there.
 *
 * @returns [regions, channels, outHeight, outWidth], or with the channels last
 * @throws  RangeError where a length or a side can't be; the reason of `stop`, soon after it; an Error where
 *          `nativeFailure` is not null
 * @see     regionAlign.ts for the rule and its source
 */
export async function alignRegions(problem: AlignProblem, threads: number, stop?: AbortSignal): Promise<Float32Array> {
  assertAlign(problem);
  const addon = addonHere();
  const { boxes, channels, outHeight, outWidth } = problem;
  const aligned = new Float32Array((boxes.length / 4) * channels * outHeight * outWidth);
  return stoppable(stop, (cancel) => addon.alignRegions(problem, aligned, threads, cancel));
}

/** As src/selective_search/group.h has them. */
const bitsOf = ({ color, texture, size, fill }: Strategy): number =>
  Number(color) + 2 * Number(texture) + 4 * Number(size) + 8 * Number(fill);

/** Runs with a byte that `stop` sets to 1, at which the addon gives up. */
async function stoppable<T>(stop: AbortSignal | undefined, run: (cancel: Uint8Array) => Promise<T>): Promise<T> {
  stop?.throwIfAborted();
  const cancel = new Uint8Array(1);
  const raise = (): void => void (cancel[0] = 1);
  stop?.addEventListener('abort', raise);
  try {
    return await run(cancel);
  } catch (thrown) {
    stop?.throwIfAborted();
    throw thrown;
  } finally {
    stop?.removeEventListener('abort', raise);
  }
}
