import { derived } from '../random.ts';

// How often answers name the right photographer. N photos, K photographers, S repetitions of cross-validation.

/** A mean over repetitions, with its 95 % interval. */
export interface Measured {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface Repeated {
  /** [S][N] the photographer that each repetition answered, by heads that had not learned from the photo. */
  readonly answers: readonly Int32Array[];
  /** [N] */
  readonly truth: Int32Array;
  /** [N] photos of one shoot share a number. */
  readonly groups: Int32Array;
  readonly classes: number;
  /** Of the bootstrap. */
  readonly seed: number;
}

const draws = 1000;

/**
 * Accuracy and the mean of the photographers' F1. Intervals are of a bootstrap that draws whole groups: ten photos of one
 * shoot are not ten pieces of evidence.
 *
 * @see Field and Welsh, "Bootstrapping clustered data", JRSS B 2007, section 2.3: the randomized cluster bootstrap
 */
export function agreement(repeated: Repeated): { readonly accuracy: Measured; readonly macroF1: Measured } {
  const { answers, groups, classes, seed } = repeated;
  const places = placesOf(groups);
  const tallies = answers.map((answer) => talliesByGroup(answer, repeated, places));
  const every = Int32Array.from({ length: places.count }, (_, group) => group);
  const at = measured(tallies, every, classes);
  const rng = derived(seed, 'agreement');
  const drawn = Array.from({ length: draws }, () => {
    const sample = Int32Array.from({ length: places.count }, () => Math.floor(rng() * places.count));
    return measured(tallies, sample, classes);
  });
  const interval = (own: 'accuracy' | 'macroF1'): Measured => {
    const sorted = drawn.map((each) => each[own]).sort((a, b) => a - b);
    const quantile = (share: number): number => sorted[Math.round(share * (draws - 1))] ?? 0;
    return { value: at[own], low: quantile(0.025), high: quantile(0.975) };
  };
  return { accuracy: interval('accuracy'), macroF1: interval('macroF1') };
}

/** Groups by their order of appearance. */
function placesOf(groups: Int32Array) {
  const numbers = new Map<number, number>();
  const of = groups.map((group) => {
    const place = numbers.get(group) ?? numbers.size;
    numbers.set(group, place);
    return place;
  });
  return { of, count: numbers.size };
}

/** Where the photos of each group count, in [3 K]: how often each photographer was the truth, the answer, and both. */
interface Tallies {
  /** Group g has `places` from starts[g] to starts[g + 1]. */
  readonly starts: Int32Array;
  readonly places: Int32Array;
}

function talliesByGroup(
  answer: Int32Array,
  { truth, classes }: Repeated,
  { of, count }: { readonly of: Int32Array; readonly count: number },
): Tallies {
  const groups = Array.from({ length: count }, (): number[] => []);
  for (const [photo, own] of truth.entries()) {
    const given = answer[photo] ?? 0;
    const group = groups[of[photo] ?? 0];
    group?.push(own, classes + given);
    if (own === given) group?.push(2 * classes + own);
  }
  const starts = new Int32Array(count + 1);
  for (const [group, own] of groups.entries()) starts[group + 1] = (starts[group] ?? 0) + own.length;
  return { starts, places: Int32Array.from(groups.flat()) };
}

function measured(tallies: readonly Tallies[], sample: Int32Array, classes: number) {
  const each = tallies.map((own) => measuredOnce(own, sample, classes));
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  return { accuracy: mean(each.map((one) => one.accuracy)), macroF1: mean(each.map((one) => one.macroF1)) };
}

/** A photographer of whom the sample has no photo says nothing. */
function measuredOnce({ starts, places }: Tallies, sample: Int32Array, classes: number) {
  const sums = new Float64Array(3 * classes);
  for (const group of sample) {
    const end = starts[group + 1] ?? 0;
    for (let at = starts[group] ?? 0; at < end; at += 1) {
      const place = places[at] ?? 0;
      sums[place] = (sums[place] ?? 0) + 1;
    }
  }
  let [right, photos, f1, present] = [0, 0, 0, 0];
  for (let own = 0; own < classes; own += 1) {
    const [truths, given, both] = [sums[own] ?? 0, sums[classes + own] ?? 0, sums[2 * classes + own] ?? 0];
    right += both;
    photos += truths;
    if (truths === 0) continue;
    f1 += (2 * both) / (truths + given);
    present += 1;
  }
  return { accuracy: right / Math.max(1, photos), macroF1: f1 / Math.max(1, present) };
}

/** What one repetition of cross-validation draws its folds by. */
export const repetitionSeed = (seed: number, repetition: number): number =>
  Math.floor(derived(seed, 'folds', repetition)() * 2 ** 32);
