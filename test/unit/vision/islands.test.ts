import { expect, test } from 'vitest';
import { islandsOf, seeded } from '../../../electron/runner/vision/index.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 1e6);

function islands(points: readonly (readonly [number, number])[], size: number): number[] {
  const work = islandsOf({ x: points.map(([x]) => x), y: points.map(([, y]) => y) }, size);
  for (;;) {
    const step = work.next();
    if (step.done) return [...step.value];
  }
}

/** [count, 2] points around each center. */
function around(centers: readonly (readonly [number, number])[], count: number, reach: number): [number, number][] {
  const rng = seeded(seed);
  return centers.flatMap(([x, y]) =>
    Array.from({ length: count }, (): [number, number] => [
      x + reach * (rng() + rng() - 1),
      y + reach * (rng() + rng() - 1),
    ]),
  );
}

test(`points far from one another are never in one island, unless they must be (SEED=${seed})`, () => {
  const centers = [0, 1, 2, 3, 4].map((at): [number, number] => [at % 3, Math.floor(at / 3)]);
  const found = islands(around(centers, 40, 0.05), 10);
  const homes = Map.groupBy(found.keys(), (index) => found[index]);
  expect(found).not.toContain(-1);
  expect(200 / homes.size).toBeGreaterThanOrEqual(10);
  for (const members of homes.values())
    expect(new Set(members.map((index) => Math.floor(index / 40))).size, 'centers of an island').toBe(1);
});

test('each point stands with its nearest', () => {
  const points = around([[0.5, 0.5]], 300, 0.5);
  const found = islands(points, 2);
  for (const [index, [x, y]] of points.entries()) {
    const far = points.map(([a, b], other) => (other === index ? Infinity : Math.hypot(a - x, b - y)));
    expect(found[far.indexOf(Math.min(...far))]).toBe(found[index]);
  }
});

test('none, one, two and the same point many times', () => {
  expect(islands([], 12)).toEqual([]);
  expect(islands([[0.5, 0.5]], 12)).toEqual([-1]);
  expect(islands(around([[0, 0]], 2, 1), 12)).toEqual([0, 0]);
  expect(new Set(islands(Array<[number, number]>(500).fill([0.2, 0.7]), 12)).size).toBe(1);
});
