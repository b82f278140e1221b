import { failure, problemOf, type Example, type Part, type Problem } from '../../../contract/index.ts';
import { computeFeatures, type Cut, type FeatureSet } from '../../training/index.ts';
import type { Work } from './work.ts';

/** The photos of a run that can be read, with the features of each cut in their order. */
export interface Seen {
  readonly examples: readonly Example[];
  readonly sets: readonly FeatureSet[];
  /** Files of the plan that could not be read any more. */
  readonly unreadable: readonly Problem[];
}

export interface LookOptions {
  /** Varied copies beside the plain photo. */
  readonly views: number;
  readonly message: string;
}

/**
 * Computes what is not cached. Photos that cannot be read any more leave the run; the rest goes on.
 *
 * @throws training/nothing-readable, training/too-few
 */
export async function look(
  { plan, settings, model, cacheDir, tell, turn, stop }: Work,
  cuts: readonly Cut[],
  { views, message }: LookOptions,
): Promise<Seen> {
  const { examples, device, threads } = plan;
  tell.phase('features', examples.length * (1 + views), message);
  const { augmentation, seed } = settings;
  const sets = await computeFeatures(
    { model, cuts, photos: examples, views, augmentation, seed, cacheDir, device, threads },
    { turn, stop, onProgress: (done, total) => tell.done(done, total) },
  );
  const problems = sets[0]?.unreadable ?? new Map<number, Problem>();
  const kept = examples.flatMap((_, index) => (problems.has(index) ? [] : [index]));
  if (kept.length === 0) {
    const [first] = problems.values();
    throw failure('training/nothing-readable', { count: examples.length, reason: first?.message ?? 'there are none.' });
  }
  const readable = kept.flatMap((index) => examples[index] ?? []);
  checkClasses(readable, plan.classNames);
  const all = problems.size === 0;
  return {
    examples: readable,
    sets: all ? sets : sets.map((set) => onlyOf(set, kept)),
    unreadable: [...problems.values()].map(problemOf),
  };
}

function onlyOf(set: FeatureSet, kept: readonly number[]): FeatureSet {
  const stride = (1 + set.views) * set.dims.reduce((product, dim) => product * dim, 1);
  const values = new Float32Array(kept.length * stride);
  kept.forEach((photo, row) => values.set(set.values.subarray(photo * stride, (photo + 1) * stride), row * stride));
  return { ...set, values, unreadable: new Map() };
}

/** A class that nothing is left of cannot be learned. */
function checkClasses(examples: readonly Example[], classNames: readonly string[]): void {
  const counts = new Int32Array(classNames.length);
  for (const { part, classIndices } of examples)
    if (part !== 'test') for (const index of classIndices) counts[index] = (counts[index] ?? 0) + 1;
  const lacking = counts.indexOf(0);
  if (lacking >= 0) throw failure('training/too-few', { className: classNames[lacking] ?? '', count: 0, needed: 1 });
}

/** Positions of the examples of some parts. */
export const indicesOf = (examples: readonly Example[], ...parts: readonly Part[]): number[] =>
  examples.flatMap(({ part }, index) => (parts.includes(part) ? [index] : []));
