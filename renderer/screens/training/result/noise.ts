import { numberWords, t } from '../../../words/index.ts';

/** Where the true value lies in 95 of 100 cases. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Two measurements that their test photos are too few to tell apart. */
export const insideNoise = (a: Interval, b: Interval): boolean => a.low <= b.high && b.low <= a.high;

/** Below so many test photos a share says next to nothing: its interval spans half of all there is. */
export const tooFew = 10;

const signed = { minimumFractionDigits: 1, maximumFractionDigits: 1, signDisplay: 'exceptZero' } as const;

/** 0.053 → "+5.3 points", −0.02 → "−2.0 points". */
export const pointWords = (difference: number): string =>
  t('{number} points', { number: numberWords(difference * 100, signed).replace('-', '\u2212') });
