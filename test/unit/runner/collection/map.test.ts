import { describe, expect, test } from 'vitest';
import { forestOf, leafOf } from '../../../../electron/runner/tasks/collection/map/forest.ts';
import { graphOf } from '../../../../electron/runner/tasks/collection/map/graph.ts';
import { landmarksOf } from '../../../../electron/runner/tasks/collection/map/landmarks.ts';
import { layOut } from '../../../../electron/runner/tasks/collection/map/layOut.ts';
import {
  nearestByForest,
  nearestInLeaves,
  nearestOf,
} from '../../../../electron/runner/tasks/collection/map/neighbors.ts';
import { placeNew } from '../../../../electron/runner/tasks/collection/map/placeNew.ts';
import { reduced } from '../../../../electron/runner/tasks/collection/map/reduce.ts';
import { picked, squaredDistance, type Rows } from '../../../../electron/runner/tasks/collection/map/rows.ts';
import { atOnce, inTurns, type Steps } from '../../../../electron/runner/tasks/collection/map/steps.ts';
import { seeded } from '../../../../electron/runner/vision/index.ts';
import { drawnMixture, sameClass, trustworthiness } from '../../../support/trustworthiness.ts';

const { rows, classes } = drawnMixture(600, 32, 6, seeded(1));
const all = Int32Array.from({ length: rows.count }, (_, row) => row);
const asRows = (places: Float32Array): Rows => ({ count: places.length / 2, dims: 2, values: places });

describe('a map', () => {
  const places = atOnce(layOut(rows, 7));

  test('is the same for the same photos and seed, and another for another seed', () => {
    expect(atOnce(layOut(rows, 7))).toEqual(places);
    expect(atOnce(layOut(rows, 8))).not.toEqual(places);
  });

  test('lies within 0 to 1, and fills one of the two axes', () => {
    const sizes = [0, 1].map((axis) => {
      const own = places.filter((_, at) => at % 2 === axis);
      expect(Math.min(...own)).toBeGreaterThanOrEqual(-1e-6);
      expect(Math.max(...own)).toBeLessThanOrEqual(1 + 1e-6);
      return Math.max(...own) - Math.min(...own);
    });
    expect(Math.max(...sizes)).toBeCloseTo(1, 5);
  });

  test('keeps neighbors together', () => {
    const asked = all.subarray(0, 200);
    expect(sameClass(asRows(places), classes, asked)).toBeGreaterThan(0.98);
    expect(trustworthiness(rows, asRows(places), asked)).toBeGreaterThan(0.95);
    // The same places given to the wrong photos are a map that lies.
    const turned = places.map((_, at) => places[(at + 2 * 300) % places.length] ?? 0);
    expect(trustworthiness(rows, asRows(turned), asked)).toBeLessThan(0.7);
  });

  test('of photos that are all the same has a place for each', () => {
    const same: Rows = { count: 150, dims: 8, values: new Float32Array(1200).fill(0.5) };
    expect(atOnce(layOut(same, 1)).every(Number.isFinite)).toBe(true);
  });

  test.each([0, 1, 2, 3, 4, 5, 16])('of %i photos has a place for each', (count) => {
    const few = atOnce(layOut(picked(rows, all.subarray(0, count)), 1));
    expect(few).toHaveLength(2 * count);
    expect(few.every(Number.isFinite)).toBe(true);
  });
});

describe('a new photo', () => {
  const which = all.subarray(0, 500);
  const places = atOnce(layOut(picked(rows, which), 7));

  test('that is a copy of one on the map lies on it', () => {
    const copied = picked(rows, Int32Array.from([...which, 5, 77, 412]));
    const added = Int32Array.from([500, 501, 502]);
    const placed = atOnce(placeNew(copied, added, { which, places }, 7));
    [5, 77, 412].forEach((original, i) => {
      expect(placed.subarray(2 * i, 2 * i + 2)).toEqual(places.subarray(2 * original, 2 * original + 2));
    });
  });

  test('lies among those of its class', () => {
    const added = all.subarray(500);
    const placed = atOnce(placeNew(rows, added, { which, places }, 7));
    const whole = asRows(Float32Array.from([...places, ...placed]));
    expect(sameClass(whole, classes, added)).toBeGreaterThan(0.95);
  });
});

