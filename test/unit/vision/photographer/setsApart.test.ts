import { describe, expect, test } from 'vitest';
import { seeded, setsApart } from '../../../../electron/runner/vision/index.ts';

/** [N, R] drawn numbers; of class 0 the first response is higher by `more`. */
function drawn(shoots: number, width: number, more: number, seed: number) {
  const rng = seeded(seed);
  const classOf = Int32Array.from({ length: shoots }, (_, shoot) => shoot % 2);
  const rows = Float32Array.from({ length: shoots * width }, (_, at) => {
    const isRaised = at % width === 0 && classOf[Math.floor(at / width)] === 0;
    return rng() + (isRaised ? more : 0);
  });
  return { rows, width, classOf, classes: 2 };
}

describe('setsApart', () => {
  test('a worked case: all ranks of one side', () => {
    const rows = Float32Array.from([1, 2, 3, 4, 5, 11, 12, 13, 14, 15]);
    const classOf = Int32Array.from([0, 0, 0, 0, 0, 1, 1, 1, 1, 1]);
    const found = setsApart({ rows, width: 1, classOf, classes: 2 });
    expect(found.map(({ classIndex, higher }) => [classIndex, higher])).toEqual([
      [0, 0],
      [1, 1],
    ]);
    // z = (12.5 − 0.5) / √(25 · 11 / 12): two sides of the normal distribution.
    expect(found[0]?.q).toBeCloseTo(0.0121858, 6);
  });

  test('finds what differs and names whose it is', () => {
    const [first] = setsApart(drawn(60, 20, 0.6, 3));
    expect(first).toMatchObject({ classIndex: 0, response: 0 });
    expect(first?.higher).toBeGreaterThan(0.8);
  });

  test('of 100 sets in which nothing differs hardly any names a thing', () => {
    const named = Array.from({ length: 100 }, (_, seed) => setsApart(drawn(40, 25, 0, seed + 1)).length > 0);
    // 5 % may, by the rate; 15 is three standard deviations above.
    expect(named.filter(Boolean).length).toBeLessThan(15);
  });

  test('equal numbers say nothing', () => {
    expect(setsApart({ rows: new Float32Array(20), width: 2, classOf: new Int32Array(10), classes: 1 })).toEqual([]);
  });
});
