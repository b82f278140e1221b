import { numberWords } from '../../../words/index.ts';

// Numbers and sources as the pages of Learn write them.

/** 2.0399 → "2.04"; "–" where there is no number, and a true minus sign. */
export function decimals(n: number, digits = 2): string {
  if (Number.isNaN(n)) return '–';
  if (!Number.isFinite(n)) return n > 0 ? '∞' : '−∞';
  const rounded = Number(n.toFixed(digits)) || 0; // no −0
  return plain(rounded, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** As many digits as matter: 0.000244 → "0.000244", 163.98 → "164". */
export function significant(n: number, digits = 3): string {
  if (!Number.isFinite(n)) return decimals(n);
  if (Math.abs(n) >= 1e6 || (n !== 0 && Math.abs(n) < 1e-5)) return exponential(n);
  return plain(Number(n.toPrecision(digits)), { maximumSignificantDigits: digits });
}

/** "1.2e−7". */
function exponential(n: number): string {
  const [mantissa, power = ''] = n.toExponential(1).split('e');
  return `${decimals(Number(mantissa), 1)}e${power.replace('-', '−')}`;
}

/** As formulas have numbers: not in groups, and with a true minus sign. */
const plain = (n: number, options: Intl.NumberFormatOptions): string =>
  numberWords(n, { ...options, useGrouping: false }).replace('-', '−');

/** The lecture that the worked numbers come from. */
export const lecture = 'CS 1674, University of Pittsburgh, 2018';
