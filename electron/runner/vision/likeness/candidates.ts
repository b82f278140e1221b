import { bitsIn } from '../fingerprint.ts';
import { parts } from './sketch.ts';

// A print of 64 bits is cut in three bands; two prints that differ in eight bits differ in two at most in one of them. Each
// band's neighbours are looked up in a table of all prints, which finds every pair without comparing all.
//
// Source: Norouzi, Punjani and Fleet, "Fast search in Hamming space with multi-index hashing", CVPR 2012, section 3

/** Bits in which the print of a photo and that of a part that it may show differ, at most, of 64. */
const withinBits = 8;

/** A band of the bits of a print. */
interface Band {
  readonly first: number;
  readonly length: number;
}

const bands: readonly Band[] = [
  { first: 0, length: 22 },
  { first: 22, length: 21 },
  { first: 43, length: 21 },
];

/** A photo that may be, or be like, a part of another. */
export interface Candidate {
  readonly whole: number;
  readonly photo: number;
  /** Index in `parts`. */
  readonly part: number;
}

/**
 * Pairs of which one's whole print is within `withinBits` of the print of a part of the other; some come two or three times.
 * Null where some milliseconds of work brought none.
 *
 * @param prints  [photos, parts, 2]
 */
export function* candidatePairs(prints: Uint32Array): Generator<Candidate | null> {
  const count = prints.length / (2 * parts.length);
  for (const band of bands) {
    const changes = neighbors(band.length, Math.floor(withinBits / bands.length));
    const table = yield* tableOf(prints, band);
    for (let photo = 0; photo < count; photo += 1) {
      const found = near(prints, table, changes, photo);
      if (found.length > 0) yield* found;
      if (photo % photosAtOnce === photosAtOnce - 1) yield null;
    }
  }
}

const photosAtOnce = 64;
const codesAtOnce = 1 << 17;

/** Prints by the value of one band of their bits: those of value v stand from starts[v] to starts[v + 1] of `codes`. */
interface Table {
  readonly band: Band;
  readonly starts: Uint32Array;
  readonly codes: Uint32Array;
}

/** Sorts prints by counting. */
function* tableOf(prints: Uint32Array, band: Band): Generator<null, Table> {
  const count = prints.length / 2;
  const starts = new Uint32Array(2 ** band.length + 1);
  for (let code = 0; code < count; code += 1) {
    const value = valueOf(band, prints[2 * code] ?? 0, prints[2 * code + 1] ?? 0);
    starts[value] = (starts[value] ?? 0) + 1;
    if (code % codesAtOnce === 0) yield null;
  }
  for (let value = 1; value < starts.length; value += 1) {
    starts[value] = (starts[value] ?? 0) + (starts[value - 1] ?? 0);
    if (value % codesAtOnce === 0) yield null;
  }
  const codes = new Uint32Array(count);
  for (let code = count - 1; code >= 0; code -= 1) {
    const value = valueOf(band, prints[2 * code] ?? 0, prints[2 * code + 1] ?? 0);
    const place = (starts[value] ?? 0) - 1;
    starts[value] = place;
    codes[place] = code;
    if (code % codesAtOnce === 0) yield null;
  }
  return { band, starts, codes };
}

/** Photos with a part whose print is near that of the whole `photo`. */
function near(prints: Uint32Array, { band, starts, codes }: Table, changes: Int32Array, photo: number): Candidate[] {
  const found: Candidate[] = [];
  const at = 2 * parts.length * photo;
  const [low, high] = [prints[at] ?? 0, prints[at + 1] ?? 0];
  // A picture of one color has no print.
  if (low === 0 && high === 0) return found;
  const own = valueOf(band, low, high);
  for (const change of changes) {
    const value = own ^ change;
    const end = starts[value + 1] ?? 0;
    for (let place = starts[value] ?? 0; place < end; place += 1) {
      const code = codes[place] ?? 0;
      const apart = bitsIn((prints[2 * code] ?? 0) ^ low) + bitsIn((prints[2 * code + 1] ?? 0) ^ high);
      if (apart > withinBits) continue;
      const other = Math.floor(code / parts.length);
      if (other !== photo) found.push({ whole: photo, photo: other, part: code % parts.length });
    }
  }
  return found;
}

function valueOf({ first, length }: Band, low: number, high: number): number {
  const shifted = first >= 32 ? high >>> (first - 32) : (low >>> first) | (first === 0 ? 0 : high << (32 - first));
  return shifted & (2 ** length - 1);
}

/** All numbers of a length in bits with at most `count` ones. */
function neighbors(length: number, count: number): Int32Array {
  const found = [0];
  let from = 0;
  for (let size = 1; size <= count; size += 1) {
    const end = found.length;
    for (const known of found.slice(from, end)) {
      for (let bit = 32 - Math.clz32(known); bit < length; bit += 1) found.push(known | (1 << bit));
    }
    from = end;
  }
  return Int32Array.from(found);
}
