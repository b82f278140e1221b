import { solveSoftmax, type LinearHead } from '../../training/index.ts';

/** Scores are features · weightᵀ + bias. */
export type Weights = Pick<LinearHead, 'weight' | 'bias'>;

/** Examples in a matrix that is filled up with rows that count nothing. P rows, D numbers each. */
export interface HeadProblem {
  /** [P × D] */
  readonly matrix: Float32Array;
  readonly width: number;
  /** [L ≤ P] class indices of each example */
  readonly classesOf: readonly (readonly number[])[];
  readonly classes: number;
  /** [P] how much each row counts */
  readonly weights: Float32Array;
  readonly c: number;
}

/**
 * How near the best a head has to be, in parts of the objective. Measured on flowers (npm run bench:labelling): nearer
 * changes fewer than one answer in five hundred.
 */
const tolerance = 0.01;

/**
 * Classes that exclude each other: one softmax over all of them.
 *
 * @param start  a head of the same classes to begin at
 */
export async function solveExclusive(problem: HeadProblem, start: Weights | null): Promise<Weights> {
  const { matrix, width, classesOf, classes, weights, c } = problem;
  const classOf = new Int32Array(weights.length);
  classesOf.forEach(([own = 0], i) => (classOf[i] = own));
  return solveSoftmax(
    { features: matrix, count: weights.length, width, classOf, classes, weights },
    { c, tolerance, ...(start && { start: asStart(start) }) },
  );
}

/** Classes that may come together: one machine each, that class against the rest. */
export async function solveEach(problem: HeadProblem, start: Weights | null): Promise<Weights> {
  const { matrix, width, classesOf, classes, weights, c } = problem;
  const whole = { weight: new Float32Array(classes * width), bias: new Float32Array(classes) };
  for (let k = 0; k < classes; k += 1) {
    const classOf = new Int32Array(weights.length);
    classesOf.forEach((own, i) => (classOf[i] = Number(own.includes(k))));
    const own = start?.weight.subarray(k * width, (k + 1) * width);
    const head = await solveSoftmax(
      { features: matrix, count: weights.length, width, classOf, classes: 2, weights },
      { c, tolerance, ...(own && { start: asStart(parted(own, start?.bias[k] ?? 0)) }) },
    );
    for (let d = 0; d < width; d += 1)
      whole.weight[k * width + d] = (head.weight[width + d] ?? 0) - (head.weight[d] ?? 0);
    whole.bias[k] = (head.bias[1] ?? 0) - (head.bias[0] ?? 0);
  }
  return whole;
}

/** A machine as two classes that are negatives of each other: what the penalty makes of any two. */
function parted(weight: Float32Array, bias: number): Weights {
  const width = weight.length;
  const both = new Float32Array(2 * width);
  for (let d = 0; d < width; d += 1) {
    both[d] = -(weight[d] ?? 0) / 2;
    both[width + d] = (weight[d] ?? 0) / 2;
  }
  return { weight: both, bias: Float32Array.of(-bias / 2, bias / 2) };
}

const asStart = (weights: Weights): LinearHead => ({
  ...weights,
  ...{ objective: 0, gap: 1, iterations: 0, solver: 'graph' },
});

/** The same head for other classes: rows go to where their class stands now, a new class begins at zero. */
export function moved(head: Weights, from: Int32Array, to: Int32Array): Weights {
  const width = head.weight.length / from.length;
  const weight = new Float32Array(to.length * width);
  const bias = new Float32Array(to.length);
  to.forEach((number, k) => {
    const before = from.indexOf(number);
    if (before < 0) return;
    weight.set(head.weight.subarray(before * width, (before + 1) * width), k * width);
    bias[k] = head.bias[before] ?? 0;
  });
  return { weight, bias };
}
