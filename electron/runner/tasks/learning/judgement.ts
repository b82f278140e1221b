import type { Example, Prediction, Report } from '../../../contract/index.ts';
import { probabilitiesOf, thresholdFor, type Calibration } from '../../training/index.ts';
import { judge, judgeSets, likeliest } from '../../vision/index.ts';

/** Answers to some examples: [N, C] probabilities. */
export interface Answers {
  readonly examples: readonly Example[];
  readonly probabilities: Float32Array | Float64Array;
  /** Asked of a model that had not learned from these examples. */
  readonly outOfFold: boolean;
}

export interface JudgeOptions {
  readonly classNames: readonly string[];
  readonly multiLabel: boolean;
  readonly unknownBelow: number | null;
  readonly seed: number;
  readonly unreadable: number;
}

/** The report over answers. */
export function reportOn({ examples, probabilities }: Answers, options: JudgeOptions): Report {
  const { classNames, multiLabel, unknownBelow, seed, unreadable } = options;
  const common = { probabilities, classNames, seed, unreadable };
  if (multiLabel) return judgeSets({ ...common, truths: examples.map(({ classIndices }) => classIndices) });
  return judge({ ...common, truth: truthOf(examples), unknownBelow });
}

export const truthOf = (examples: readonly Example[]): Int32Array =>
  Int32Array.from(examples, ({ classIndices: [first = 0] }) => first);

/** One line per example. */
export function predictionsOf({ examples, probabilities, outOfFold }: Answers, classes: number): Prediction[] {
  return examples.map(({ path, hash, part, classIndices }, row) => {
    const predicted = likeliest(probabilities, row, classes);
    const [first] = classIndices;
    return {
      ...{ path, hash, part, truth: classIndices, outOfFold, predicted },
      probability: bounded(probabilities[row * classes + predicted] ?? 0),
      truthProbability: first === undefined ? 0 : bounded(probabilities[row * classes + first] ?? 0),
    };
  });
}

/** Rounding may leave a probability a hair beyond 1. */
const bounded = (value: number): number => Math.min(1, Math.max(0, value));

/**
 * The probability below which an answer is "unknown"; null where there are no answers to say it from, or every answer
 * shall count.
 */
export function unknownBelow(answers: Answers | null, classes: number, keepRight: number): number | null {
  if (answers === null || answers.examples.length === 0 || keepRight >= 1) return null;
  return thresholdFor(answers.probabilities, truthOf(answers.examples), classes, keepRight);
}

/** @param calibration  null: each class is a yes or no of its own, the Sigmoid of its score */
export function probabilitiesFrom(
  scores: Float32Array,
  classes: number,
  calibration: Calibration | null,
): Float32Array | Float64Array {
  if (calibration !== null) return probabilitiesOf(scores, classes, calibration);
  return scores.map((score) => 1 / (1 + Math.exp(-score)));
}
