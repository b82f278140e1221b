// The learning-rate range test: a few steps at growing rates, from far too small to far too large. The loss falls
// fastest where the rate is about right.
//
// Source: Smith, "Cyclical learning rates for training neural networks", 2017, section 3.3; the choice of the steepest
// point and the end at four times the lowest loss are those of fastai.

export interface RangeTest {
  /** Takes one training step at a rate. @returns the loss before it */
  readonly run: (rate: number) => Promise<number>;
  /** First and last rate, both above 0, and how many there are. */
  readonly from: number;
  readonly to: number;
  readonly steps: number;
}

export interface FoundRate {
  readonly rate: number;
  /** What was tried; loss is as it came. */
  readonly tried: readonly { readonly rate: number; readonly loss: number }[];
}

/** The test is over once the loss is this many times its lowest. */
const diverging = 4;
/** Weight of the past in the running mean by which that is judged: single losses jump. */
const memory = 0.8;
/** Standard deviation of the smoothing before the slope is read, as a share of all steps. */
const smoothing = 0.05;

/** The rate at which the smoothed loss falls fastest; the smallest where it never falls. */
export async function findLearningRate({ run, from, to, steps }: RangeTest): Promise<FoundRate> {
  const growth = Math.log(to / from) / Math.max(1, steps - 1);
  const tried: { rate: number; loss: number }[] = [];
  let mean = 0;
  let lowest = Infinity;
  for (let step = 0; step < steps; step++) {
    const rate = from * Math.exp(growth * step);
    const loss = await run(rate);
    if (!Number.isFinite(loss)) break;
    mean = memory * mean + (1 - memory) * loss;
    const unbiased = mean / (1 - memory ** (step + 1));
    tried.push({ rate, loss });
    lowest = Math.min(lowest, unbiased);
    // A loss near 0 is as good as it gets and may rise by any factor.
    if (unbiased > diverging * Math.max(lowest, 1e-3)) break;
  }
  const falling = steepest(
    tried.map(({ loss }) => loss),
    Math.max(1, smoothing * steps),
  );
  return { rate: tried[falling]?.rate ?? from, tried };
}

/**
 * Where smoothed losses fall fastest before their minimum. What comes after it is left out: a loss that has exploded may
 * fall steeply while it is still above all that was learned.
 */
function steepest(losses: readonly number[], deviation: number): number {
  const smooth = losses.map((_, at) => meanAround(losses, at, deviation));
  const minimum = smooth.indexOf(Math.min(...smooth));
  let found = 0;
  let slope = 0;
  for (let at = 1; at < minimum; at++) {
    const here = ((smooth[at + 1] ?? 0) - (smooth[at - 1] ?? 0)) / 2;
    if (here >= slope) continue;
    slope = here;
    found = at;
  }
  return found;
}

function meanAround(values: readonly number[], at: number, deviation: number): number {
  let [sum, weights] = [0, 0];
  values.forEach((value, other) => {
    const weight = Math.exp(-0.5 * ((other - at) / deviation) ** 2);
    sum += weight * value;
    weights += weight;
  });
  return sum / weights;
}
