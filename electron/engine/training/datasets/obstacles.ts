import { failure } from '../../../contract/index.ts';
import type { FoveaError } from '../../../contract/index.ts';
import type { Parted } from './parting.ts';
import type { Listing } from './sources.ts';
import { inOrder } from './sources.ts';
import { countClasses } from './usable.ts';
import type { Sifted } from './usable.ts';

/** A set after it was sifted and parted. */
export interface Judged {
  readonly listing: Listing;
  readonly sifted: Sifted;
  readonly parted: Parted;
  /** Of `sifted.usable`, by code unit. */
  readonly classNames: readonly string[];
  /** Photos that look alike, and those taken at once, by path. */
  readonly alike: readonly (readonly string[])[];
  readonly bursts: readonly (readonly string[])[];
  /** A share of 0 sets nothing aside: then nobody wants to judge. */
  readonly wantsTest: boolean;
}

/** How many photos of a class there are to learn from, and what prevents training; all of it can be true at once. */
export interface Obstacles {
  readonly pool: ReadonlyMap<string, number>;
  /** Photos that a class needs. Where the test part is given, one to learn from is enough; else one is judged. */
  readonly needed: number;
  /** Classes that are to be learned, with usable photos or without. */
  readonly wanted: readonly string[];
  /** Those of them that have too few photos. */
  readonly short: readonly string[];
  readonly nothingListed: boolean;
  readonly nothingReadable: boolean;
  /** Every class was left out as too rare. */
  readonly onlyRare: boolean;
  readonly oneClass: boolean;
  readonly noTest: boolean;
}

export function obstaclesTo({ listing, sifted, parted, classNames, wantsTest }: Judged): Obstacles {
  const pool = countClasses(parted.given ? parted.photos.filter(({ part }) => part !== 'test') : sifted.usable);
  const needed = parted.given ? 1 : 2;
  const rare = new Set(sifted.rare);
  const wanted = inOrder(listing.photos.flatMap((photo) => photo.classNames)).filter((name) => !rare.has(name));
  const hasPhotos = listing.photos.length > 0;
  return {
    ...{ pool, needed, wanted },
    short: wanted.filter((name) => (pool.get(name) ?? 0) < needed),
    nothingListed: !hasPhotos,
    nothingReadable: hasPhotos && sifted.unreadable.length === listing.photos.length,
    onlyRare: hasPhotos && wanted.length === 0,
    oneClass: wanted.length === 1,
    noTest: wantsTest && classNames.length > 1 && !parted.photos.some(({ part }) => part === 'test'),
  };
}

/**
 * Why training cannot begin; null when it can.
 *
 * @param from  what the set is called in a message
 */
export function refusalOf(judged: Judged, obstacles: Obstacles, from: string): FoveaError | null {
  const { unreadable, rare } = judged.sifted;
  const { nothingListed, nothingReadable, onlyRare, oneClass, noTest, needed, pool, wanted, short } = obstacles;
  if (nothingListed) return failure('training/no-class', { path: from });
  if (nothingReadable) {
    const reason = unreadable[0]?.problem.message ?? '';
    return failure('training/nothing-readable', { count: unreadable.length, reason });
  }
  if (onlyRare) return failure('training/too-few', { className: rare[0] ?? '', count: 1, needed });
  if (oneClass) return failure('training/one-class', { className: wanted[0] ?? '' });
  const [first] = short;
  if (first !== undefined)
    return failure('training/too-few', { className: first, count: pool.get(first) ?? 0, needed });
  return noTest ? failure('training/no-test', {}) : null;
}
