import { likeliest } from './judge.ts';

/** An example whose label is likely wrong. */
export interface LabelError {
  readonly example: number;
  readonly given: number;
  readonly suggested: number;
  /** Probability of the given label less that of the suggested: −1 certain of the error, 0 undecided. */
  readonly margin: number;
}

/**
 * Labels that the other photos contradict, the likeliest error first. A class is believed of an example when it is as
 * probable as it is, on average, for the examples that carry its label; one for which another class is believed and
 * most probable is named. Classes that the network finds easy therefore need more certainty than hard ones.
 *
 * @param probabilities  [N, C] calibrated, and from models that have not learned from the example they judge
 * @param given          [N] class indices as labelled
 * @see Northcutt, Jiang and Chuang, "Confident learning: estimating uncertainty in dataset labels", JAIR 2021, section 3:
 *      the off-diagonal of the confident joint, ranked by normalized margin
 */
export function likelyLabelErrors(
  probabilities: Float32Array | Float64Array,
  given: Int32Array,
  classes: number,
): LabelError[] {
  const answers = Array.from(given, (label, example): JudgedLabel => {
    const suggested = likeliest(probabilities, example, classes);
    const of = (index: number): number => probabilities[example * classes + index] ?? 0;
    return { given: label, own: of(label), suggested, probability: of(suggested) };
  });
  return labelErrorsIn(answers, classes);
}

/** What a network that has not learned from an example says of it. */
export interface JudgedLabel {
  readonly given: number;
  /** Probability of the class it was given. */
  readonly own: number;
  /** The likeliest class, and its probability. */
  readonly suggested: number;
  readonly probability: number;
}

/** The same from what is kept of each answer: nothing else of a row decides. */
export function labelErrorsIn(answers: readonly JudgedLabel[], classes: number): LabelError[] {
  const believedFrom = meanOfOwn(answers, classes);
  return answers
    .flatMap(({ given, own, suggested, probability }, example) =>
      suggested === given || probability < (believedFrom[suggested] ?? 1)
        ? []
        : [{ example, given, suggested, margin: own - probability }],
    )
    .sort((a, b) => a.margin - b.margin || a.example - b.example);
}

/** [C] mean probability of a class over the examples labelled with it; 1 for a class without any. */
function meanOfOwn(answers: readonly JudgedLabel[], classes: number): Float64Array {
  const sums = new Float64Array(classes);
  const counts = new Int32Array(classes);
  for (const { given, own } of answers) {
    sums[given] = (sums[given] ?? 0) + own;
    counts[given] = (counts[given] ?? 0) + 1;
  }
  return sums.map((sum, label) => (counts[label] ? sum / (counts[label] ?? 1) : 1));
}
