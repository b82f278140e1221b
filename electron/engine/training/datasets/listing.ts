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

/** What a person said: the classes of each photo, by its path. */
export type LabelsByPath = ReadonlyMap<string, readonly string[]>;

/** The photos that a person labelled. */
export const labelListing = (labels: LabelsByPath): Listing =>
  listingOf({
    photos: [...labels].map(([path, classNames]) => ({ path, classNames, part: null })),
    ...{ named: [], unlabelled: [], multiLabel: [...labels.values()].some((classNames) => classNames.length > 1) },
  });

/** Nothing is known of a source yet. */
export const nothingListed: Listing = { photos: [], emptyClasses: [], unlabelled: [], multiLabel: false };

const keyOf = ({ classNames }: ListedPhoto): string => classNames.join('\0');

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
