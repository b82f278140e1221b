// Numbers and sources as the pages of Learn write them.

/** 2.0399 → "2.04"; "–" where there is no number, and a true minus sign. */
export function decimals(n: number, digits = 2): string {
  if (Number.isNaN(n)) return '–';
  if (!Number.isFinite(n)) return n > 0 ? '∞' : '−∞';
  const text = n.toFixed(digits);
  return Number(text) === 0 ? (0).toFixed(digits) : text.replace('-', '−');
}

/** As many digits as matter: 0.000244 → "0.000244", 163.98 → "164". */
export function significant(n: number, digits = 3): string {
  if (!Number.isFinite(n)) return decimals(n);
  if (Math.abs(n) >= 1e6 || (n !== 0 && Math.abs(n) < 1e-5)) return n.toExponential(1).replaceAll('-', '−');
  return String(Number(n.toPrecision(digits))).replace('-', '−');
}

/** The lecture that the worked numbers come from. */
export const lecture = 'CS 1674, University of Pittsburgh, 2018';
