import { seeded, type DType } from '../../../electron/compiler/index.ts';
import { tensor64, type Tensor64 } from '../../../electron/reference/index.ts';

/** Draws shapes and numbers from one seed. All numbers are exact in 32 bits, so that both engines see the same. */
export class Draw {
  readonly rng: () => number;

  constructor(seed: number) {
    this.rng = seeded(seed);
  }

  /** A whole number, both ends included. */
  int(from: number, to: number): number {
    return from + Math.floor(this.rng() * (to - from + 1));
  }

  pick<T>(choices: readonly [T, ...T[]]): T {
    return choices[this.int(0, choices.length - 1)] ?? choices[0];
  }

  floats(dims: readonly number[], [from, to]: readonly [number, number] = [-1, 1]): Tensor64 {
    return tensor64(
      dims,
      this.#fill(dims, () => from + (to - from) * this.rng()),
    );
  }

  /** Numbers that keep `distance` from every kink of a function. */
  awayFrom(
    kinks: readonly number[],
    dims: readonly number[],
    range: readonly [number, number] = [-2, 2],
    distance = 0.05,
  ): Tensor64 {
    const near = (x: number): boolean => kinks.some((kink) => Math.abs(x - kink) < distance);
    return tensor64(
      dims,
      this.#fill(dims, () => {
        for (;;) {
          const x = range[0] + (range[1] - range[0]) * this.rng();
          if (!near(x)) return x;
        }
      }),
    );
  }

  /** Numbers of which no two are nearer than `gap`, in random order: nothing ties in a maximum. */
  distinct(dims: readonly number[], gap = 0.05): Tensor64 {
    const count = dims.reduce((product, dim) => product * dim, 1);
    const values = Array.from({ length: count }, (_, i) => Math.fround((i - count / 2) * gap));
    for (let i = values.length - 1; i > 0; i--) {
      const j = this.int(0, i);
      [values[i], values[j]] = [values[j] ?? 0, values[i] ?? 0];
    }
    return tensor64(dims, values);
  }

  ints(dims: readonly number[], from: number, to: number, dtype: DType = 'int64'): Tensor64 {
    return tensor64(
      dims,
      this.#fill(dims, () => this.int(from, to)),
      dtype,
    );
  }

  #fill(dims: readonly number[], next: () => number): Float64Array {
    const count = dims.reduce((product, dim) => product * dim, 1);
    return Float64Array.from({ length: count }, () => Math.fround(next()));
  }
}
