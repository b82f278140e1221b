import type { Settings } from '../../../electron/contract/index.ts';
import type { Labeling } from '../../state/labeling.svelte.ts';

interface Keyed {
  readonly labeling: Pick<Labeling, 'give' | 'rate' | 'flag' | 'accept' | 'reject'>;
  /** Classes behind the keys 1 to 9. */
  readonly classes: readonly string[];
  readonly numberKeys: Settings['numberKeys'];
}

/** What a key says of the selected photos, the same in the grid and beside a large photo; undefined: nothing. */
export function labelGesture(event: KeyboardEvent, keyed: Keyed): (() => void) | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const digit = digitOf(event);
  if (digit !== null) return digitGesture(digit, event.shiftKey || keyed.numberKeys === 'stars', keyed);
  const { labeling } = keyed;
  const gestures: Readonly<Record<string, () => void>> = {
    a: () => void labeling.accept(),
    r: () => void labeling.reject(),
    p: () => void labeling.flag('pick'),
    x: () => void labeling.flag('reject'),
    u: () => void labeling.flag(null),
  };
  return gestures[event.key.length === 1 ? event.key.toLowerCase() : event.key];
}

function digitGesture(digit: number, stars: boolean, { labeling, classes }: Keyed): (() => void) | undefined {
  if (stars) return digit <= 5 ? () => void labeling.rate(digit) : undefined;
  const className = classes[digit - 1];
  return className === undefined ? undefined : () => void labeling.give(className);
}

/**
 * The digit of a key, 0 to 9; null: another key. By the place of the key: with Shift, and on French keyboards without it,
 * a digit's key writes another sign.
 */
export function digitOf({ code, key }: Pick<KeyboardEvent, 'code' | 'key'>): number | null {
  if (code.startsWith('Digit')) return Number(code.slice('Digit'.length));
  return /^\d$/.test(key) ? Number(key) : null;
}

/**
 * Whether a digit's key writes a sign by which views are worked: on French keyboards the minus without Shift and 0 with
 * it, on Swiss ones the plus. Where the view has no use for it, the digit is meant.
 */
export const isSignOfView = ({ code, key, shiftKey }: Pick<KeyboardEvent, 'code' | 'key' | 'shiftKey'>): boolean =>
  code.startsWith('Digit') && (key === '-' || key === '+' || (key === '0' && shiftKey));
