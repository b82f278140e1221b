import { describe, expect, test } from 'vitest';
import { WindowSettings } from '../../../electron/contract/index.ts';
import { votedBox } from '../../../electron/runner/tasks/detection/windows/boxes.ts';
import { marginSteps, pyramidOf } from '../../../electron/runner/tasks/detection/windows/pyramid.ts';
import { resample } from '../../../electron/runner/tasks/detection/windows/resample.ts';
import { seeded } from '../../../electron/runner/vision/index.ts';
import { seedOf } from '../../support/dense.ts';

const seed = seedOf(3);
const rng = seeded(seed);
const patch = { width: 96, height: 64 };
const upTo = (most: number): number => 1 + Math.floor(rng() * most);
const settings = (given: Partial<WindowSettings>): WindowSettings => WindowSettings.parse(given);

describe('the sizes of a photo', () => {
  test('have windows from one edge to the other, whatever its own size', () => {
    for (let round = 0; round < 200; round++) {
      const photo = { width: upTo(3000), height: upTo(3000) };
      const [stepPx, margin] = [upTo(32), 0.5 * rng()];
      const asked = settings({ smallest: 0.1, largest: 0.3 + 0.7 * rng(), aspects: [1, 0.4, 2], margin });
      for (const { width, height, columns, rows, scaleX, scaleY } of pyramidOf(photo, patch, stepPx, asked)) {
        const outside = (side: number): number => 2 * stepPx * marginSteps(side, stepPx, margin);
        expect((columns - 1) * stepPx + patch.width, `SEED=${seed}`).toBe(width + outside(patch.width));
        expect((rows - 1) * stepPx + patch.height, `SEED=${seed}`).toBe(height + outside(patch.height));
        expect(width * scaleX, `SEED=${seed}`).toBeCloseTo(photo.width, 6);
        expect(height * scaleY, `SEED=${seed}`).toBeCloseTo(photo.height, 6);
      }
    }
  });

  test('go from the largest window that fits down to the smallest asked for, so many to a half', () => {
    const levels = pyramidOf({ width: 960, height: 640 }, patch, 8, settings({ smallest: 0.25, scalesPerOctave: 4 }));
    expect(levels).toHaveLength(9);
    expect(levels[0]).toMatchObject({ width: 96, height: 64, columns: 1, rows: 1 });
    expect(levels.at(-1)).toMatchObject({ width: 384, height: 256 });
  });

  test('are one, with one window, for a photo of a single pixel', () => {
    const levels = pyramidOf({ width: 1, height: 1 }, { width: 96, height: 96 }, 8, settings({}));
    expect(levels).toMatchObject([{ columns: 1, rows: 1 }]);
  });

  test('are refused where the photo would become too large, in words', () => {
    const panorama = (): unknown => pyramidOf({ width: 65_000, height: 500 }, patch, 8, settings({ smallest: 0.05 }));
    expect(panorama).toThrow(/would have to be \d+ megapixels large; 32 are the most/);
  });
});

describe('a resized picture', () => {
  const noise = (width: number, height: number) => ({
    ...{ width, height },
    pixels: Uint8Array.from({ length: 3 * width * height }, () => 256 * rng()),
  });

  test('is one color where the picture is', () => {
    for (let round = 0; round < 30; round++) {
      const [width, height] = [upTo(40), upTo(40)];
      const pixels = new Uint8Array(3 * width * height).fill(upTo(254));
      const resized = resample({ width, height, pixels }, upTo(60), upTo(60));
      expect(new Set(resized.pixels), `SEED=${seed}`).toEqual(new Set(pixels));
    }
  });

  test('has means of squares where it is a whole number of times smaller', () => {
    const picture = noise(24, 18);
    const { pixels } = resample(picture, 8, 6);
    for (let at = 0; at < 3 * 8 * 6; at++) {
      const [channel, x, y] = [at % 3, Math.floor(at / 3) % 8, Math.floor(at / 24)];
      let sum = 0;
      for (let tap = 0; tap < 9; tap++)
        sum += picture.pixels[3 * ((3 * y + Math.floor(tap / 3)) * 24 + 3 * x + (tap % 3)) + channel]!;
      expect(Math.abs(pixels[at]! - sum / 9), `SEED=${seed}`).toBeLessThanOrEqual(0.51);
    }
  });

  test('keeps its mean within one level, at any smaller size', () => {
    const mean = ({ pixels }: { pixels: Uint8Array }): number =>
      pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
    for (let round = 0; round < 20; round++) {
      const picture = noise(20 + upTo(80), 20 + upTo(80));
      const smaller = resample(picture, upTo(picture.width), upTo(picture.height));
      expect(Math.abs(mean(smaller) - mean(picture)), `SEED=${seed}`).toBeLessThan(1);
    }
  });
});

test('a box becomes the mean of the windows of its class that overlap it by half, by their probability', () => {
  const at = (x0: number, score: number, classIndex = 0) => ({
    ...{ box: { x0, y0: 0, x1: x0 + 10, y1: 10 }, classIndex, score },
  });
  const windows = [at(0, 0.9), at(2, 0.3), at(9, 0.8), at(1, 1, 1)];
  expect(votedBox(windows[0]!, windows)).toEqual({ x0: 0.5, y0: 0, x1: 10.5, y1: 10 });
});
