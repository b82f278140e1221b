import { phrase } from '../../../../words/index.ts';

// What is minimized, on numbers that can be followed by hand.

/** Σ over the wrong classes of max(0, wrong − right + 1), term by term; 0 for the right class itself. */
export function hingeTerms(scores: readonly number[], truth: number): number[] {
  const right = scores[truth] ?? NaN;
  return scores.map((score, i) => (i === truth ? 0 : Math.max(0, score - right + 1)));
}

export const hingeLoss = (scores: readonly number[], truth: number): number => sumOf(hingeTerms(scores, truth));

/** Scores as probabilities that sum to 1. The largest is taken off first, so that no exponential overflows. */
export function softmax(scores: readonly number[]): number[] {
  const largest = Math.max(...scores);
  const exponentials = scores.map((score) => Math.exp(score - largest));
  const total = sumOf(exponentials);
  return exponentials.map((exponential) => exponential / total);
}

/** −ln of the probability of the right class. */
export const softmaxLoss = (scores: readonly number[], truth: number): number =>
  -Math.log(softmax(scores)[truth] ?? NaN);

/** The same with the logarithm to base 10, which some slides show. */
export const softmaxLossBase10 = (scores: readonly number[], truth: number): number =>
  softmaxLoss(scores, truth) / Math.LN10;

export const meanOf = (values: readonly number[]): number => sumOf(values) / values.length;

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** A point of a plane. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export const squaredDistance = (a: Point, b: Point): number => (a.x - b.x) ** 2 + (a.y - b.y) ** 2;

/**
 * max(0, |a − p|² − |a − n|² + margin): 0 once the negative is farther from the anchor than the positive is, by the
 * margin.
 *
 * @see Schroff and others, "FaceNet", 2015, equation 2
 */
export const tripletLoss = (anchor: Point, positive: Point, negative: Point, margin: number): number =>
  Math.max(0, squaredDistance(anchor, positive) - squaredDistance(anchor, negative) + margin);

export const lectureClasses = [phrase('cat'), phrase('car'), phrase('frog')] as const;

/** The lecture's three images: the class of each is its place. */
export const lectureScores: readonly (readonly number[])[] = [
  [3.2, 5.1, -1.7],
  [1.3, 4.9, 2.0],
  [2.2, 2.5, -3.1],
];
