import { numberWords } from '../words/index.ts';

// From numbers to places on an axis.

/** Round numbers that divide a range, about so many; the first and the last lie around it. */
export function ticksOf(low: number, high: number, about: number): readonly number[] {
  const span = high > low ? high - low : Math.abs(high) || 1;
  const step = roundStep(span / Math.max(1, about));
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(high / step - 1e-9));
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
}

/** The smallest of 1, 2, 5, 10 times a power of ten that is not below `rough`. */
function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= rough * (1 - 1e-9)) ?? 10;
  return factor * power;
}

/** A linear map of [low, high] onto [from, to]. */
export const linear =
  (low: number, high: number, from: number, to: number) =>
  (value: number): number =>
    from + ((value - low) / (high - low || 1)) * (to - from);

/** As many decimals as tell neighboring ticks apart. */
export function tickWords(ticks: readonly number[]): (tick: number) => string {
  const step = Math.abs((ticks[1] ?? 1) - (ticks[0] ?? 0));
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return (tick) => numberWords(tick, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}
