import type { MeanLook, PhotographerProfile } from '../../../../electron/contract/index.ts';
import { count, percent } from '../../../ui/index.ts';
import { numberWords, phrase, sentenceWith, t } from '../../../words/index.ts';

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

const of100 = (value: number): string => t('{value} of 100', { value });
const signed = (value: number): string => numberWords(value, { maximumFractionDigits: 1, signDisplay: 'exceptZero' });

const measures: readonly Measure[] = [
  { key: 'lightness', name: phrase('Light'), words: of100, ends: [phrase('the darkest'), phrase('the brightest')] },
  { key: 'contrast', name: phrase('Contrast'), words: count, ends: [phrase('the softest'), phrase('the hardest')] },
  { key: 'chroma', name: phrase('Color'), words: count, ends: [phrase('the greyest'), phrase('the most colorful')] },
  { key: 'warmth', name: phrase('Warmth'), words: signed, ends: [phrase('the coldest'), phrase('the warmest')] },
  { key: 'shadows', name: phrase('Deep shadows'), words: percent, ends: [phrase('the fewest'), phrase('the most')] },
  {
    key: 'highlights',
    name: phrase('Bright lights'),
    words: percent,
    ends: [phrase('the fewest'), phrase('the most')],
  },
  {
    key: 'weightX',
    name: phrase('Weight, left to right'),
    words: percent,
    ends: [phrase('farthest left'), phrase('farthest right')],
  },
  {
    key: 'weightY',
    name: phrase('Weight, top to bottom'),
    words: percent,
    ends: [phrase('highest'), phrase('lowest')],
  },
  {
    key: 'symmetry',
    name: phrase('Left like right'),
    words: signed,
    ends: [phrase('the least'), phrase('the most')],
  },
  { key: 'upright', name: phrase('Upright'), words: percent, ends: [phrase('the fewest'), phrase('the most')] },
  { key: 'square', name: phrase('Square'), words: percent, ends: [phrase('the fewest'), phrase('the most')] },
];

/** How one photographer's photos are made, among those of all. */
export function lookRows(profiles: readonly PhotographerProfile[], own: PhotographerProfile): readonly LookRow[] {
  return measures.map(({ key, name, words, ends }) => {
    const value = valueOf(own, key);
    const all = profiles.map((profile) => valueOf(profile, key));
    const [least, most] = [Math.min(...all), Math.max(...all)];
    const placeOf = (each: number): number => (most > least ? (each - least) / (most - least) : 0.5);
    const extreme = most === least ? null : value === least ? ends[0] : value === most ? ends[1] : null;
    return {
      ...{ name: sentenceWith(name), words: words(value), extreme: extreme && sentenceWith(extreme) },
      ...{ at: placeOf(value), others: all.map(placeOf) },
    };
  });
}

const valueOf = (profile: PhotographerProfile, key: Measure['key']): number =>
  key === 'upright' || key === 'square' ? profile[key] : profile.look[key];
