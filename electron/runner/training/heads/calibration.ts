import { likeliest } from '../../vision/index.ts';

// From a head's scores to probabilities that are right as often as they say. N examples, C classes.

/** Scores before their exponential: divided by a temperature, or per class slope · score + offset before a Sigmoid. */
export type Calibration =
  Temperature | { readonly kind: 'platt'; readonly slopes: readonly number[]; readonly offsets: readonly number[] };

export interface Temperature {
  readonly kind: 'temperature';
  readonly temperature: number;
}

const maxSteps = 100;

/**
 * [N, C] probabilities of scores [N, C]; each row sums to 1. temperature: Softmax of score / temperature · platt: the
 * Sigmoids of all classes, as shares of their sum.
 */
export function probabilitiesOf(
  scores: Float32Array | Float64Array,
  classes: number,
  calibration: Calibration,
): Float32Array {
  const probabilities = new Float32Array(scores.length);
  const logits = new Float64Array(classes);
  for (let row = 0; row < scores.length; row += classes) {
    for (let k = 0; k < classes; k++) logits[k] = logitOf(scores[row + k] ?? 0, k, calibration);
    const most = logits.reduce((a, b) => Math.max(a, b), -Infinity);
    const total = logits.reduce((sum, logit) => sum + Math.exp(logit - most), 0);
    for (let k = 0; k < classes; k++) probabilities[row + k] = Math.exp((logits[k] ?? 0) - most) / total;
  }
  return probabilities;
}

/** What the Softmax of a row turns into its probabilities; of Sigmoids it is their logarithms. */
function logitOf(score: number, classIndex: number, calibration: Calibration): number {
  if (calibration.kind === 'temperature') return score / calibration.temperature;
  const z = (calibration.slopes[classIndex] ?? 1) * score + (calibration.offsets[classIndex] ?? 0);
  return z > 0 ? -Math.log1p(Math.exp(-z)) : z - Math.log1p(Math.exp(z));
}

/**
 * The temperature under which the true classes are likeliest. It never changes which class scores highest, and what the
 * truth costs is never more than at temperature 1. Where every example is right it ends at a mean certainty of N to 1:
 * N examples cannot tell more.
 *
 * @param scores  [N, C] of examples that the head has not learned from
 * @param truth   [N] class indices
 * @see Guo et al., "On calibration of modern neural networks", ICML 2017, section 4.2
 */
export function fitTemperature(scores: Float32Array | Float64Array, truth: Int32Array, classes: number): Temperature {
  const count = truth.length;
  if (count === 0) return { kind: 'temperature', temperature: 1 };
  // The cost is convex in β = 1 / temperature: the root of its slope lies between the ends, or is one of them.
  const lead = Math.max(1e-12, meanLead(scores, count, classes));
  const isRight = truth.every((own, example) => likeliest(scores, example, classes) === own);
  let low = Math.min(1, 1e-3 / lead);
  let high = Math.max(1, (isRight ? Math.log(count + 1) : 1e6) / lead);
  let beta = 1;
  for (let step = 0; step < maxSteps && high - low > 1e-9 * high; step++) {
    const { slope, curvature } = costAt(scores, truth, classes, beta);
    if (slope > 0) high = beta;
    else low = beta;
    const newton = beta - slope / Math.max(curvature, 1e-300);
    // Halfway by ratio: the ends may lie powers of ten apart.
    const next = newton > low && newton < high ? newton : Math.sqrt(low * high);
    const isThere = Math.abs(next - beta) <= 1e-10 * beta;
    beta = next;
    if (isThere) break;
  }
  return { kind: 'temperature', temperature: 1 / beta };
}

/** Mean negative log-likelihood of the truth at a temperature. */
export function costOf(
  scores: Float32Array | Float64Array,
  truth: Int32Array,
  classes: number,
  temperature: number,
): number {
  return costAt(scores, truth, classes, 1 / temperature).cost / Math.max(1, truth.length);
}

function costAt(scores: Float32Array | Float64Array, truth: Int32Array, classes: number, beta: number) {
  let [cost, slope, curvature] = [0, 0, 0];
  for (let example = 0; example < truth.length; example++) {
    const row = example * classes;
    const own = scores[row + (truth[example] ?? 0)] ?? 0;
    let most = -Infinity;
    for (let k = 0; k < classes; k++) most = Math.max(most, scores[row + k] ?? 0);
    let [total, mean, square] = [0, 0, 0];
    for (let k = 0; k < classes; k++) {
      const above = (scores[row + k] ?? 0) - most;
      const share = Math.exp(beta * above);
      total += share;
      mean += share * above;
      square += share * above * above;
    }
    mean /= total;
    cost += Math.log(total) - beta * (own - most);
    slope += mean - (own - most);
    curvature += square / total - mean * mean;
  }
  return { cost, slope, curvature };
}

/** How far the highest score of an example lies above the second, on average. */
function meanLead(scores: Float32Array | Float64Array, count: number, classes: number): number {
  let sum = 0;
  for (let row = 0; row < count * classes; row += classes) {
    let [most, second] = [-Infinity, -Infinity];
    for (let k = 0; k < classes; k++) {
      const score = scores[row + k] ?? 0;
      second = Math.max(second, Math.min(most, score));
      most = Math.max(most, score);
    }
    sum += most - second;
  }
  return sum / count;
}