describe('the neighbors of a row', () => {
  const exact = atOnce(nearestOf(rows, rows, 15));
  const forest = atOnce(forestOf(rows, { trees: 8, leaf: 60, rng: seeded(3) }));

  test('are found in the leaves of a forest, nearly all of them', () => {
    for (const found of [nearestInLeaves(rows, forest, 15), nearestByForest(rows, rows, forest, 16)].map(atOnce)) {
      let same = 0;
      for (const row of all) {
        const own = exact.indices.subarray(15 * row, 15 * row + 15);
        const those = found.indices.subarray(found.k * row, found.k * row + found.k);
        for (const other of own) same += those.includes(other) ? 1 : 0;
      }
      expect(same / (15 * rows.count)).toBeGreaterThan(0.9);
    }
  });

  test('lie in leaves of which each row is in exactly one', () => {
    for (const tree of forest) {
      expect(tree.members.toSorted()).toEqual(all);
      for (const row of all.subarray(0, 100)) {
        const leaf = leafOf(tree, rows, row);
        expect(tree.members.subarray(tree.starts[leaf], tree.starts[leaf + 1])).toContain(row);
      }
    }
  });

  test('are joined once, by weights within 0 to 1, the nearest surely', () => {
    const { heads, tails, weights } = atOnce(graphOf(exact));
    const pairs = new Set(Array.from(heads, (head, i) => [head, tails[i] ?? 0].sort((a, b) => a - b).join()));
    expect(pairs.size).toBe(heads.length);
    expect(weights.every((weight) => weight > 0 && weight <= 1)).toBe(true);
    for (const row of all.subarray(0, 50)) {
      const nearest = exact.indices[15 * row] ?? 0;
      const edge = heads.findIndex((head, i) => [head, tails[i]].includes(row) && [head, tails[i]].includes(nearest));
      expect(weights[edge]).toBeCloseTo(1, 5);
    }
  });
});

test('landmarks are as many as asked for, and each kind of photo has some', () => {
  const [tree] = atOnce(forestOf(rows, { trees: 1, leaf: 60, rng: seeded(3) }));
  if (!tree) throw new Error('No tree grew.');
  const landmarks = landmarksOf(tree, 90, seeded(4));
  expect(landmarks).toHaveLength(90);
  expect(new Set(landmarks).size).toBe(90);
  expect(new Set(Array.from(landmarks, (row) => classes[row])).size).toBe(6);
});

test('principal directions keep the distances of rows that lie on a plane', () => {
  const rng = seeded(9);
  const [u, v] = [0, 1].map(() => Float32Array.from({ length: 40 }, () => rng() - 0.5));
  const values = new Float32Array(200 * 40);
  for (let row = 0; row < 200; row += 1) {
    const [a, b] = [rng(), rng()];
    for (let d = 0; d < 40; d += 1) values[40 * row + d] = a * (u?.[d] ?? 0) + b * (v?.[d] ?? 0) + 3;
  }
  const plane: Rows = { count: 200, dims: 40, values };
  const flat = atOnce(reduced(plane, 2, seeded(1)));
  expect(flat.dims).toBe(2);
  for (let row = 1; row < 200; row += 1)
    expect(squaredDistance(flat, 0, flat, row)).toBeCloseTo(squaredDistance(plane, 0, plane, row), 3);
});

test('long arithmetic stops between two slices, and lets others have their turn', async () => {
  let steps = 0;
  function* endless(): Steps<never> {
    for (;;) {
      steps += 1;
      yield 0;
    }
  }
  let turns = 0;
  const turn = <T>(step: () => Promise<T>): Promise<T> => {
    turns += 1;
    return step();
  };
  const stop = {
    throwIfAborted: () => {
      if (turns === 3) throw new Error('stopped');
    },
  };
  await expect(inTurns(endless(), { turn, stop: stop as never, onShare: () => undefined })).rejects.toThrow('stopped');
  expect(steps).toBeGreaterThan(3);
});
