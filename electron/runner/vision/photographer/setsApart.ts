// What sets one photographer apart: responses of a network that are higher, or lower, in their photos than in those of the
// others, more often than chance would have it. N rows, one for each shoot, so that a burst counts once.

export interface Responses {
  /** [N, R] mean response to each of R things in each shoot. */
  readonly rows: Float32Array;
  /** R */
  readonly width: number;
  /** [N] */
  readonly classOf: Int32Array;
  readonly classes: number;
}

/** A thing that sets a photographer apart. */
export interface SetApart {
  readonly classIndex: number;
  readonly response: number;
  /** Probability that it is higher in a shoot of theirs than in one of the others: 0.5 says nothing. */
  readonly higher: number;
  /** Smallest false discovery rate at which it would still be named. */
  readonly q: number;
}

/**
 * Compares each photographer's shoots with all others by their ranks, and names what stands out at a false discovery rate
 * over all comparisons. The most telling first, those of one photographer together.
 *
 * @param rate  share of what is named that may be chance, 0 to 1
 * @see Mann and Whitney, 1947, with the normal approximation and its correction for ties; Benjamini and Hochberg,
 *      "Controlling the false discovery rate", JRSS B 1995
 */
export function setsApart(responses: Responses, rate = 0.05): SetApart[] {
  const { width, classes, classOf } = responses;
  const tested: { classIndex: number; response: number; higher: number; p: number }[] = [];
  for (let response = 0; response < width; response += 1) {
    const ranked = ranksOf(responses, response);
    for (let classIndex = 0; classIndex < classes; classIndex += 1)
      tested.push({ classIndex, response, ...compared(ranked, classOf, classIndex) });
  }
  return withRates(tested)
    .filter(({ q }) => q <= rate)
    .sort((a, b) => a.classIndex - b.classIndex || a.q - b.q || Math.abs(b.higher - 0.5) - Math.abs(a.higher - 0.5));
}

/** [N] ranks from 1, equals with their mean, and Σ (t³ − t) over groups of t equals. */
function ranksOf({ rows, width, classOf }: Responses, response: number) {
  const valueOf = (row: number): number => rows[row * width + response] ?? 0;
  const order = Array.from(classOf.keys()).sort((a, b) => valueOf(a) - valueOf(b));
  const ranks = new Float64Array(order.length);
  let [from, ties] = [0, 0];
  while (from < order.length) {
    let to = from;
    while (to < order.length && valueOf(order[to] ?? 0) === valueOf(order[from] ?? 0)) to += 1;
    for (const row of order.slice(from, to)) ranks[row] = (from + 1 + to) / 2;
    ties += (to - from) ** 3 - (to - from);
    from = to;
  }
  return { ranks, ties };
}

function compared(
  { ranks, ties }: { readonly ranks: Float64Array; readonly ties: number },
  classOf: Int32Array,
  classIndex: number,
): { higher: number; p: number } {
  let [sum, own] = [0, 0];
  for (const [row, of] of classOf.entries()) {
    if (of !== classIndex) continue;
    sum += ranks[row] ?? 0;
    own += 1;
  }
  const all = classOf.length;
  const pairs = own * (all - own);
  if (pairs === 0) return { higher: 0.5, p: 1 };
  const higher = (sum - (own * (own + 1)) / 2) / pairs;
  const variance = (pairs / 12) * (all + 1 - ties / (all * (all - 1)));
  if (variance <= 0) return { higher, p: 1 };
  const distance = Math.max(0, Math.abs(higher - 0.5) * pairs - 0.5) / Math.sqrt(variance);
  return { higher, p: 2 * upperTail(distance) };
}

function withRates<T extends { readonly p: number }>(tested: readonly T[]): (T & { readonly q: number })[] {
  const order = tested.toSorted((a, b) => a.p - b.p);
  let least = 1;
  const rates = new Map<T, number>();
  for (let at = order.length - 1; at >= 0; at -= 1) {
    const one = order[at];
    if (!one) continue;
    least = Math.min(least, (one.p * order.length) / (at + 1));
    rates.set(one, least);
  }
  return tested.map((one) => ({ ...one, q: rates.get(one) ?? 1 }));
}

/**
 * Probability that a standard normal number is above z ≥ 0; relative error below 1.2e-7.
 *
 * @see Press et al., "Numerical Recipes", section 6.2: the Chebyshev fit of erfc
 */
function upperTail(z: number): number {
  const x = z / Math.SQRT2;
  const t = 1 / (1 + x / 2);
  const coefficients = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223,
    0.17087277,
  ];
  const polynomial = coefficients.reduceRight((sum, coefficient) => sum * t + coefficient, 0);
  return (t * Math.exp(-x * x + polynomial)) / 2;
}
