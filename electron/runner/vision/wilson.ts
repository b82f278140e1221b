import type { Share } from '../../contract/index.ts';

/** Standard deviations that hold 95 % of a normal distribution. */
const z = 1.959963984540054;

/**
 * A measured share with the interval that holds the true one in 95 of 100 measurements; honest for small counts and for
 * shares of 0 and 1, where the usual ± has no width.
 *
 * @param right  how many were right, 0 to `count`
 * @param count  how many were asked; with 0 nothing is known: value 0 within 0 to 1
 * @see          E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 1927
 */
export function wilson(right: number, count: number): Share {
  if (count === 0) return { value: 0, low: 0, high: 1, count: 0 };
  const value = right / count;
  const middle = (value + z ** 2 / (2 * count)) / (1 + z ** 2 / count);
  const reach = (z / (1 + z ** 2 / count)) * Math.sqrt((value * (1 - value)) / count + (z / (2 * count)) ** 2);
  // Rounding must not push an end past the value it encloses.
  return {
    value,
    low: Math.max(0, Math.min(value, middle - reach)),
    high: Math.min(1, Math.max(value, middle + reach)),
    count,
  };
}
