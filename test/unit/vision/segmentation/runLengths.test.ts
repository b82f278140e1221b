import { describe, expect, test } from 'vitest';
import {
  allOutlinesOf,
  columnRuns,
  compressedRuns,
  decompressedRuns,
  derived,
  maskOfRunLengths,
  rasterize,
  rowRuns,
  runLengthsOf,
  type Ring,
} from '../../../../electron/runner/vision/index.ts';
import { drawMap } from './drawn.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 1e6);

describe('run lengths', () => {
  test('of a mask are the mask again, and compressed they are themselves', () => {
    for (let round = 0; round < 300; round += 1) {
      const rng = derived(seed, 'runs', round);
      const [width, height, share] = [1 + Math.floor(rng() * 40), 1 + Math.floor(rng() * 40), rng()];
      const mask = Uint8Array.from({ length: width * height }, () => Number(rng() < share));
      const counts = runLengthsOf(mask, width, height);
      expect(maskOfRunLengths(counts, width, height), `SEED=${seed}`).toEqual(mask);
      expect(decompressedRuns(compressedRuns(counts)), `SEED=${seed}`).toEqual(counts);
    }
  });

  test('go down the columns, and begin with zeros', () => {
    // 0 1
    // 0 1
    // 1 0
    expect(runLengthsOf(Uint8Array.of(0, 1, 0, 1, 1, 0), 2, 3)).toEqual([2, 3, 1]);
    expect(runLengthsOf(Uint8Array.of(1, 1, 0, 0), 2, 2)).toEqual([0, 1, 1, 1, 1]);
    // The example of COCO's mask API: a row of one pixel each.
    expect(runLengthsOf(Uint8Array.of(0, 0, 1, 1, 1, 0, 1), 7, 1)).toEqual([2, 3, 1, 1]);
    expect(runLengthsOf(Uint8Array.of(1, 1, 1, 1, 1, 1, 0), 7, 1)).toEqual([0, 6, 1]);
  });

  // By hand: a number in groups of five bits, lowest first, + 32 where more follow, + 48 as a character.
  test.each([
    [[2, 3, 1, 1], '231N'], //            4th: 1 − 3 = −2 = …11110: 30 + 48 is N
    [[15], '?'], //                       01111 is positive in one group: 63
    [[16], '`0'], //                      10000 would be negative: 16 + 32 + 48 = 96, then 0
    [[0, 6, 1], '061'],
    [[100], 'T3'], //                     100 = 3 · 32 + 4: 4 + 32 + 48 = 84, then 3
    [[1000], 'Xo0'], //                   1000 = 31 · 32 + 8: 88; 31 would be negative: 31 + 80 = 111, then 0
    [[5, 5, 5, 5, 5], '55500'], //        no difference is 0; the third is written as it is
    [[1, 40, 1, 7], '1X11oN'], //         40 = 32 + 8: 88, 1; 7 − 40 = −33 = …1110 11111: 31 + 80 = 111, then 30
  ])('%j are %s', (counts, text) => {
    expect(compressedRuns(counts)).toBe(text);
    expect(decompressedRuns(text)).toEqual(counts);
  });

  test('of a photo of 2 × 10⁹ pixels keep every bit', () => {
    const counts = [2 ** 31 - 1, 5, 3, 2 ** 31 - 1, 2 ** 31 - 1, 0];
    expect(decompressedRuns(compressedRuns(counts))).toEqual(counts);
  });

  test.each([
    [[5], 'add up to 5 pixels instead of 6.'],
    [[7], 'add up to 7 pixels'],
    [[-1, 7], 'not a whole number'],
    [[1.5, 4.5], 'not a whole number'],
    [[Number.NaN], 'not a whole number'],
    [[2 ** 60], 'not a whole number'],
  ])('%j do not fill 3 × 2 pixels', (counts, reason) => {
    expect(() => maskOfRunLengths(counts, 3, 2)).toThrow(reason);
  });

  test.each([
    ['23 1', 'character 3'],
    ['23p', 'character 3'],
    ['2`', 'character 3'],
    ['ooooooooo0', 'character 8'],
    ['é', 'character 1'],
  ])('%j is no compressed string', (text, reason) => {
    expect(() => decompressedRuns(text)).toThrow(reason);
  });
});

describe('run lengths of polygons', () => {
  const agree = (rings: readonly Ring[], width: number, height: number): void => {
    const mask = rasterize(rings, width, height);
    expect(columnRuns(rings, width, height), `SEED=${seed}`).toEqual(runLengthsOf(mask, width, height));
    // Row by row is column by column of a picture with its sides exchanged.
    expect(rowRuns(rings, width, height), `SEED=${seed}`).toEqual(runLengthsOf(turned(mask, width), height, width));
  };

  test('are those of the filled polygon', () => {
    for (let round = 0; round < 200; round += 1) {
      const rng = derived(seed, 'ring runs', round);
      const map = drawMap(rng, 2, 12);
      const own = allOutlinesOf(map).filter(({ classIndex }) => classIndex === 0);
      const rings = own.flatMap(({ polygon }) => [polygon.outer, ...polygon.holes]);
      agree(rings, map.width, map.height);
      const drawn = Array.from({ length: 6 }, () => [rng() * 30 - 5, rng() * 30 - 5] as const);
      agree([drawn], 20, 15);
    }
  });

  test('of nothing are zeros, and of everything begin with none', () => {
    expect(rowRuns([], 4, 3)).toEqual([12]);
    const all: Ring = [
      [0, 0],
      [4, 0],
      [4, 3],
      [0, 3],
    ];
    expect(columnRuns([all], 4, 3)).toEqual([0, 12]);
  });
});

const turned = (mask: Uint8Array, width: number): Uint8Array =>
  mask.map((_, at) => {
    const height = mask.length / width;
    return mask[(at % height) * width + Math.floor(at / height)] ?? 0;
  });
