import { expect, test } from 'vitest';
import { seeded as compilers } from '../../../electron/compiler/index.ts';
import { derived, seeded, shuffled } from '../../../electron/runner/vision/index.ts';

const first = (rng: () => number, count: number): number[] => Array.from({ length: count }, rng);

test('the generator is the one that the compiler has of its own', () => {
  expect(first(seeded(42), 100)).toEqual(first(compilers(42), 100));
});

test('the same place draws the same numbers, another place others', () => {
  const places: (number | string)[][] = [
    [1, 2],
    [2, 1],
    [1],
    [1, 2, 0],
    ['a', 2],
    ['b', 2],
    ['ab'],
    ['a', 'b'],
    [2 ** 40],
  ];
  const starts = places.map((place) => first(derived(7, ...place), 3).join());
  expect(places.map((place) => first(derived(7, ...place), 3).join())).toEqual(starts);
  expect(new Set(starts).size).toBe(places.length);
  expect(first(derived(8, 1, 2), 3).join()).not.toBe(starts[0]);
});

test('neighbouring places draw numbers that have nothing to do with each other', () => {
  const pairs = Array.from(
    { length: 20_000 },
    (_, example) => [derived(1, 0, example)(), derived(1, 0, example + 1)()] as const,
  );
  const correlation = pairs.reduce((sum, [a, b]) => sum + (a - 0.5) * (b - 0.5), 0) / pairs.length / (1 / 12);
  // Four standard errors of the correlation of independent draws.
  expect(Math.abs(correlation)).toBeLessThan(4 / Math.sqrt(pairs.length));
});

test('an order holds every index once, and each place is as likely', () => {
  const firstPlaces = new Int32Array(5);
  for (let round = 0; round < 5000; round += 1) {
    const order = shuffled(5, derived(3, round));
    expect([...order].sort()).toEqual([0, 1, 2, 3, 4]);
    firstPlaces[order[0] ?? 0]! += 1;
  }
  // 1,000 each; the standard deviation is 28.
  expect(Math.max(...firstPlaces.map((count) => Math.abs(count - 1000)))).toBeLessThan(130);
});
