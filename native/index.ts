// The door of what is written in C++: the addon where it was built, its twins in TypeScript for the tests.

import { assertCrf, assertGraph } from './arguments.ts';
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

export { nativeFailure } from './addon.ts';
export { descend, machinesOf, type SvmProblem, type SvmSolution };
export { leastProbability, meanField, type Appearance, type CrfProblem, type CrfSettings };
export { mergeRegions, type GraphProblem, type GraphSegmentation };

/**
 * Support vector machines by dual coordinate descent, away from this thread; the answer is the same for any number of
 * threads. The arrays must not change until it is there.
 *
 * @throws  the reason of `stop`, soon after it; an Error where `nativeFailure` is not null
 */
export async function trainLinearSvm(problem: SvmProblem, threads: number, stop?: AbortSignal): Promise<SvmSolution> {
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
