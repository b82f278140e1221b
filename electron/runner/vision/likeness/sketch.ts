// What is kept of a photo to find others that show the same: a picture of 32 × 32 grey cells, and the fingerprints of it
// and of parts of it. A photo that was cut looks like a part of the one it was cut from.

import { frequencies } from '../fingerprint.ts';

/** Side of the grey picture, in cells, whatever the shape of the photo. */
export const sketchSide = 32;

/** Cut of one step, as a share of a side; all four sides together are cut by `mostSteps` at most. */
const stepShare = 0.05;
const mostSteps = 3;

/** Part of a photo, as shares of its width and height, 0 to 1. */
export interface Part {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** The whole photo first, then every part that up to three cuts of a twentieth leave, 35 in all. */
export const parts: readonly Part[] = Array.from({ length: 4 ** 4 }, (_, code) => {
  return [code & 3, (code >> 2) & 3, (code >> 4) & 3, code >> 6] as const;
})
  .filter((cuts) => cuts.reduce((sum, cut) => sum + cut, 0) <= mostSteps)
  .map(([left, top, right, bottom]) => ({
    left: left * stepShare,
    top: top * stepShare,
    right: 1 - right * stepShare,
    bottom: 1 - bottom * stepShare,
  }));

/** What is kept of one photo. */
export interface Sketch {
  /** [32, 32] light of each cell, 0 to 255. */
  readonly grey: Uint8Array;
  /** [parts, 2] fingerprints of the parts, each as two words of 32 bits; all zero for a picture of one color. */
  readonly prints: Uint32Array;
}

/** @param rgb  [height, width, 3], 0 to 255; sharp: not less than 32 pixels a side, or cells repeat */
export function sketchOf(rgb: ArrayLike<number>, width: number, height: number): Sketch {
  const grey = greyOf(rgb, width, height);
  return { grey, prints: printsOf(grey) };
}

/** Fingerprints of the parts of a grey picture. @param grey  [32, 32] @returns  [parts, 2] */
function printsOf(grey: Uint8Array): Uint32Array {
  const prints = new Uint32Array(2 * parts.length);
  const alongRows = new Map<Float64Array, Float64Array>();
  const columnWaves = parts.map(({ left, right }) => wavesOf(left, right));
  for (const [index, { top, bottom }] of parts.entries()) {
    const across = columnWaves[index] ?? wavesOf(0, 1);
    const rows = alongRows.get(across) ?? rowsAlong(grey, across);
    alongRows.set(across, rows);
    writePrint(prints, index, rows, wavesOf(top, bottom));
  }
  return prints;
}

const waveCount = 11;
const made = new Map<string, Float64Array>();

/**
 * Waves over a part of a side, integrated over each cell: [11, 32] ∫ cos(π u (x − from) / (to − from)) dx, so that a part
 * need not begin and end with a cell.
 */
function wavesOf(from: number, to: number): Float64Array {
  const key = `${from} ${to}`;
  const waves = made.get(key) ?? makeWaves(from * sketchSide, to * sketchSide);
  made.set(key, waves);
  return waves;
}

function makeWaves(from: number, to: number): Float64Array {
  const length = to - from;
  return Float64Array.from({ length: waveCount * sketchSide }, (_, at) => {
    const [u, cell] = [Math.floor(at / sketchSide), at % sketchSide];
    const [a, b] = [Math.max(from, cell), Math.min(to, cell + 1)];
    if (b <= a) return 0;
    if (u === 0) return b - a;
    const rate = (Math.PI * u) / length;
    return (Math.sin(rate * (b - from)) - Math.sin(rate * (a - from))) / rate;
  });
}

/** [32, 11] amounts of the waves in each row. */
function rowsAlong(grey: Uint8Array, waves: Float64Array): Float64Array {
  const rows = new Float64Array(sketchSide * waveCount);
  for (let y = 0; y < sketchSide; y += 1) {
    for (let u = 0; u < waveCount; u += 1) {
      let sum = 0;
      for (let x = 0; x < sketchSide; x += 1) sum += (grey[y * sketchSide + x] ?? 0) * (waves[u * sketchSide + x] ?? 0);
      rows[y * waveCount + u] = sum;
    }
  }
  return rows;
}

function writePrint(prints: Uint32Array, index: number, rows: Float64Array, waves: Float64Array): void {
  const words = [0, 0];
  let strongest = 0;
  for (const [bit, [v, u]] of frequencies.entries()) {
    let sum = 0;
    for (let y = 0; y < sketchSide; y += 1) sum += (rows[y * waveCount + u] ?? 0) * (waves[v * sketchSide + y] ?? 0);
    strongest = Math.max(strongest, Math.abs(sum));
    if (sum > 0) words[bit >> 5] = (words[bit >> 5] ?? 0) | (1 << (bit & 31));
  }
  // What is fainter than half a grey level over the whole picture is rounding, not the photo.
  if (strongest < 0.5 * sketchSide * sketchSide) return;
  prints[2 * index] = words[0] ?? 0;
  prints[2 * index + 1] = words[1] ?? 0;
}

/** [32, 32] mean light of each cell of a grid laid over the picture. */
function greyOf(rgb: ArrayLike<number>, width: number, height: number): Uint8Array {
  const grey = new Uint8Array(sketchSide * sketchSide);
  for (let row = 0; row < sketchSide; row += 1) {
    const [top, bottom] = cellOf(row, height);
    for (let column = 0; column < sketchSide; column += 1) {
      const [left, right] = cellOf(column, width);
      let light = 0;
      for (let y = top; y < bottom; y += 1) {
        for (let x = left; x < right; x += 1) {
          const at = 3 * (y * width + x);
          light += 0.299 * (rgb[at] ?? 0) + 0.587 * (rgb[at + 1] ?? 0) + 0.114 * (rgb[at + 2] ?? 0);
        }
      }
      grey[row * sketchSide + column] = Math.round(light / ((bottom - top) * (right - left)));
    }
  }
  return grey;
}

/** First pixel of a cell and the one after its last; a cell of a small picture holds one at least. */
function cellOf(index: number, pixels: number): [number, number] {
  const from = Math.min(pixels - 1, Math.floor((index * pixels) / sketchSide));
  return [from, Math.max(from + 1, Math.floor(((index + 1) * pixels) / sketchSide))];
}
