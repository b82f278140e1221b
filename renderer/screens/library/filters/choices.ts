import type { Facets, PhotoFilter } from '../../../../electron/contract/index.ts';

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
    { value: 'labelled', label: 'Labelled', photos: facets.labelled },
    { value: 'suggested', label: 'Suggested', photos: suggested },
    { value: 'rejected', label: 'Suggestion rejected', photos: facets.rejected },
    { value: 'unclassified', label: 'Not looked at', photos: facets.unclassified },
    { value: 'attention', label: 'Needs attention', photos: facets.attention },
    ...(missing > 0 ? [{ value: 'missing' as const, label: 'File missing', photos: missing }] : []),
  ];
}

/** "At least so many stars", most first; none while no photo has stars and the filter asks for none. */
export function starsOf({ ratings }: Facets, chosen: number | null): Choice<string>[] {
  const withStars = (least: number): number => ratings.slice(least).reduce((sum, photos) => sum + photos, 0);
  if (withStars(1) === 0 && chosen === null) return [];
  return [5, 4, 3, 2, 1].map((stars) => ({
    value: String(stars),
    label: stars === 5 ? '5 stars' : `${stars} ${stars === 1 ? 'star' : 'stars'} or more`,
    photos: withStars(stars),
  }));
}

/** None while no photo has a flag and the filter asks for none. */
export function flagsOf({ flags }: Facets, chosen: PhotoFilter['flag']): Choice<NonNullable<PhotoFilter['flag']>>[] {
  if (flags.pick + flags.reject === 0 && chosen === null) return [];
  return [
    { value: 'pick', label: 'Picked', photos: flags.pick },
    { value: 'reject', label: 'Rejected', photos: flags.reject },
    { value: 'none', label: 'No flag', photos: flags.none },
  ];
}
