// Gradient descent on the smallest loss that shows its troubles: a bowl that is steeper one way than the other.

/** Weights of two inputs. */
export interface Weights {
  readonly first: number;
  readonly second: number;
}

/** How steep the bowl is in each weight: L = ½ (1 · w₁² + 10 · w₂²). */
const curvature = { first: 1, second: 10 };

export const lossAt = ({ first, second }: Weights): number =>
  (curvature.first * first ** 2 + curvature.second * second ** 2) / 2;

export const gradientAt = ({ first, second }: Weights): Weights => ({
  first: curvature.first * first,
  second: curvature.second * second,
});

/** Without momentum, steps beyond this rate grow: 2 / the largest curvature. */
export const largestRate = 2 / curvature.second;

interface Descent {
  readonly start: Weights;
  readonly rate: number;
  /** Share of the last step that is made again, from 0 to below 1. */
  readonly momentum: number;
  readonly steps: number;
}

/**
 * The way down: v ← momentum · v − rate · gradient, w ← w + v.
 *
 * @returns `steps` + 1 places, the start first; numbers may overflow to infinity where it diverges
 * @see Polyak, "Some methods of speeding up the convergence of iteration methods", 1964
 */
export function descend({ start, rate, momentum, steps }: Descent): Weights[] {
  const way = [start];
  let [at, velocity] = [start, { first: 0, second: 0 }];
  for (let step = 0; step < steps; step += 1) {
    const gradient = gradientAt(at);
    velocity = {
      first: momentum * velocity.first - rate * gradient.first,
      second: momentum * velocity.second - rate * gradient.second,
    };
    at = { first: at.first + velocity.first, second: at.second + velocity.second };
    way.push(at);
  }
  return way;
}

type Verdict = 'diverges' | 'crawls' | 'arrives';

/** What became of the loss: above where it began, above a hundredth of that, or below. */
export function verdictOf(way: readonly Weights[]): Verdict {
  const [begin, end] = [way[0], way.at(-1)].map((at) => (at ? lossAt(at) : NaN));
  const share = (end ?? NaN) / (begin ?? NaN);
  if (!(share <= 1)) return 'diverges';
  return share > 0.01 ? 'crawls' : 'arrives';
}

/** (L(w + h) − L(w)) / h: what a gradient is checked against. */
export const numericalGradient = (loss: number, lossBeside: number, h: number): number => (lossBeside - loss) / h;

/** The lecture's: a loss, and what it is after one weight at a time was moved by h. */
export const lectureCheck = {
  h: 0.0001,
  loss: 1.25347,
  beside: [
    { weight: 0.34, loss: 1.25322 },
    { weight: -1.11, loss: 1.25353 },
    { weight: 0.78, loss: 1.25347 },
  ],
} as const;
