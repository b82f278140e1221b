import { describe, expect, test } from 'vitest';
import { derived, proposalsOf, type BoxHierarchy } from '../../../../electron/runner/vision/index.ts';

const seed = Number(process.env['SEED'] ?? 5);
const rng = (part: string) => derived(seed, part);
const hierarchy = (...boxes: readonly (readonly [number, number, number, number])[]): BoxHierarchy => ({
  count: (boxes.length + 1) / 2,
  boxes: Int32Array.from(boxes.flat()),
});
const rows = (boxes: Int32Array): string[] =>
  Array.from({ length: boxes.length / 4 }, (_, at) => boxes.subarray(4 * at, 4 * at + 4).join());
const everything = { most: Infinity, leastSide: 0 };

describe('proposals', () => {
  const two = [
    hierarchy([0, 0, 10, 10], [10, 0, 20, 10], [0, 0, 20, 10]),
    hierarchy([0, 0, 5, 10], [5, 0, 20, 10], [0, 0, 20, 10]),
  ];

  test('are all boxes of all hierarchies, each once', () => {
    const found = rows(proposalsOf(two, { ...everything, rng: rng('all') }));
    expect(found.toSorted()).toEqual(['0,0,10,10', '0,0,20,10', '0,0,5,10', '10,0,20,10', '5,0,20,10'].toSorted());
  });

  test('are the same for the same draws, and in another order for others', () => {
    const boxes = Array.from({ length: 41 }, (_, at) => [at, 0, at + 20, 20] as const);
    const ordered = (part: string) => rows(proposalsOf([hierarchy(...boxes)], { ...everything, rng: rng(part) }));
    expect(ordered('a')).toEqual(ordered('a'));
    expect(ordered('a'), `SEED=${seed}`).not.toEqual(ordered('b'));
    expect(ordered('a').toSorted()).toEqual(ordered('b').toSorted());
  });

  test('of late merges come early: the whole picture is first where all draws are equal', () => {
    expect(rows(proposalsOf(two, { ...everything, rng: () => 0.5 }))[0]).toBe('0,0,20,10');
  });

  test('are no more than asked for, and none with a shorter side', () => {
    expect(rows(proposalsOf(two, { most: 2, leastSide: 0, rng: rng('few') }))).toHaveLength(2);
    expect(rows(proposalsOf(two, { most: 9, leastSide: 6, rng: rng('wide') }))).not.toContain('0,0,5,10');
  });
});
