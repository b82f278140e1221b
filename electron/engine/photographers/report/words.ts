import type { Measured } from '../../../contract/index.ts';

/** "83 %" */
export const percent = (share: number): string => `${Math.round(100 * share)} %`;

/** "83 % (76–89 %)", without the interval where it has no width. */
export const measuredInWords = ({ value, low, high }: Measured): string =>
  high - low < 0.005 ? percent(value) : `${percent(value)} (${Math.round(100 * low)}–${percent(high)})`;
