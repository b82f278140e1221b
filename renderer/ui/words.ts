import { numberWords, phrase, t } from '../words/index.ts';

// Numbers as people read them, in the spoken language. One place, so that the whole window speaks alike.

/** 20134 → "20,134". */
export const count = (n: number): string => numberWords(n);

/** 3487816 → "3.49M". */
export const compactCount = (n: number): string => numberWords(n, { notation: 'compact', maximumSignificantDigits: 3 });

/** One noun, counted: (1, "photo") → "1 photo", (2, "photo") → "2 photos". */
export const counted = (n: number, noun: string): string => `${count(n)} ${noun}${n === 1 ? '' : 's'}`;

/** 0.934 → "93 %"; very small and very large ones never pretend to be nothing or certain. */
export function percent(fraction: number): string {
  if (fraction > 0 && fraction < 0.01) return `< ${t('{number} %', { number: 1 })}`;
  if (fraction < 1 && fraction > 0.99) return `> ${t('{number} %', { number: 99 })}`;
  return t('{number} %', { number: fraction * 100 });
}

const byteUnits = [
  phrase('{number} B'),
  phrase('{number} kB'),
  phrase('{number} MB'),
  phrase('{number} GB'),
  phrase('{number} TB'),
] as const;

/** 5243000 → "5.2 MB" (powers of 1000, as disks and downloads count). */
export function bytes(n: number): string {
  let value = n;
  let unit = 0;
  while (value >= 999.5 && unit < byteUnits.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit > 0 && value < 10 ? 1 : 0;
  const number = numberWords(value, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return t(byteUnits[unit] ?? '{number} TB', { number });
}

/** 95 → "1 min 35 s"; coarser the longer it is. */
export function duration(seconds: number): string {
  if (seconds < 60) return t('{seconds} s', { seconds: Math.max(0, Math.ceil(seconds)) });
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return t('{minutes} min {seconds} s', { minutes, seconds: Math.floor(seconds % 60) });
  if (minutes < 60) return t('{minutes} min', { minutes });
  return t('{hours} h {minutes} min', { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}
