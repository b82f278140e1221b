import { describe, expect, test } from 'vitest';
import {
  areasOf,
  boundaryF,
  classAccuracies,
  classIoUs,
  derived,
  meanClassAccuracy,
  meanIoU,
  notJudged,
  pixelAccuracy,
  segmentationTally,
  squaredDistances,
  tallied,
  vocPalette,
  type LabelMap,
} from '../../../../electron/runner/vision/index.ts';
import { drawMap, mapOf } from './drawn.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 1e6);

/** Another map of the same size. */
const likeMap = (rng: () => number, { width, height }: LabelMap, classes: number): LabelMap => ({
  ...{ width, height },
  classOf: Uint16Array.from({ length: width * height }, () => Math.floor(rng() * classes)),
});

describe('a tally', () => {
  test('gives the scores that sets of pixels have', () => {
    for (let round = 0; round < 100; round += 1) {
      const rng = derived(seed, 'tally', round);
      const truth = drawMap(rng, 4, 10);
      const predicted = likeMap(rng, truth, 4);
      const tally = tallied(segmentationTally(5), predicted, truth);
      const judged = [...truth.classOf.keys()].filter((at) => truth.classOf[at] !== notJudged);
      const share = (part: number[], whole: number[]) => (whole.length === 0 ? null : part.length / whole.length);
      const right = judged.filter((at) => truth.classOf[at] === predicted.classOf[at]);
      expect(pixelAccuracy(tally), `SEED=${seed}`).toBe(share(right, judged));
      for (const one of [0, 1, 2, 3, 4]) {
        const [isTrue, isAnswered] = [truth, predicted].map((map) => (at: number) => map.classOf[at] === one);
        const either = judged.filter((at) => isTrue!(at) || isAnswered!(at));
        const both = either.filter((at) => isTrue!(at) && isAnswered!(at));
        expect(classIoUs(tally)[one], `SEED=${seed}`).toBe(share(both, either));
        expect(classAccuracies(tally)[one], `SEED=${seed}`).toBe(share(both, judged.filter(isTrue!)));
      }
    }
  });

  test('of two photos is that of both side by side, and leaves the earlier one as it was', () => {
    const [truth, predicted] = [mapOf('aab', 'b..'), mapOf('abb', 'baa')];
    const one = tallied(segmentationTally(2), predicted, truth);
    const counts = [...one.counts];
    const two = tallied(one, predicted, truth);
    expect([...two.counts]).toEqual(counts.map((count) => 2 * count));
    expect([...one.counts]).toEqual(counts);
  });

  test('of an example by hand', () => {
    // a: 2 true, 2 answered, 1 both; b: 3 true, 2 answered, 1 both, one of them without an answer; c nowhere.
    const tally = tallied(segmentationTally(3), mapOf('aab.', 'bbb.'), mapOf('abab', '.b..'));
    expect([...tally.counts]).toEqual([1, 1, 0, 0, 1, 1, 0, 1, 0, 0, 0, 0]);
    expect(classIoUs(tally)).toEqual([1 / 3, 1 / 4, null]);
    expect(meanIoU(tally)).toBeCloseTo(7 / 24, 12);
    expect(classAccuracies(tally)).toEqual([1 / 2, 1 / 3, null]);
    expect(meanClassAccuracy(tally)).toBeCloseTo(5 / 12, 12);
    expect(pixelAccuracy(tally)).toBe(2 / 5);
  });

  test('of nothing judged has no score', () => {
    const tally = tallied(segmentationTally(2), mapOf('ab'), mapOf('..'));
    expect([meanIoU(tally), pixelAccuracy(tally), meanClassAccuracy(tally)]).toEqual([null, null, null]);
  });

  test('refuses maps of other sizes and classes beyond the last', () => {
    expect(() => tallied(segmentationTally(2), mapOf('ab'), mapOf('abb'))).toThrow('2 × 1 pixels, its photo 3 × 1');
    expect(() => tallied(segmentationTally(2), mapOf('ac'), mapOf('ab'))).toThrow('class 2');
    expect(() => tallied(segmentationTally(2), mapOf('ab'), mapOf('ac'))).toThrow('class 2');
  });
});

test('a distance is that to the nearest mark, looked for among all', () => {
  for (let round = 0; round < 100; round += 1) {
    const rng = derived(seed, 'distance', round);
    const [width, height, share] = [1 + Math.floor(rng() * 14), 1 + Math.floor(rng() * 14), rng() ** 3];
    const marked = Uint8Array.from({ length: width * height }, () => Number(rng() < share));
    const distances = squaredDistances(marked, width, height);
    for (const [at, distance] of distances.entries()) {
      let nearest = Infinity;
      for (const [other, one] of marked.entries()) {
        if (one === 0) continue;
        const [dx, dy] = [(at % width) - (other % width), Math.floor(at / width) - Math.floor(other / width)];
        nearest = Math.min(nearest, dx * dx + dy * dy);
      }
      expect(distance, `SEED=${seed}`).toBe(nearest);
    }
  }
});

