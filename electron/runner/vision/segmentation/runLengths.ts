import { fail } from '../../../contract/index.ts';

// Run lengths as COCO has them: the picture column by column, from top to bottom and left to right; how many zeros,
// then how many ones, and so on. A picture that begins with a one begins with a run of no zeros.
//
// Compressed, each count from the fourth on is the difference to the one two before, which is of the same kind and
// often of like length. A number is written five bits at a time, the lowest first; a sixth bit says that more follow,
// and the highest bit of the last group is the sign. 48 makes a printable character of each group ("0" to "o").
//
// Source: COCO, "Data format", and the mask API that came with it (Lin et al., "Microsoft COCO", ECCV 2014).

const groupBits = 5;
const more = 1 << groupBits;
const sign = more >> 1;
const firstCharacter = 48;

/** Seven groups hold any 32-bit number with its sign. */
const mostGroups = 7;

/**
 * The runs of a mask.
 *
 * @param mask  [height, width] row by row; anything but 0 is one
 */
export function runLengthsOf(mask: Uint8Array, width: number, height: number): number[] {
  const counts: number[] = [];
  let [kind, run] = [false, 0];
  for (let x = 0; x < width; x += 1) {
    for (let y = 0; y < height; y += 1) {
      const one = mask[y * width + x] !== 0;
      if (one !== kind) {
        counts.push(run);
        [kind, run] = [one, 0];
      }
      run += 1;
    }
  }
  return [...counts, run];
}

/**
 * The mask of some runs, [height, width] row by row: 0 or 1.
 *
 * @throws annotation/not-readable when the runs do not fill the picture exactly
 */
export function maskOfRunLengths(counts: readonly number[], width: number, height: number): Uint8Array {
  checkRuns(counts, width * height);
  const mask = new Uint8Array(width * height);
  let [x, y] = [0, 0];
  for (const [index, count] of counts.entries()) {
    for (let left = count; left > 0; left -= 1) {
      if (index % 2 === 1) mask[y * width + x] = 1;
      y += 1;
      if (y === height) [x, y] = [x + 1, 0];
    }
  }
  return mask;
}

/** @throws annotation/not-readable when a run is no whole number, or all together are not `pixels` */
export function checkRuns(counts: readonly number[], pixels: number): void {
  const whole = counts.every((count) => Number.isSafeInteger(count) && count >= 0);
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (!whole) fail('annotation/not-readable', { reason: 'a run length is not a whole number of pixels.' });
  if (total !== pixels) {
    fail('annotation/not-readable', { reason: `run lengths add up to ${total} pixels instead of ${pixels}.` });
  }
}

/** Run lengths as COCO's compressed string. */
export const compressedRuns = (counts: readonly number[]): string =>
  counts.map((count, at) => groupsOf(count - (at > 2 ? (counts[at - 2] ?? 0) : 0))).join('');

function groupsOf(value: number): string {
  let [rest, text] = [value, ''];
  for (;;) {
    const group = rest & (more - 1);
    rest >>= groupBits;
    const isLast = rest === ((group & sign) === 0 ? 0 : -1);
    text += String.fromCharCode(firstCharacter + (isLast ? group : group | more));
    if (isLast) return text;
  }
}

/**
 * The run lengths of COCO's compressed string.
 *
 * @throws annotation/not-readable when it has other characters, or ends within a number
 */
export function decompressedRuns(text: string): number[] {
  const counts: number[] = [];
  for (let at = 0; at < text.length;) {
    let [value, groups, group] = [0, 0, more];
    while ((group & more) !== 0) {
      group = text.charCodeAt(at) - firstCharacter;
      if (!(group >= 0 && group < 2 * more) || groups === mostGroups) notCompressed(at);
      value += (group & (more - 1)) * 2 ** (groupBits * groups);
      groups += 1;
      at += 1;
    }
    if ((group & sign) !== 0) value -= 2 ** (groupBits * groups);
    counts.push(value + (counts.length > 2 ? (counts.at(-2) ?? 0) : 0));
  }
  return counts;
}

const notCompressed = (at: number): never =>
  fail('annotation/not-readable', { reason: `compressed run lengths are broken at character ${at + 1}.` });
