import { expect, test } from 'vitest';
import { confusedPairs, notJudged, segmentationTally, tallied } from '../../../../electron/runner/vision/index.ts';

const mapOf = (...classOf: number[]) => ({ width: classOf.length, height: 1, classOf: Uint16Array.from(classOf) });

test('pairs of classes are those of which one was answered as the other, those with the most pixels first', () => {
  const tally = tallied(segmentationTally(3), mapOf(0, 1, 2, 2, 1), mapOf(0, 0, 1, 1, 1));
  expect(confusedPairs(tally)).toEqual([
    { truth: 1, predicted: 2, pixels: 2 },
    { truth: 0, predicted: 1, pixels: 1 },
  ]);
});

test('a pixel without an answer is confused with what comes after the last class, one without a truth with nothing', () => {
  const tally = tallied(segmentationTally(2), mapOf(notJudged, 1), mapOf(1, notJudged));
  expect(confusedPairs(tally)).toEqual([{ truth: 1, predicted: 2, pixels: 1 }]);
});

test('where all is right nothing is confused', () => {
  expect(confusedPairs(tallied(segmentationTally(2), mapOf(0, 1), mapOf(0, 1)))).toEqual([]);
});