describe('the boundary measure', () => {
  const options = { classes: 3, tolerancePx: 1 };

  test('is 1 for the truth itself, lies between 0 and 1, grows with tolerance and is symmetric', () => {
    for (let round = 0; round < 60; round += 1) {
      const rng = derived(seed, 'boundary', round);
      const truth = { ...drawMap(rng, 3, 16) };
      truth.classOf = truth.classOf.map((one) => (one === notJudged ? 0 : one));
      const predicted = likeMap(rng, truth, 3);
      for (const score of boundaryF(truth, truth, options).perClass) expect(score ?? 1).toBe(1);
      let before = 0;
      for (const tolerancePx of [0, 1, 1.5, 3, 40]) {
        const { perClass, mean } = boundaryF(predicted, truth, { classes: 3, tolerancePx });
        expect(boundaryF(truth, predicted, { classes: 3, tolerancePx }).perClass).toEqual(perClass);
        expect(mean ?? before, `SEED=${seed}`).toBeGreaterThanOrEqual(before);
        expect(mean ?? 0).toBeLessThanOrEqual(1);
        before = mean ?? before;
      }
    }
  });

  test('does not change with answers where nobody judged', () => {
    for (let round = 0; round < 60; round += 1) {
      const rng = derived(seed, 'unjudged', round);
      const truth = drawMap(rng, 3, 12);
      const predicted = likeMap(rng, truth, 3);
      const other = likeMap(rng, truth, 3).classOf;
      const changed = predicted.classOf.map((one, at) => (truth.classOf[at] === notJudged ? (other[at] ?? 0) : one));
      expect(boundaryF({ ...predicted, classOf: changed }, truth, options), `SEED=${seed}`).toEqual(
        boundaryF(predicted, truth, options),
      );
    }
  });

  test('forgives an outline off by the tolerance, and not one off by more', () => {
    const [truth, predicted] = [mapOf('aaaabbbb'), mapOf('aabbbbbb')];
    expect(boundaryF(predicted, truth, { classes: 2, tolerancePx: 2 }).mean).toBe(1);
    expect(boundaryF(predicted, truth, { classes: 2, tolerancePx: 1.9 }).mean).toBe(0);
  });

  test('of an example by hand', () => {
    // True boundary of b: both its pixels. Answered: three, of which two are true ones.
    const scores = boundaryF(mapOf('abba', 'aaba'), mapOf('abba', 'aaaa'), { classes: 3, tolerancePx: 0 });
    expect(scores.perClass[1]).toBeCloseTo((2 * (2 / 3) * 1) / (2 / 3 + 1), 12);
    expect(scores.perClass[2]).toBeNull();
  });

  test('is null without a boundary, and 0 where only one side has one', () => {
    expect(boundaryF(mapOf('aa'), mapOf('aa'), options)).toEqual({ perClass: [null, null, null], mean: null });
    expect(boundaryF(mapOf('aa'), mapOf('ab'), options)).toEqual({ perClass: [0, 0, null], mean: 0 });
  });
});

test('areas count every pixel once, and shares are of what was judged', () => {
  expect(areasOf(mapOf('aab.', 'b...'), ['sky', 'sea', 'sun'])).toEqual({
    classes: [
      { className: 'sky', pixels: 2, share: 0.5 },
      { className: 'sea', pixels: 2, share: 0.5 },
      { className: 'sun', pixels: 0, share: 0 },
    ],
    notJudged: 4,
  });
  expect(areasOf(mapOf('..'), ['sky']).classes[0]?.share).toBe(0);
  expect(() => areasOf(mapOf('ac'), ['sky', 'sea'])).toThrow('holds class 2');
});

test('the palette of VOC has the published colors, and no color twice', () => {
  const palette = vocPalette();
  const color = (index: number): number[] => [...palette.subarray(3 * index, 3 * index + 3)];
  expect([0, 1, 2, 3, 4, 8, 15, 20, 255].map(color)).toEqual([
    [0, 0, 0],
    [128, 0, 0],
    [0, 128, 0],
    [128, 128, 0],
    [0, 0, 128],
    [64, 0, 0],
    [192, 128, 128],
    [0, 64, 128],
    [224, 224, 192],
  ]);
  expect(new Set(Array.from({ length: 256 }, (_, index) => String(color(index)))).size).toBe(256);
});
