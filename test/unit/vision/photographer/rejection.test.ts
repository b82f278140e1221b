import { describe, expect, test } from 'vitest';
import { coverageCurve, rocArea, seeded } from '../../../../electron/runner/vision/index.ts';

describe('rocArea', () => {
  test('counts pairs, equals half', () => {
    expect(rocArea([3, 2], [1, 0])).toBe(1);
    expect(rocArea([0, 1], [2, 3])).toBe(0);
    expect(rocArea([1, 2], [1, 2])).toBe(0.5);
    expect(rocArea([1, 3], [2])).toBe(0.5);
    expect(rocArea([2, 2, 5], [2, 1])).toBe((0.5 + 1 + 0.5 + 1 + 1 + 1) / 6);
  });

  test('is the share of pairs of drawn numbers', () => {
    const rng = seeded(4);
    const draw = (count: number): number[] => Array.from({ length: count }, () => Math.floor(10 * rng()));
    const [known, strange] = [draw(40), draw(30)];
    let sum = 0;
    for (const a of known) for (const b of strange) sum += a > b ? 1 : a === b ? 0.5 : 0;
    expect(rocArea(known, strange)).toBeCloseTo(sum / 1200, 12);
  });
});

describe('coverageCurve', () => {
  const curve = coverageCurve([0.9, 0.8, 0.3, 0.2], [1, 1, 0, 1], [0.1, 0.85], 4);

  test('begins with everything answered', () => {
    expect(curve[0]).toEqual({ below: 0.1, answered: 1, right: 0.75, fooled: 1 });
  });

  test('answers less and less, and says how often strangers are answered', () => {
    expect(curve.slice(1).map(({ below }) => below)).toEqual([0.3, 0.8, 0.9]);
    expect(curve[2]).toEqual({ below: 0.8, answered: 0.5, right: 1, fooled: 0.5 });
    expect(curve[3]).toEqual({ below: 0.9, answered: 0.25, right: 1, fooled: 0 });
  });

  test('without strangers nobody is fooled, and nobody knows', () => {
    expect(coverageCurve([0.5], [1], [])[0]?.fooled).toBeNull();
  });
});
