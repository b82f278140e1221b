import type { ListedPhoto, Listing } from './sources.ts';
import { inOrder } from './sources.ts';

/** Puts what a source says in order; a photo that is named twice with the same class is one. */
export function listingOf(said: {
  readonly photos: readonly ListedPhoto[];
  /** Classes that were named, with photos or without. */
  readonly named: readonly string[];
  readonly unlabelled: readonly string[];
  readonly multiLabel: boolean;
}): Listing {
  const photos = said.photos
    .map((photo) => ({ ...photo, classNames: inOrder(photo.classNames) }))
    .sort((a, b) => compare(a.path, b.path) || compare(keyOf(a), keyOf(b)))
    .filter((photo, at, all) => all[at - 1]?.path !== photo.path || keyOf(all[at - 1] ?? photo) !== keyOf(photo));
  const present = new Set(photos.flatMap(({ classNames }) => classNames));
  return {
    photos,
    emptyClasses: inOrder(said.named).filter((name) => !present.has(name)),
    unlabelled: inOrder(said.unlabelled),
    multiLabel: said.multiLabel,
  };
}

/** The photos that a person labelled. @param labels  class by path */
export const labelListing = (labels: ReadonlyMap<string, string>): Listing =>
  listingOf({
    photos: [...labels].map(([path, className]) => ({ path, classNames: [className], part: null })),
    ...{ named: [], unlabelled: [], multiLabel: false },
  });

/** Nothing is known of a source yet. */
export const nothingListed: Listing = { photos: [], emptyClasses: [], unlabelled: [], multiLabel: false };

const keyOf = ({ classNames }: ListedPhoto): string => classNames.join('\0');

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
