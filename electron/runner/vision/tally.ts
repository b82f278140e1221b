import type { CalibrationBin, ClassReport } from '../../contract/index.ts';
import { derived } from './random.ts';
import { wilson } from './wilson.ts';

// Counting right and wrong, alike for sets with one class per photo and with several.

const bootstrapDraws = 1000;
const calibrationBins = 15;

/** How often a class was true, was answered, and both. */
export interface Tally {
  readonly truths: number;
  readonly answers: number;
  readonly hits: number;
}

/** A mark of one example says of one class: 4 · class + true (1) + answered (2). */
export const isTrue = 1;
export const isAnswered = 2;

/** The marks of all examples end to end; those of example i lie from `starts[i]` up to `starts[i + 1]`. */
export interface Marks {
  readonly marks: Int32Array;
  /** [N + 1] */
  readonly starts: Int32Array;
}

/** Lays marks end to end. */
export function marksOf(count: number, ofExample: (example: number) => readonly number[]): Marks {
  const starts = new Int32Array(count + 1);
  const marks: number[] = [];
  for (let example = 0; example < count; example += 1) {
    for (const mark of ofExample(example)) marks.push(mark);
    starts[example + 1] = marks.length;
  }
  return { marks: Int32Array.from(marks), starts };
}

/** [C] how each class did over all examples. */
export function talliesOf({ marks }: Marks, classes: number): Tally[] {
  const counts = new Int32Array(4 * classes);
  for (const mark of marks) counts[mark] = (counts[mark] ?? 0) + 1;
  return Array.from({ length: classes }, (_, classIndex) => tallyOf(counts, classIndex));
}

/**
 * Mean F1 of the classes that occur as truth or as answer (as scikit-learn averages), with the 95 % percentile interval
 * of 1,000 bootstrap draws over examples; 0 within 0 to 1 where there are none.
 *
 * @see B. Efron, "Bootstrap methods: another look at the jackknife", Annals of Statistics 1979
 */
export function macroF1Of(all: Marks, classes: number, seed: number): { value: number; low: number; high: number } {
  const count = all.starts.length - 1;
  if (count === 0) return { value: 0, low: 0, high: 1 };
  const counts = new Int32Array(4 * classes);
  for (const mark of all.marks) counts[mark] = (counts[mark] ?? 0) + 1;
  const value = macroF1(counts, classes);
  const rng = derived(seed, 'bootstrap');
  const drawn = Float64Array.from({ length: bootstrapDraws }, () => {
    counts.fill(0);
    drawInto(counts, all, rng);
    return macroF1(counts, classes);
  }).sort();
  const at = (share: number): number => drawn[Math.round(share * (bootstrapDraws - 1))] ?? value;
  return { value, low: Math.min(value, at(0.025)), high: Math.max(value, at(0.975)) };
}

function drawInto(counts: Int32Array, { marks, starts }: Marks, rng: () => number): void {
  const count = starts.length - 1;
  for (let draw = 0; draw < count; draw += 1) {
    const example = Math.floor(rng() * count);
    const end = starts[example + 1] ?? 0;
    for (let at = starts[example] ?? 0; at < end; at += 1) {
      const mark = marks[at] ?? 0;
      counts[mark] = (counts[mark] ?? 0) + 1;
    }
  }
}

function macroF1(counts: Int32Array, classes: number): number {
  let [total, seen] = [0, 0];
  for (let classIndex = 0; classIndex < classes; classIndex += 1) {
    const f1 = f1Of(tallyOf(counts, classIndex));
    if (f1 === null) continue;
    total += f1;
    seen += 1;
  }
  return seen === 0 ? 0 : total / seen;
}

function tallyOf(counts: Int32Array, classIndex: number): Tally {
  const hits = counts[4 * classIndex + (isTrue | isAnswered)] ?? 0;
  const truths = hits + (counts[4 * classIndex + isTrue] ?? 0);
  const answers = hits + (counts[4 * classIndex + isAnswered] ?? 0);
  return { truths, answers, hits };
}

/** 2·hits / (truths + answers); null for a class that neither was true nor was answered. */
function f1Of({ truths, answers, hits }: Tally): number | null {
  return truths + answers === 0 ? null : (2 * hits) / (truths + answers);
}

/** Precision and recall of one class, null where nothing was answered or true. */
export function classReport(className: string, tally: Tally): ClassReport {
  const { truths, answers, hits } = tally;
  return {
    className,
    count: truths,
    precision: answers === 0 ? null : wilson(hits, answers),
    recall: truths === 0 ? null : wilson(hits, truths),
    f1: f1Of(tally),
  };
}

/**
 * Are answers as often right as they say? 15 bins of equal width, the empty ones left out, and the mean distance between
 * probability and share of right answers, weighted by the bins' counts.
 *
 * @param probability  [D] 0 to 1
 * @param right        [D] 1 where the answer was right
 * @see Guo et al., "On calibration of modern neural networks", ICML 2017, section 2
 */
export function calibrationOf(
  probability: Float32Array | Float64Array,
  right: Uint8Array,
): { bins: CalibrationBin[]; error: number } {
  const sums = Array.from({ length: calibrationBins }, () => ({ probability: 0, right: 0, count: 0 }));
  for (let at = 0; at < probability.length; at += 1) {
    const value = probability[at] ?? 0;
    const bin = sums[Math.max(0, Math.min(calibrationBins - 1, Math.floor(value * calibrationBins)))];
    if (!bin) continue;
    bin.probability += value;
    bin.right += right[at] ?? 0;
    bin.count += 1;
  }
  const filled = sums.filter((bin) => bin.count > 0);
  const apart = filled.reduce((total, bin) => total + Math.abs(bin.probability - bin.right), 0);
  return {
    bins: filled.map((bin) => ({
      probability: bin.probability / bin.count,
      right: bin.right / bin.count,
      count: bin.count,
    })),
    error: Math.min(1, apart / Math.max(1, probability.length)),
  };
}
