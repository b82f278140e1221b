import type { HeadData, LinearHead } from './solvers/index.ts';

/** Features that a head may read, under the name of the network's value. */
export interface HeadFeatures {
  readonly value: string;
  /** [N, width], row by row; never changed. */
  readonly features: Float32Array;
  readonly width: number;
}

/** What each example is, in the order that the features are given in. */
export interface RowFacts {
  /** [N] */
  readonly classOf: Int32Array;
  /** C */
  readonly classes: number;
  /** [C] how much an example of each class counts; null: 1 each. */
  readonly classWeights: Float32Array | null;
}

/**
 * Examples that solvers learn from, some of them set aside in turn. Features are centred once: around their mean they
 * are several times quicker to solve, and the mean goes back into the bias, which leaves every score as it was. One copy
 * serves all folds: what is set aside moves behind the rest.
 */
export class Rows {
  readonly width: number;
  /** Mean of |x|² over the centred rows. */
  readonly meanSquare: number;
  readonly #features: Float32Array;
  readonly #mean: Float64Array;
  /** [N] which example lies in each row. */
  readonly #order: Int32Array;
  readonly #facts: RowFacts;
  #learned: number;

  constructor({ features, width }: HeadFeatures, facts: RowFacts) {
    const count = facts.classOf.length;
    this.width = width;
    this.#facts = facts;
    this.#mean = meanOf(features, count, width);
    this.#features = centred(features, this.#mean);
    this.#order = Int32Array.from({ length: count }, (_, row) => row);
    this.#learned = count;
    this.meanSquare = this.#features.reduce((sum, value) => sum + value * value, 0) / Math.max(1, count);
  }

  /** Sets aside the examples for which it is true; the others are learned from. */
  setAside(isAside: (example: number) => boolean): void {
    let [front, end] = [0, this.#order.length];
    while (front < end) {
      if (!isAside(this.#order[front] ?? 0)) front++;
      else this.#swap(front, --end);
    }
    this.#learned = front;
  }

  /** Those that are learned from, in place. */
  learned(): HeadData {
    const { classOf, classes, classWeights } = this.#facts;
    const own = this.#order.subarray(0, this.#learned).map((example) => classOf[example] ?? 0);
    return {
      features: this.#features.subarray(0, this.#learned * this.width),
      ...{ count: this.#learned, width: this.width, classOf: own, classes },
      weights: classWeights && Float32Array.from(own, (one) => classWeights[one] ?? 1),
    };
  }

  /** Writes the scores of the examples set aside into `scores` [N, C], each to its own row. */
  scoreAside({ weight, bias }: LinearHead, scores: Float32Array): void {
    const { width } = this;
    const classes = bias.length;
    const write = (row: number, k: number, product: number): void => {
      scores[(this.#order[row] ?? 0) * classes + k] = (bias[k] ?? 0) + product;
    };
    let row = this.#learned;
    for (; row + 3 < this.#order.length; row += 4) {
      for (let k = 0; k < classes; k++) {
        const products = fourDots(this.#features, row * width, weight, k * width, width);
        for (const [next, product] of products.entries()) write(row + next, k, product);
      }
    }
    for (; row < this.#order.length; row++) {
      const x = this.#features.subarray(row * width, (row + 1) * width);
      for (let k = 0; k < classes; k++) write(row, k, dot(x, weight, k * width));
    }
  }

  /** The head for features as they were given: b − W · mean in the place of b. */
  forGiven(head: LinearHead): LinearHead {
    const bias = head.bias.map((value, k) => value - dot(this.#mean, head.weight, k * this.width));
    return { ...head, bias };
  }

  get classes(): number {
    return this.#facts.classes;
  }

  #swap(a: number, b: number): void {
    const { width } = this;
    const kept = this.#features.slice(a * width, (a + 1) * width);
    this.#features.copyWithin(a * width, b * width, (b + 1) * width);
    this.#features.set(kept, b * width);
    const example = this.#order[a] ?? 0;
    this.#order[a] = this.#order[b] ?? 0;
    this.#order[b] = example;
  }
}

/** Of four rows, one behind the other, with the same weights: each weight is fetched once for the four. */
function fourDots(x: Float32Array, from: number, weight: Float32Array, at: number, width: number): number[] {
  let [a, b, c, d] = [0, 0, 0, 0];
  let [p, q, r, s] = [from, from + width, from + 2 * width, from + 3 * width];
  for (let w = at; w < at + width; w++) {
    const own = weight[w] ?? 0;
    a += own * (x[p++] ?? 0);
    b += own * (x[q++] ?? 0);
    c += own * (x[r++] ?? 0);
    d += own * (x[s++] ?? 0);
  }
  return [a, b, c, d];
}

/** Of all of `x` and as many weights from `from` on; four sums at once, which the processor adds side by side. */
function dot(x: Float32Array | Float64Array, weight: Float32Array, from: number): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  let at = 0;
  for (; at + 3 < x.length; at += 4) {
    a += (x[at] ?? 0) * (weight[from + at] ?? 0);
    b += (x[at + 1] ?? 0) * (weight[from + at + 1] ?? 0);
    c += (x[at + 2] ?? 0) * (weight[from + at + 2] ?? 0);
    d += (x[at + 3] ?? 0) * (weight[from + at + 3] ?? 0);
  }
  for (; at < x.length; at++) a += (x[at] ?? 0) * (weight[from + at] ?? 0);
  return a + b + c + d;
}

function meanOf(features: Float32Array, count: number, width: number): Float64Array {
  const mean = new Float64Array(width);
  for (let row = 0; row < count; row++) {
    for (let f = 0; f < width; f++) mean[f] = (mean[f] ?? 0) + (features[row * width + f] ?? 0);
  }
  return mean.map((sum) => sum / Math.max(1, count));
}

function centred(features: Float32Array, mean: Float64Array): Float32Array {
  const around = new Float32Array(features.length);
  const width = mean.length;
  for (let row = 0; row < features.length; row += width) {
    for (let f = 0; f < width; f++) around[row + f] = (features[row + f] ?? 0) - (mean[f] ?? 0);
  }
  return around;
}
