/** Below this standard deviation, in pixels, a blur changes no byte by more than a rounding. */
const least = 0.2;

/**
 * Blurs a picture with a Gaussian, along rows and then along columns; the edge pixel goes on beyond the edge.
 *
 * @param pixels     [height, width, 3] RGB
 * @param deviation  standard deviation in pixels
 */
export function blurred(pixels: Uint8Array, width: number, height: number, deviation: number): Uint8Array {
  if (deviation < least) return pixels;
  const taps = tapsOf(deviation);
  const line = new Int32Array(3 * (Math.max(width, height) + 2 * (taps.length - 1)));
  const along = new Uint8Array(pixels.length);
  const both = new Uint8Array(pixels.length);
  for (let row = 0; row < height; row++) blurLine(pixels, along, line, 3 * row * width, 3, width, taps);
  for (let column = 0; column < width; column++) blurLine(along, both, line, 3 * column, 3 * width, height, taps);
  return both;
}

/** [radius + 1] weights of 2¹⁶ parts, the middle one first; together with their mirror images they are one. */
function tapsOf(deviation: number): Int32Array {
  const radius = Math.max(1, Math.ceil(2.5 * deviation));
  const weights = Float64Array.from({ length: radius + 1 }, (_, i) => Math.exp(-0.5 * (i / deviation) ** 2));
  const sum = 2 * weights.reduce((a, b) => a + b, 0) - 1;
  const taps = Int32Array.from(weights, (weight) => Math.round((65536 * weight) / sum));
  taps[0] = 65536 - 2 * taps.subarray(1).reduce((a, b) => a + b, 0);
  return taps;
}

/**
 * One row or column of `count` pixels that lie `stride` bytes apart. `line` takes it with what goes on beyond its ends,
 * so that no tap asks where it is.
 */
function blurLine(
  from: Uint8Array,
  into: Uint8Array,
  line: Int32Array,
  start: number,
  stride: number,
  count: number,
  taps: Int32Array,
): void {
  const radius = taps.length - 1;
  for (let i = -radius; i < count + radius; i++) {
    const at = start + Math.min(count - 1, Math.max(0, i)) * stride;
    for (let channel = 0; channel < 3; channel++) line[3 * (i + radius) + channel] = from[at + channel] ?? 0;
  }
  const middle = taps[0] ?? 0;
  for (let i = 0, at = start; i < count; i++, at += stride) {
    for (let channel = 0; channel < 3; channel++) {
      const center = 3 * (i + radius) + channel;
      let sum = 32768 + middle * (line[center] ?? 0);
      for (let tap = 1, far = 3; tap <= radius; tap++, far += 3)
        sum += (taps[tap] ?? 0) * ((line[center - far] ?? 0) + (line[center + far] ?? 0));
      into[at + channel] = sum >> 16;
    }
  }
}
