import { likeliest } from '../../vision/index.ts';

/**
 * The probability below which to answer "unknown": the highest that leaves at least `keepRight` of the right answers
 * standing. 0 where no answer is right.
 *
 * @param probabilities  [N, C] of examples that were not learned from
 * @param truth          [N] class indices
 * @param keepRight      0 to 1
 */
export function thresholdFor(
  probabilities: Float32Array | Float64Array,
  truth: Int32Array,
  classes: number,
  keepRight: number,
): number {
  const certainties = Array.from(truth, (own, example) => {
    const answer = likeliest(probabilities, example, classes);
    return answer === own ? (probabilities[example * classes + answer] ?? 0) : null;
  })
    .filter((certainty) => certainty !== null)
    .sort((a, b) => a - b);
  // The small addition undoes rounding: 0.05 of 100 is five, not four and something.
  const spared = Math.floor((1 - keepRight) * certainties.length + 1e-9);
  return certainties[Math.min(spared, certainties.length - 1)] ?? 0;
}
