import type { Facets, PhotoFilter } from '../../../../electron/contract/index.ts';
import { t } from '../../../words/index.ts';

// The choices of the filters that have few of them, each with how many photos it would leave.

interface Choice<T extends string> {
  readonly value: T;
  readonly label: string;
  readonly photos: number;
}

/** @param missing  photos of the library whose files are not where they were; nothing is said while there are none */
export function statesOf(facets: Facets, missing = 0): Choice<NonNullable<PhotoFilter['state']>>[] {
  const suggested = facets.classes.reduce((sum, one) => sum + one.suggested, 0);
  return [
    { value: 'labelled', label: t('Labelled'), photos: facets.labelled },
    { value: 'suggested', label: t('Suggested'), photos: suggested },
    { value: 'rejected', label: t('Suggestion rejected'), photos: facets.rejected },
    { value: 'unclassified', label: t('Not looked at'), photos: facets.unclassified },
    { value: 'attention', label: t('Needs attention'), photos: facets.attention },
    ...(missing > 0 ? [{ value: 'missing' as const, label: t('File missing'), photos: missing }] : []),
  ];
}

/** "At least so many stars", most first; none while no photo has stars and the filter asks for none. */
export function starsOf({ ratings }: Facets, chosen: number | null): Choice<string>[] {
  const withStars = (least: number): number => ratings.slice(least).reduce((sum, photos) => sum + photos, 0);
  if (withStars(1) === 0 && chosen === null) return [];
  return [5, 4, 3, 2, 1].map((stars) => ({
    value: String(stars),
    label: stars === 5 ? t('{count} stars', { count: stars }) : t('{count} stars or more', { count: stars }),
    photos: withStars(stars),
  }));
}

/** None while no photo has a flag and the filter asks for none. */
export function flagsOf({ flags }: Facets, chosen: PhotoFilter['flag']): Choice<NonNullable<PhotoFilter['flag']>>[] {
  if (flags.pick + flags.reject === 0 && chosen === null) return [];
  return [
    { value: 'pick', label: t('Picked'), photos: flags.pick },
    { value: 'reject', label: t('Rejected'), photos: flags.reject },
    { value: 'none', label: t('No flag'), photos: flags.none },
  ];
}
