import { describe, expect, test } from 'vitest';
import { seeded } from '../../../electron/runner/vision/index.ts';
import {
  areaOf,
  boxBetween,
  contains,
  handleAt,
  handlePlace,
  handles,
  movedBy,
  resizedBy,
  smallestAt,
} from '../../../renderer/state/boxGeometry.ts';
import { mergeAfter, mergesOf, regionsAfter } from '../../../renderer/state/mergeSteps.ts';
import { coverageOf, proposalsUnder, proposedBox } from '../../../renderer/state/proposalPick.ts';
import { aTree } from '../../support/fakeBoxes.ts';
import { box } from './mountDetect.ts';

const seed = Number(process.env['SEED'] ?? 5);
const photo = { width: 640, height: 427 };
const rng = seeded(seed);
const between = (low: number, high: number): number => low + (high - low) * rng();
const anywhere = (): { x: number; y: number } => ({ x: between(-200, 840), y: between(-200, 627) });
const many = Array.from({ length: 300 }, (_, i) => i);
const inside = ({ x0, y0, x1, y1 }: ReturnType<typeof box>): boolean =>
  x0 >= 0 && y0 >= 0 && x1 <= photo.width && y1 <= photo.height && x1 - x0 >= 1 && y1 - y0 >= 1;

describe(`boxes under a hand (SEED=${seed})`, () => {
  test('whatever two points are given, the box between them has whole pixels within the photo, at least one', () => {
    for (const _ of many) {
      const made = boxBetween(anywhere(), anywhere(), photo);
      expect(inside(made), JSON.stringify(made)).toBe(true);
      expect(Object.values(made).every(Number.isInteger)).toBe(true);
    }
  });

  test('the order of the two corners does not matter', () => {
    for (const _ of many) {
      const [a, b] = [anywhere(), anywhere()];
      expect(boxBetween(a, b, photo)).toEqual(boxBetween(b, a, photo));
      expect(boxBetween({ x: a.x, y: b.y }, { x: b.x, y: a.y }, photo)).toEqual(boxBetween(a, b, photo));
    }
  });

  test('a box that is moved keeps its extent and stays within the photo', () => {
    for (const _ of many) {
      const before = boxBetween(anywhere(), anywhere(), photo);
      const after = movedBy(before, anywhere(), photo);
      expect(inside(after)).toBe(true);
      expect([after.x1 - after.x0, after.y1 - after.y0]).toEqual([before.x1 - before.x0, before.y1 - before.y0]);
    }
  });

  test('a handle moves only its own sides, and never leaves nothing', () => {
    for (const _ of many) {
      const before = boxBetween(anywhere(), anywhere(), photo);
      for (const handle of handles) {
        const after = resizedBy(before, handle, anywhere(), photo);
        expect(inside(after), JSON.stringify({ before, handle, after })).toBe(true);
        if (handle.x === 0) expect([after.x0, after.x1]).toEqual([before.x0, before.x1]);
        if (handle.y === 0) expect([after.y0, after.y1]).toEqual([before.y0, before.y1]);
      }
    }
  });
});

test('a corner that is pulled past the other turns the box over', () => {
  const turned = resizedBy(box(100, 100, 200, 200), { x: -1, y: -1 }, { x: 150, y: 130 }, photo);
  expect(turned).toEqual(box(200, 200, 250, 230));
});

test('every handle is found at its place, and none in the middle', () => {
  const large = box(100, 100, 300, 200);
  for (const handle of handles) expect(handleAt(large, handlePlace(large, handle), 5)).toEqual(handle);
  expect(handleAt(large, { x: 200, y: 150 }, 5)).toBeNull();
});

test('of boxes that lie in each other the inner one is pressed, and x1 and y1 are outside', () => {
  const [outer, inner] = [{ box: box(0, 0, 100, 100) }, { box: box(40, 40, 60, 60) }];
  expect(smallestAt([outer, inner], { x: 50, y: 50 })).toBe(inner);
  expect(smallestAt([outer, inner], { x: 60, y: 50 })).toBe(outer);
  expect(smallestAt([outer, inner], { x: 100, y: 50 })).toBeNull();
  expect(contains(inner.box, { x: 40, y: 40 })).toBe(true);
});

describe('proposals under a point', () => {
  const boxes = [0, 0, 100, 100, 40, 40, 60, 60, 45, 45, 48, 90, 200, 200, 300, 300];

  test('come smallest first, without those that nobody could see', () => {
    expect(proposalsUnder(boxes, { x: 47, y: 50 }, 1)).toEqual([2, 1, 0]);
    expect(proposalsUnder(boxes, { x: 47, y: 50 }, 10)).toEqual([1, 0]);
    expect(proposalsUnder(boxes, { x: 150, y: 150 }, 1)).toEqual([]);
    expect(areaOf(proposedBox(boxes, 1))).toBe(400);
  });

  test('a drawn box counts as covered from IoU 0.5 on', () => {
    expect(coverageOf([box(0, 0, 100, 100), box(0, 0, 100, 49)], boxes.slice(0, 4))).toEqual({
      ...{ covered: 1, drawn: 2, meanBestOverlap: expect.closeTo(0.745, 9) as number },
    });
    expect(coverageOf([], boxes)).toBeNull();
  });
});

test('each merge leaves one region less, and the last one leaves all in one', () => {
  const counts = Array.from({ length: mergesOf(aTree) + 1 }, (_, merges) => regionsAfter(aTree, merges).length);
  expect(counts).toEqual([4, 3, 2, 1]);
  expect(regionsAfter(aTree, 1)).toEqual([2, 3, 4]);
  expect(mergeAfter(aTree, 1)).toEqual({ nodes: [2, 4], similarity: 2.25 });
  expect(mergeAfter(aTree, 3)).toBeNull();
});
