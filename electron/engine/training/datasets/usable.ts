import type { Part, Problem } from '../../../contract/index.ts';
import type { LabelsByPath } from './listing.ts';
import type { ListedPhoto, Listing } from './sources.ts';
import { inOrder } from './sources.ts';

/** What looking at a file told. */
export interface SeenPhoto {
  readonly hash: string | null;
  readonly problem: Problem | null;
  /** Photos of one number show the same, nearly, or a moment later. */
  readonly group: number;
}

/** By path. A photo that is not in it has not been looked at. */
export type Seen = ReadonlyMap<string, SeenPhoto>;

/** A photo to learn from or to judge by. */
export interface UsablePhoto {
  readonly path: string;
  readonly hash: string;
  readonly group: number;
  readonly classNames: readonly string[];
  /** As the source says; null: it does not. */
  readonly part: Part | null;
}

/** A listing after its files were looked at: what can be used, and what not and why. */
export interface Sifted {
  readonly usable: readonly UsablePhoto[];
  readonly unreadable: readonly { readonly path: string; readonly problem: Problem }[];
  /** Copies of one file that stand in different classes, all of them. */
  readonly conflicting: readonly UsablePhoto[];
  /** Further copies of a file that is counted. */
  readonly copies: readonly UsablePhoto[];
  /** Not looked at yet; they count as usable and as unlike all others. */
  readonly unseen: number;
  /** Classes too rare to learn that were left out by themselves. */
  readonly rare: readonly string[];
}

/**
 * A person's word replaces what the source says; where a photo has several classes it joins them.
 *
 * @param labels  classes by path, as the library has it
 */
export function withLabels(listing: Listing, labels: LabelsByPath): Listing {
  if (labels.size === 0) return listing;
  const photos = listing.photos.map((photo): ListedPhoto => {
    const given = labels.get(photo.path);
    if (given === undefined) return photo;
    const several = photo.classNames.length > 1;
    return { ...photo, classNames: inOrder(several ? [...photo.classNames, ...given] : given) };
  });
  const given = listing.unlabelled.flatMap((path): ListedPhoto[] => {
    const classNames = labels.get(path);
    return classNames === undefined ? [] : [{ path, classNames: inOrder(classNames), part: null }];
  });
  const present = new Set([...photos, ...given].flatMap(({ classNames }) => classNames));
  const named = inOrder([...listing.emptyClasses, ...listing.photos.flatMap(({ classNames }) => classNames)]);
  return {
    ...listing,
    photos: given.length === 0 ? photos : [...photos, ...given].sort((a, b) => (a.path < b.path ? -1 : 1)),
    emptyClasses: named.filter((name) => !present.has(name)),
    unlabelled: listing.unlabelled.filter((path) => !labels.has(path)),
    multiLabel: listing.multiLabel || photos.concat(given).some(({ classNames }) => classNames.length > 1),
  };
}

/**
 * Leaves out what cannot be read, every copy of a file that stands in several classes, and all copies but one of a file
 * that stands in one.
 *
 * @param dropRare  leaves out classes of a single photo, where nobody chose the classes one by one (keywords)
 */
export function sift(listing: Listing, seen: Seen, dropRare: boolean): Sifted {
  const unreadable: { path: string; problem: Problem }[] = [];
  const readable: UsablePhoto[] = [];
  let unseen = 0;
  for (const [index, photo] of listing.photos.entries()) {
    const found = seen.get(photo.path);
    if (!found) {
      unseen += 1;
      // Numbers below 0 are no group's: nothing is known of it that would tie it to another photo.
      readable.push({ ...photo, hash: photo.path, group: -1 - index });
    } else if (found.problem) unreadable.push({ path: photo.path, problem: found.problem });
    else if (found.hash !== null) readable.push({ ...photo, hash: found.hash, group: found.group });
  }
  const { counted, copies, conflicting } = onceEach(readable);
  const rare = dropRare ? rareIn(counted) : new Set<string>();
  return {
    usable: rare.size === 0 ? counted : without(counted, rare),
    ...{ unreadable, conflicting, copies, unseen },
    rare: inOrder(rare),
  };
}

function onceEach(photos: readonly UsablePhoto[]): Record<'counted' | 'copies' | 'conflicting', UsablePhoto[]> {
  const sorted: Record<'counted' | 'copies' | 'conflicting', UsablePhoto[]> = {
    ...{ counted: [], copies: [], conflicting: [] },
  };
  const byHash = Map.groupBy(photos, ({ hash }) => hash);
  for (const same of byHash.values()) {
    if (new Set(same.map(({ classNames }) => classNames.join('\0'))).size > 1) {
      sorted.conflicting.push(...same);
      continue;
    }
    // The copy that is judged stays; else the first.
    const kept = same.reduce((best, photo) => (rankOf(photo.part) > rankOf(best.part) ? photo : best));
    sorted.counted.push(kept);
    sorted.copies.push(...same.filter((photo) => photo !== kept));
  }
  for (const list of Object.values(sorted)) list.sort((a, b) => (a.path < b.path ? -1 : 1));
  return sorted;
}

/** What must stay what it is when two parts want the same photo. */
export const rankOf = (part: Part | null): number => (part === 'test' ? 2 : part === 'holdout' ? 1 : 0);

function rareIn(photos: readonly UsablePhoto[]): Set<string> {
  const counts = countClasses(photos);
  return new Set([...counts].filter(([, count]) => count < 2).map(([name]) => name));
}

const without = (photos: readonly UsablePhoto[], rare: ReadonlySet<string>): UsablePhoto[] =>
  photos
    .map((photo) => ({ ...photo, classNames: photo.classNames.filter((name) => !rare.has(name)) }))
    .filter(({ classNames }) => classNames.length > 0);

/** How many photos each class has. */
export function countClasses(photos: readonly { readonly classNames: readonly string[] }[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { classNames } of photos) for (const name of classNames) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
