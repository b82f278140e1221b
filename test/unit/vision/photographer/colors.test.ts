import { describe, expect, test } from 'vitest';
import { lookOf } from '../../../../electron/runner/vision/index.ts';

const plain = (color: readonly number[], width: number, height: number): number[] =>
  Array.from({ length: width * height }, () => color).flat();

describe('lookOf', () => {
  test('mid-grey: lightness as CIE has it, no color, no contrast', () => {
    const look = lookOf(plain([119, 119, 119], 8, 6), 8, 6);
    expect(look.lightness).toBeCloseTo(50.03, 1);
    expect(look.contrast).toBeCloseTo(0, 6);
    expect(look.chroma).toBeLessThan(0.02);
    expect(look).toMatchObject({ shadows: 0, highlights: 0, symmetry: 1, weightX: 0.5, weightY: 0.5 });
  });

  test('sRGB red is L* 53.2, a* 80.1, b* 67.2', () => {
    const look = lookOf(plain([255, 0, 0], 4, 4), 4, 4);
    expect(look.lightness).toBeCloseTo(53.2, 1);
    expect(look.warmth).toBeCloseTo(67.2, 1);
    expect(look.chroma).toBeCloseTo(Math.hypot(80.1, 67.2), 0);
  });

  test('black and white halves: half shadows, half highlights, and a mirror shows the difference', () => {
    const row = [...plain([0, 0, 0], 4, 1), ...plain([255, 255, 255], 4, 1)];
    const look = lookOf(Array.from({ length: 8 }, () => row).flat(), 8, 8);
    expect(look).toMatchObject({ shadows: 0.5, highlights: 0.5 });
    expect(look.symmetry).toBeCloseTo(-1, 6);
    expect(look.contrast).toBeCloseTo(50, 4);
  });

  test('weight lies where things change', () => {
    const pixels = plain([0, 0, 0], 20, 20);
    for (let y = 14; y < 18; y += 1) for (let x = 2; x < 5; x += 1) pixels.splice(3 * (y * 20 + x), 3, 255, 255, 255);
    const { weightX, weightY } = lookOf(pixels, 20, 20);
    expect(weightX).toBeCloseTo(0.175, 1);
    expect(weightY).toBeCloseTo(0.8, 1);
  });
});
