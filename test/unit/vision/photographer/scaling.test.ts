import { expect, test } from 'vitest';
import { classicalScaling, seeded } from '../../../../electron/runner/vision/index.ts';

test('points of the plane come back with their distances', () => {
  const rng = seeded(2);
  const points = Array.from({ length: 7 }, () => [3 * rng(), rng()] as const);
  const between = (places: readonly (readonly [number, number])[]): number[] =>
    places.flatMap(([x, y]) => places.map(([u, v]) => Math.hypot(x - u, y - v)));
  const laid = classicalScaling(between(points), 7);
  for (const [at, distance] of between(laid).entries()) expect(distance).toBeCloseTo(between(points)[at] ?? NaN, 6);
});

test('two things lie apart on the first axis', () => {
  const laid = classicalScaling([0, 2, 2, 0], 2);
  expect(laid.map(([x]) => Math.abs(x))).toEqual([expect.closeTo(1, 9), expect.closeTo(1, 9)]);
  expect(laid.map(([, y]) => y)).toEqual([expect.closeTo(0, 9), expect.closeTo(0, 9)]);
});

test('equal things lie in one place', () => {
  expect(classicalScaling(new Float64Array(9), 3)).toEqual([
    [0, 0],
    [0, 0],
    [0, 0],
  ]);
});
