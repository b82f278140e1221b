// Numbers as people read them. One place, so that the whole window speaks alike.

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: 3 });

/** 20134 → "20,134". */
export const count = (n: number): string => whole.format(n);

/** 3487816 → "3.49M". */
export const compactCount = (n: number): string => compact.format(n);

/** One noun, counted: (1, "photo") → "1 photo", (2, "photo") → "2 photos". */
export const counted = (n: number, noun: string): string => `${count(n)} ${noun}${n === 1 ? '' : 's'}`;

/** 0.934 → "93 %"; very small and very large ones never pretend to be nothing or certain. */
export function percent(fraction: number): string {
  if (fraction > 0 && fraction < 0.01) return '< 1 %';
  if (fraction < 1 && fraction > 0.99) return '> 99 %';
  return `${whole.format(fraction * 100)} %`;
}

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** 5243000 → "5.2 MB" (powers of 1000, as disks and downloads count). */
export function bytes(n: number): string {
  let value = n;
  let unit = 0;
  while (value >= 999.5 && unit < byteUnits.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit > 0 && value < 10 ? value.toFixed(1) : whole.format(value)} ${byteUnits[unit] ?? 'TB'}`;
}

/** 95 → "1 min 35 s"; coarser the longer it is. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${whole.format(Math.max(0, Math.ceil(seconds)))} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return `${whole.format(minutes)} min ${whole.format(Math.floor(seconds % 60))} s`;
  if (minutes < 60) return `${whole.format(minutes)} min`;
  return `${whole.format(Math.floor(minutes / 60))} h ${whole.format(minutes % 60)} min`;
}
