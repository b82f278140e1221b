import type { HeadData } from './define.ts';

/**
 * Biases without a penalty are searched for as the scores of the mean example, b + W · mean, instead of as b. The two
 * say the same, but features are 0 or more: weights and b pull at the same scores, and a step along one undoes the
 * other. The features themselves stay where they are.
 */
export class Offsets {
  readonly #width: number;
  readonly #classes: number;
  /** [F] the mean example, each counted as it costs; null: biases as they are. */
  readonly #mean: Float64Array | null;
  /** [C] Σ of the costs of the examples of a class. */
  readonly #mass: Float64Array;

  constructor(examples: HeadData, c: number, centers: boolean) {
    this.#width = examples.width;
    this.#classes = examples.classes;
    this.#mass = massOf(examples, c);
    this.#mean = centers ? meanOf(examples) : null;
  }

  /** Biases ← biases + sign · W · mean, in place: 1 for where the search goes, −1 for what a head has. */
  add(x: Float64Array, sign: 1 | -1): Float64Array {
    this.#mean?.forEach((mean, f) => {
      for (let k = 0; k < this.#classes; k++) {
        const bias = this.#classes * this.#width + k;
        x[bias] = (x[bias] ?? 0) + sign * mean * (x[k * this.#width + f] ?? 0);
      }
    });
    return x;
  }

  /** A gradient for heads becomes one for the search, in place: dW ← dW − db · meanᵀ. */
  pullBack(gradient: Float64Array): void {
    this.#mean?.forEach((mean, f) => {
      for (let k = 0; k < this.#classes; k++) {
        const weight = k * this.#width + f;
        gradient[weight] = (gradient[weight] ?? 0) - mean * (gradient[this.#classes * this.#width + k] ?? 0);
      }
    });
  }

  /** Twice what Newton's step along the biases would gain: their curvature is Σ c · p (1 − p), about this. */
  gainOf(slopes: Float64Array, losses: number): number {
    const all = this.#mass.reduce((sum, mass) => sum + mass, 0);
    return slopes.reduce((sum, slope, k) => {
      const mass = this.#mass[k] ?? 0;
      // Where classes are told apart well, p (1 − p) is about as small as the loss.
      const curvature = Math.min(mass * (1 - mass / all), losses);
      return curvature > 0 ? sum + (slope * slope) / curvature : sum;
    }, 0);
  }
}

function massOf({ classOf, classes, weights }: HeadData, c: number): Float64Array {
  const mass = new Float64Array(classes);
  classOf.forEach((k, i) => (mass[k] = (mass[k] ?? 0) + c * (weights?.[i] ?? 1)));
  return mass;
}

function meanOf({ features, count, width, weights }: HeadData): Float64Array {
  const mean = new Float64Array(width);
  let total = 0;
  for (let i = 0; i < count; i++) {
    const weight = weights?.[i] ?? 1;
    total += weight;
    for (let f = 0; f < width; f++) mean[f] = (mean[f] ?? 0) + weight * (features[i * width + f] ?? 0);
  }
  return mean.map((sum) => (total > 0 ? sum / total : 0));
}
