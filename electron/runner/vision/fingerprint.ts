// A photo's fingerprint: the coarse light and dark of it, in 64 bits. Saving again, resizing, a little brightness or a
// slight crop change few of them.
//
// Source: C. Zauner, "Implementation and benchmarking of perceptual image hash functions", 2010, section 3.2.1 (DCT
// hash). Ours takes the signs of the 64 lowest frequencies next to the constant: no bit is spent on brightness, and a
// sign does not depend on the other frequencies as a distance from their median would.

/** Side of the grey picture that is transformed. */
const side = 32;

/** The 64 frequencies [v, u] next to the constant, lowest first: every pair with u + v from 1 to 9, and ten of 10. */
export const frequencies: readonly (readonly [number, number])[] = Array.from({ length: 11 * 11 }, (_, at) => {
  return [Math.floor(at / 11), at % 11] as const;
})
  .filter(([v, u]) => v + u > 0)
  .sort((a, b) => a[0] + a[1] - (b[0] + b[1]) || Math.abs(a[0] - a[1]) - Math.abs(b[0] - b[1]) || a[0] - b[0])
  .slice(0, 64);

/** cosines[u · side + x] = cos(π u (2x + 1) / (2 side)) */
const cosines = Float64Array.from({ length: 11 * side }, (_, at) => {
  return Math.cos((Math.PI * Math.floor(at / side) * (2 * (at % side) + 1)) / (2 * side));
});

/**
 * The fingerprint of a picture as 16 hexadecimal digits; a picture of one color has 0.
 *
 * @param rgb  [height, width, 3], 0 to 255: the network's input before its preprocessing of values
 */
export function fingerprintOf(rgb: ArrayLike<number>, width: number, height: number): string {
  const amounts = frequenciesOf(greyOf(rgb, width, height));
  // Half a grey level over the whole picture: what is fainter than that is rounding, not the photo.
  const plain = amounts.every((amount) => Math.abs(amount) < 0.5 * side);
  let digits = '';
  for (let at = 0; at < 64; at += 4) {
    let digit = 0;
    for (let bit = 0; bit < 4; bit += 1) digit = 2 * digit + Number(!plain && (amounts[at + bit] ?? 0) > 0);
    digits += digit.toString(16);
  }
  return digits;
}

/** How many of the 64 bits differ. */
export function fingerprintDistance(a: string, b: string): number {
  const [highA, lowA] = wordsOf(a);
  const [highB, lowB] = wordsOf(b);
  return bitsIn(highA ^ highB) + bitsIn(lowA ^ lowB);
}

/** The two halves of a fingerprint as 32-bit numbers. */
export function wordsOf(fingerprint: string): [high: number, low: number] {
  return [Number.parseInt(fingerprint.slice(0, 8), 16) >>> 0, Number.parseInt(fingerprint.slice(8), 16) >>> 0];
}

/** Ones of a 32-bit number (H. Warren, "Hacker's Delight", section 5-1). */
export function bitsIn(word: number): number {
  let count = word - ((word >>> 1) & 0x55555555);
  count = (count & 0x33333333) + ((count >>> 2) & 0x33333333);
  return Math.imul((count + (count >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** [side, side] mean light of each cell of a grid laid over the picture. */
function greyOf(rgb: ArrayLike<number>, width: number, height: number): Float64Array {
  const grey = new Float64Array(side * side);
  for (let row = 0; row < side; row += 1) {
    const [top, bottom] = cell(row, height);
    for (let column = 0; column < side; column += 1) {
      const [left, right] = cell(column, width);
      let light = 0;
      for (let y = top; y < bottom; y += 1) {
        for (let x = left; x < right; x += 1) {
          const at = 3 * (y * width + x);
          light += 0.299 * (rgb[at] ?? 0) + 0.587 * (rgb[at + 1] ?? 0) + 0.114 * (rgb[at + 2] ?? 0);
        }
      }
      grey[row * side + column] = light / ((bottom - top) * (right - left));
    }
  }
  return grey;
}

/** First pixel of a cell and the one after its last; a cell of a small picture holds one at least. */
function cell(index: number, pixels: number): [number, number] {
  const from = Math.min(pixels - 1, Math.floor((index * pixels) / side));
  return [from, Math.max(from + 1, Math.floor(((index + 1) * pixels) / side))];
}

/** [64] amounts of the low frequencies: rows first, then columns. */
function frequenciesOf(grey: Float64Array): Float64Array {
  const alongRows = new Float64Array(side * 11);
  for (let y = 0; y < side; y += 1) {
    for (let u = 0; u < 11; u += 1) {
      let sum = 0;
      for (let x = 0; x < side; x += 1) sum += (grey[y * side + x] ?? 0) * (cosines[u * side + x] ?? 0);
      alongRows[y * 11 + u] = sum;
    }
  }
  return Float64Array.from(frequencies, ([v, u]) => {
    let sum = 0;
    for (let y = 0; y < side; y += 1) sum += (alongRows[y * 11 + u] ?? 0) * (cosines[v * side + y] ?? 0);
    return sum;
  });
}
