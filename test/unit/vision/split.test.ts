import { expect, test } from 'vitest';
import { derived, foldsOf, shuffled, splitGroups } from '../../../electron/runner/vision/index.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 1e6);

/** Examples in drawn groups of 1 to `most`, each group of one class. */
function drawSet(rng: () => number, most: number) {
  const classes = 2 + Math.floor(rng() * 5);
  const classOf: number[] = [];
  const groups: number[] = [];
  for (let group = 0; group < 30 + rng() * 60; group += 1) {
    const own = Math.floor(rng() ** 2 * classes);
    for (let member = 0; member < 1 + Math.floor(rng() * most); member += 1) {
      classOf.push(own);
      groups.push(7 * group);
    }
  }
  return { classes, classOf, classesOf: classOf.map((one) => [one]), groups: Int32Array.from(groups) };
}

const partsOfGroups = (groups: Int32Array, parts: ArrayLike<number>): Map<number, Set<number>> => {
  const seen = new Map<number, Set<number>>();
  for (const [example, group] of groups.entries()) {
    seen.set(group, (seen.get(group) ?? new Set()).add(parts[example] ?? -1));
  }
  return seen;
};

const largestGroup = (classOf: number[], groups: Int32Array, one: number): number => {
  const sizes = new Map<number, number>();
  for (const [example, group] of groups.entries()) {
    if (classOf[example] === one) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  }
  return Math.max(0, ...sizes.values());
};

test('a group is never torn, and each class is within one group of its share', () => {
  for (let round = 0; round < 60; round += 1) {
    const rng = derived(seed, 'split law', round);
    const { classes, classOf, classesOf, groups } = drawSet(rng, 6);
    const share = 0.05 + 0.45 * rng();
    const aside = splitGroups({ classesOf, groups, share, seed: round });
    const folds = foldsOf({ classesOf, groups, folds: 5, seed: round });
    for (const parts of [aside, folds]) {
      expect(
        [...partsOfGroups(groups, parts).values()].every((set) => set.size === 1),
        `SEED=${seed}`,
      ).toBe(true);
    }
    for (let one = 0; one < classes; one += 1) {
      const total = classOf.filter((own) => own === one).length;
      const largest = largestGroup(classOf, groups, one);
      const setAside = classOf.filter((own, example) => own === one && aside[example] === 1).length;
      expect(Math.abs(setAside - share * total), `class ${one}, SEED=${seed}`).toBeLessThanOrEqual(largest);
      for (let fold = 0; fold < 5; fold += 1) {
        const inFold = classOf.filter((own, example) => own === one && folds[example] === fold).length;
        expect(Math.abs(inFold - total / 5), `fold ${fold}, SEED=${seed}`).toBeLessThanOrEqual(largest);
      }
    }
  }
});

test('every class of two groups or more is on both sides, however small the share', () => {
  for (let round = 0; round < 60; round += 1) {
    const { classes, classOf, classesOf, groups } = drawSet(derived(seed, 'both sides', round), 4);
    const aside = splitGroups({ classesOf, groups, share: 0.02, seed: round });
    for (let one = 0; one < classes; one += 1) {
      const held = new Set(groups.filter((_, example) => classOf[example] === one)).size;
      const sides = new Set(aside.filter((_, example) => classOf[example] === one)).size;
      expect(sides, `class ${one}, SEED=${seed}`).toBe(Math.min(2, held));
    }
  }
});

test('a class of one group stays with the training photos', () => {
  const classesOf = [[0], [0], [0], [1], [1], [1], [1]];
  const groups = Int32Array.of(0, 0, 0, 1, 2, 3, 4);
  for (let round = 0; round < 20; round += 1) {
    const aside = splitGroups({ classesOf, groups, share: 0.4, seed: round });
    expect([...aside.subarray(0, 3)]).toEqual([0, 0, 0]);
  }
});

test('the order in which examples come does not matter, the seed does', () => {
  const { classesOf, groups } = drawSet(derived(seed, 'order'), 3);
  const order = shuffled(groups.length, derived(seed, 'permutation'));
  const moved = {
    classesOf: Array.from(order, (at) => classesOf[at] ?? []),
    groups: Int32Array.from(order, (at) => groups[at] ?? 0),
  };
  const aside = splitGroups({ classesOf, groups, share: 0.3, seed: 1 });
  expect([...splitGroups({ ...moved, share: 0.3, seed: 1 })]).toEqual(Array.from(order, (at) => aside[at]));
  const folds = foldsOf({ classesOf, groups, folds: 4, seed: 1 });
  expect([...foldsOf({ ...moved, folds: 4, seed: 1 })]).toEqual(Array.from(order, (at) => folds[at]));
  expect([...splitGroups({ classesOf, groups, share: 0.3, seed: 2 })]).not.toEqual([...aside]);
});

test('photos of several classes are parted so that each class keeps about its share', () => {
  const rng = derived(seed, 'several');
  const classesOf = Array.from({ length: 400 }, () => [0, 1, 2, 3, 4].filter((one) => rng() < 0.1 + 0.12 * one));
  const groups = Int32Array.from({ length: 400 }, (_, example) => Math.floor(example / 2));
  const folds = foldsOf({ classesOf, groups, folds: 4, seed: 3 });
  for (let one = 0; one < 5; one += 1) {
    const total = classesOf.filter((own) => own.includes(one)).length;
    for (let fold = 0; fold < 4; fold += 1) {
      const inFold = classesOf.filter((own, example) => own.includes(one) && folds[example] === fold).length;
      expect(inFold / total, `class ${one}, fold ${fold}, SEED=${seed}`).toBeGreaterThan(0.17);
      expect(inFold / total, `class ${one}, fold ${fold}, SEED=${seed}`).toBeLessThan(0.33);
    }
  }
});

test('nothing is set aside of share 0, and 10,000 classes take no longer than a moment', () => {
  const many = Array.from({ length: 20_000 }, (_, example) => [Math.floor(example / 2)]);
  const groups = Int32Array.from(many.keys());
  expect(splitGroups({ classesOf: many, groups, share: 0, seed: 1 }).every((part) => part === 0)).toBe(true);
  const aside = splitGroups({ classesOf: many, groups, share: 0.2, seed: 1 });
  expect(aside.reduce((sum, part) => sum + part, 0)).toBe(10_000);
});
