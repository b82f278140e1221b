import { bitsIn, wordsOf } from './fingerprint.ts';
import { Joined } from './joined.ts';

// Which photos show the same: byte for byte, nearly, or a moment later. They must not be parted between learning and
// judging, or the network is judged on what it has seen.

/**
 * Bits that fingerprints of near-duplicates may differ in, of 64. Measured on 200 of 800 photographs of five flowers:
 * made half as wide or saved again as JPEG at quality 40 or 15, all stayed within 4 bits; a fifth brighter and more
 * colorful, 99 % within 10; with 3 % cut off each edge, 92 % within 10, with 5 %, 49 %. Of the 319,600 pairs of different
 * photos of this one subject none is within 10 and three within 12.
 */
export const alikeBits = 10;

/** Milliseconds between two photos of one burst, at most, and between two of one shoot. */
const burstMs = 2000;
const shootMs = 60 * 60 * 1000;

export interface Groupable {
  /** SHA-256; null for a file that could not be read, which is alone. */
  readonly hash: string | null;
  readonly fingerprint: string | null;
  readonly takenAtMs: number | null;
  readonly camera: string | null;
  readonly folder: string;
}

export interface Groups {
  /** [N]: photos of one number belong together; numbered by their first photo. */
  readonly groups: Int32Array;
  /** Indices of photos with equal bytes, two or more each. */
  readonly duplicates: number[][];
  /** Indices of photos that look alike, at least two of them with different bytes. */
  readonly nearDuplicates: number[][];
  /** Indices of photos by one camera in one folder, each within two seconds of the next. */
  readonly bursts: number[][];
}

/**
 * Finds what belongs together. Likeness is handed on: when A is like B and B like C, the three are one group, so the
 * order of photos does not matter. Time grows about linearly with their number.
 */
export function groupAlike(photos: readonly Groupable[]): Groups {
  const all = new Joined(photos.length);
  const duplicates = gathered(photos, ({ hash }) => hash).filter((same) => same.length > 1);
  const alike = new Joined(photos.length);
  for (const same of duplicates) alike.joinAll(same);
  joinLookalikes(photos, alike);
  const nearDuplicates = alike.sets().filter((set) => new Set(set.map((index) => photos[index]?.hash)).size > 1);
  const bursts = takenTogether(photos, burstMs);
  for (const set of [...duplicates, ...nearDuplicates, ...bursts]) all.joinAll(set);
  return { groups: all.numbered(), duplicates, nearDuplicates, bursts };
}

/** When, where and with what a photo was taken, as far as its file says. */
export type Taken = Pick<Groupable, 'takenAtMs' | 'camera' | 'folder'>;

/** [N] the number of each photo's burst, by its first photo; −1: in none. */
export function burstsOf(photos: readonly Taken[]): Int32Array {
  const bursts = new Int32Array(photos.length).fill(-1);
  for (const [number, burst] of takenTogether(photos, burstMs).entries())
    for (const index of burst) bursts[index] = number;
  return bursts;
}

/** Photos that are together in any of several groupings; −1: in none. @param groupings  each [N], −1: alone */
export function groupsTogether(...groupings: readonly Int32Array[]): Int32Array {
  const joined = new Joined(groupings[0]?.length ?? 0);
  for (const groups of groupings) {
    for (const [group, members] of Map.groupBy(groups.keys(), (index) => groups[index] ?? -1))
      if (group >= 0) joined.joinAll(members);
  }
  return joined.grouped();
}

/**
 * Joins groups of photos into shoots: photos by one camera in one folder, each within an hour of the next. A place, a light
 * and a subject are then on one side of a split only. Photos without a time or a camera stay in their group.
 *
 * @param groups  [N] as `groupAlike` numbers them, or any other numbers
 * @returns       [N], numbered by the first photo of each
 */
export function shootsOf(photos: readonly Taken[], groups: Int32Array): Int32Array {
  const shoots = new Joined(photos.length);
  for (const together of Map.groupBy(groups.keys(), (index) => groups[index] ?? 0).values()) shoots.joinAll(together);
  for (const together of takenTogether(photos, shootMs)) shoots.joinAll(together);
  return shoots.numbered();
}

/**
 * Joins photos whose fingerprints differ in `alikeBits` at most. Of four bands of 16 bits, one then differs in a quarter
 * of that at most: looking up each band's neighbours finds every pair without comparing all.
 *
 * @see Norouzi, Punjani and Fleet, "Fast search in Hamming space with multi-index hashing", CVPR 2012, section 3
 */
function joinLookalikes(photos: readonly Groupable[], alike: Joined): void {
  const sameLook = gathered(photos, ({ fingerprint }) => fingerprint);
  for (const same of sameLook) alike.joinAll(same);
  const looks = sameLook.map(([first = 0]) => first);
  const words = Uint32Array.from(looks.flatMap((index) => wordsOf(photos[index]?.fingerprint ?? '')));
  const near = neighboursWithin(Math.floor(alikeBits / 4));
  for (let band = 0; band < 4; band += 1) {
    const bandOf = (look: number): number => ((words[2 * look + (band >> 1)] ?? 0) >>> (16 * (band & 1))) & 0xffff;
    const newest = new Int32Array(0x10000).fill(-1);
    const older = new Int32Array(looks.length).fill(-1);
    for (let look = 0; look < looks.length; look += 1) {
      const own = bandOf(look);
      for (const change of near) {
        for (let other = newest[own ^ change] ?? -1; other >= 0; other = older[other] ?? -1) {
          if (differing(words, look, other) <= alikeBits) alike.join(looks[look] ?? 0, looks[other] ?? 0);
        }
      }
      older[look] = newest[own] ?? -1;
      newest[own] = look;
    }
  }
}

function differing(words: Uint32Array, a: number, b: number): number {
  const high = (words[2 * a] ?? 0) ^ (words[2 * b] ?? 0);
  return bitsIn(high) + bitsIn((words[2 * a + 1] ?? 0) ^ (words[2 * b + 1] ?? 0));
}

/** All 16-bit numbers with at most `count` ones. */
function neighboursWithin(count: number): Int32Array {
  return Int32Array.from(Array(0x10000).keys()).filter((word) => bitsIn(word) <= count);
}

/**
 * Photos by one camera in one folder, each within `apartMs` of the next. Those without a time or a camera are left out: files
 * that lost both would all be one.
 */
function takenTogether(photos: readonly Taken[], apartMs: number): number[][] {
  const cameras = gathered(photos, ({ camera, folder, takenAtMs }) => {
    return camera === null || takenAtMs === null ? null : `${folder}\0${camera}`;
  });
  const timeOf = (index: number): number => photos[index]?.takenAtMs ?? 0;
  const bursts: number[][] = [];
  for (const ofCamera of cameras) {
    let burst: number[] = [];
    for (const index of ofCamera.toSorted((a, b) => timeOf(a) - timeOf(b) || a - b)) {
      const last = burst.at(-1);
      if (last !== undefined && timeOf(index) - timeOf(last) > apartMs) {
        bursts.push(burst);
        burst = [];
      }
      burst.push(index);
    }
    bursts.push(burst);
  }
  return bursts.filter((burst) => burst.length > 1);
}

/** Indices with equal keys, in the order of their first; null is no key. */
function gathered<T>(photos: readonly T[], keyOf: (photo: T) => string | null): number[][] {
  const sets = new Map<string, number[]>();
  for (const [index, photo] of photos.entries()) {
    const key = keyOf(photo);
    if (key === null) continue;
    const set = sets.get(key);
    if (set) set.push(index);
    else sets.set(key, [index]);
  }
  return [...sets.values()];
}
