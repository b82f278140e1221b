import type { Report } from '../../contract/index.ts';
import { calibrationOf, classReport, isAnswered, isTrue, macroF1Of, marksOf, talliesOf } from './tally.ts';
import { wilson } from './wilson.ts';

// How good answers are on examples that were not learned from. N examples, C classes.

/** A confusion matrix of more classes than this is left out: nobody reads a million cells. */
const confusionClasses = 1000;

/** From this probability on, a class of a multi-label set is answered. */
const yesFrom = 0.5;

interface Answers {
  /** [N, C] */
  readonly probabilities: Float32Array | Float64Array;
  readonly classNames: readonly string[];
  /** Of the bootstrap. */
  readonly seed: number;
  /** Files that could not be judged; only passed on. */
  readonly unreadable: number;
}

/**
 * The report over examples of one true class each. The answer is the most probable class, the first of equals.
 *
 * @param truth         [N] class indices
 * @param unknownBelow  a less probable answer is "unknown"; null: every answer counts
 */
export function judge(answers: Answers & { readonly truth: Int32Array; readonly unknownBelow: number | null }): Report {
  const { probabilities, truth, classNames, unknownBelow, seed, unreadable } = answers;
  const [count, classes] = [truth.length, classNames.length];
  const predicted = Int32Array.from({ length: count }, (_, example) => likeliest(probabilities, example, classes));
  const certainty = Float64Array.from(predicted, (best, example) => probabilities[example * classes + best] ?? 0);
  const right = Uint8Array.from(predicted, (best, example) => Number(best === truth[example]));
  const marks = marksOf(count, (example) => marksOfOne(truth[example] ?? 0, predicted[example] ?? 0));
  const tallies = talliesOf(marks, classes);
  return {
    accuracy: wilson(sum(right), count),
    macroF1: macroF1Of(marks, classes, seed),
    baseline: tallies.reduce((most, { truths }) => Math.max(most, truths), 0) / Math.max(1, count),
    classes: tallies.map((tally, classIndex) => classReport(classNames[classIndex] ?? '', tally)),
    confusion: classes > confusionClasses ? [] : confusionOf(truth, predicted, classes),
    calibration: calibrationOf(certainty, right),
    unknown: unknownBelow === null ? null : rejection(certainty, right, unknownBelow),
    count,
    unreadable,
  };
}

/**
 * The report over examples with any number of true classes each; a class is answered from probability ½ on. Accuracy is
 * the share of photos whose classes are all right and none too many, the baseline that of always answering the most
 * frequent set; calibration is over every yes and no.
 *
 * @param truths  [N] the true class indices of each example, without repetition
 */
export function judgeSets(answers: Answers & { readonly truths: readonly (readonly number[])[] }): Report {
  const { probabilities, truths, classNames, seed, unreadable } = answers;
  const [count, classes] = [truths.length, classNames.length];
  const present = new Uint8Array(count * classes);
  for (const [example, set] of truths.entries()) for (const one of set) present[example * classes + one] = 1;
  const marks = marksOf(count, (example) => marksOfSet(probabilities, present, example, classes));
  const tallies = talliesOf(marks, classes);
  const whole = truths.filter((_, example) => {
    const own = marks.marks.subarray(marks.starts[example], marks.starts[example + 1]);
    return own.every((mark) => mark % 4 === (isTrue | isAnswered));
  });
  return {
    accuracy: wilson(whole.length, count),
    macroF1: macroF1Of(marks, classes, seed),
    baseline: mostFrequentSet(truths) / Math.max(1, count),
    classes: tallies.map((tally, classIndex) => classReport(classNames[classIndex] ?? '', tally)),
    confusion: [],
    calibration: calibrationOf(probabilities, present),
    unknown: null,
    count,
    unreadable,
  };
}

/** Index of the largest of a row; the first of equals. */
export function likeliest(rows: Float32Array | Float64Array, row: number, classes: number): number {
  let best = 0;
  for (let classIndex = 1; classIndex < classes; classIndex += 1) {
    if ((rows[row * classes + classIndex] ?? 0) > (rows[row * classes + best] ?? 0)) best = classIndex;
  }
  return best;
}

function marksOfOne(truth: number, predicted: number): number[] {
  if (truth === predicted) return [4 * truth + (isTrue | isAnswered)];
  return [4 * truth + isTrue, 4 * predicted + isAnswered];
}

function marksOfSet(
  probabilities: Float32Array | Float64Array,
  present: Uint8Array,
  example: number,
  classes: number,
): number[] {
  const marks: number[] = [];
  for (let classIndex = 0; classIndex < classes; classIndex += 1) {
    const at = example * classes + classIndex;
    const bits = (present[at] ? isTrue : 0) | ((probabilities[at] ?? 0) >= yesFrom ? isAnswered : 0);
    if (bits) marks.push(4 * classIndex + bits);
  }
  return marks;
}

function confusionOf(truth: Int32Array, predicted: Int32Array, classes: number): number[][] {
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (const [example, answer] of predicted.entries()) {
    const row = confusion[truth[example] ?? 0];
    if (row) row[answer] = (row[answer] ?? 0) + 1;
  }
  return confusion;
}

function rejection(certainty: Float64Array, right: Uint8Array, below: number): NonNullable<Report['unknown']> {
  const answered = certainty.reduce((count, value) => count + Number(value >= below), 0);
  const kept = right.reduce((count, one, example) => count + ((certainty[example] ?? 0) >= below ? one : 0), 0);
  return { below, answered: answered / Math.max(1, right.length), right: answered === 0 ? 0 : kept / answered };
}

function mostFrequentSet(truths: readonly (readonly number[])[]): number {
  const counts = new Map<string, number>();
  for (const set of truths) {
    const key = set.toSorted((a, b) => a - b).join();
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return Math.max(0, ...counts.values());
}

const sum = (values: Uint8Array): number => values.reduce((total, value) => total + value, 0);
