import type { MeanLook, PhotographerProfile } from '../../../../electron/contract/index.ts';
import { count, percent } from '../../../ui/index.ts';

/** One number of how photos are made, among those of all photographers. */
export interface LookRow {
  readonly name: string;
  readonly words: string;
  /** What it comes to, where it is the least or the most of all. */
  readonly extreme: string | null;
  /** From the least to the most of all photographers, 0 to 1. */
  readonly at: number;
  readonly others: readonly number[];
}

interface Measure {
  readonly key: keyof MeanLook | 'upright' | 'square';
  readonly name: string;
  readonly words: (value: number) => string;
  /** Words for the least and the most. */
  readonly ends: readonly [string, string];
}

const of100 = (value: number): string => `${count(value)} of 100`;
const signed = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1, signDisplay: 'exceptZero' });

const measures: readonly Measure[] = [
  { key: 'lightness', name: 'Light', words: of100, ends: ['the darkest', 'the brightest'] },
  { key: 'contrast', name: 'Contrast', words: (value) => count(value), ends: ['the softest', 'the hardest'] },
  { key: 'chroma', name: 'Color', words: (value) => count(value), ends: ['the greyest', 'the most colorful'] },
  { key: 'warmth', name: 'Warmth', words: (value) => signed.format(value), ends: ['the coldest', 'the warmest'] },
  { key: 'shadows', name: 'Deep shadows', words: percent, ends: ['the fewest', 'the most'] },
  { key: 'highlights', name: 'Bright lights', words: percent, ends: ['the fewest', 'the most'] },
  { key: 'weightX', name: 'Weight, left to right', words: percent, ends: ['farthest left', 'farthest right'] },
  { key: 'weightY', name: 'Weight, top to bottom', words: percent, ends: ['highest', 'lowest'] },
  {
    key: 'symmetry',
    name: 'Left like right',
    words: (value) => signed.format(value),
    ends: ['the least', 'the most'],
  },
  { key: 'upright', name: 'Upright', words: percent, ends: ['the fewest', 'the most'] },
  { key: 'square', name: 'Square', words: percent, ends: ['the fewest', 'the most'] },
];

/** How one photographer's photos are made, among those of all. */
export function lookRows(profiles: readonly PhotographerProfile[], own: PhotographerProfile): readonly LookRow[] {
  return measures.map(({ key, name, words, ends }) => {
    const value = valueOf(own, key);
    const all = profiles.map((profile) => valueOf(profile, key));
    const [least, most] = [Math.min(...all), Math.max(...all)];
    const placeOf = (each: number): number => (most > least ? (each - least) / (most - least) : 0.5);
    const extreme = most === least ? null : value === least ? ends[0] : value === most ? ends[1] : null;
    return { name, words: words(value), extreme, at: placeOf(value), others: all.map(placeOf) };
  });
}

const valueOf = (profile: PhotographerProfile, key: Measure['key']): number =>
  key === 'upright' || key === 'square' ? profile[key] : profile.look[key];
