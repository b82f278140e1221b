export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** ln(1 + exp(x)), without the overflow */
export const softplus = (x: number): number => Math.max(0, x) + Math.log1p(Math.exp(-Math.abs(x)));

/**
 * 2/√π · ∫ exp(−t²) from 0 to x, by a series whose terms all have one sign.
 *
 * @see Abramowitz and Stegun, "Handbook of Mathematical Functions", 7.1.6
 */
export function erf(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x);
  let [term, sum] = [x, 0];
  for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
    sum += term;
    term *= (2 * x * x) / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/** The nearest whole number; halves go to the even neighbor. */
export function roundHalfToEven(x: number): number {
  const below = Math.floor(x);
  if (x - below !== 0.5) return Math.round(x);
  return below % 2 === 0 ? below : below + 1;
}
