import { describe, expect, test } from 'vitest';
import {
  evaluateCoco,
  evaluateVoc,
  rankingPrecision,
  suppress,
  suppressSoftly,
  type Box,
  type Decay,
  type Detection,
  type JudgedPhoto,
} from '../../../../electron/runner/vision/index.ts';
import recorded from '../../../fixtures/detection.json' with { type: 'json' };

// Against what known tools answered; test/fixtures/generators/detection.py says which.

type Recorded = (typeof recorded.evaluation)[keyof typeof recorded.evaluation];

const boxOf = ([x, y, width, height]: readonly number[]): Box => ({
  x0: x!,
  y0: y!,
  x1: x! + width!,
  y1: y! + height!,
});

function photosOf({ photos, truths, detections }: Recorded): JudgedPhoto[] {
  return Array.from({ length: photos }, (_, photo) => ({
    truths: truths
      .filter(([of]) => of === photo)
      .map(([, classIndex, x, y, width, height, difficult, crowd, areaPx]) => ({
        classIndex: classIndex as number,
        box: boxOf([x, y, width, height] as number[]),
        difficult: difficult as boolean,
        crowd: crowd as boolean,
        areaPx: areaPx as number,
      })),
    detections: (detections as number[][])
      .filter(([of]) => of === photo)
      .map(([, classIndex, x, y, width, height, score]) => ({
        classIndex: classIndex!,
        box: boxOf([x!, y!, width!, height!]),
        score: score!,
      })),
  }));
}

function expectEqual(ours: readonly number[], theirs: readonly (number | null)[]): void {
  expect(ours.length).toBe(theirs.length);
  for (const [at, value] of theirs.entries()) {
    if (value === null) expect(ours[at], `number ${at}`).toBeNaN();
    else expect(Math.abs(ours[at]! - value), `number ${at}: ${ours[at]} and ${value}`).toBeLessThan(1e-9);
  }
}

describe.each(Object.entries(recorded.evaluation))('%s', (_, one: Recorded) => {
  test('the numbers of COCO are those of its own tools', () => {
    const { classes, ...report } = evaluateCoco(photosOf(one), one.classes);
    expectEqual(Object.values(report), one.coco.stats);
    expectEqual(
      classes.map(({ ap }) => ap),
      one.coco.classes,
    );
  });

  test('average precision is what the rules of VOC give in fractions', () => {
    const { classes } = evaluateVoc(photosOf(one), one.classes);
    expectEqual(
      classes.map((each) => each.averagePrecision),
      one.voc.map((each) => each?.allPoint ?? null),
    );
    expectEqual(
      classes.map((each) => each.elevenPointPrecision),
      one.voc.map((each) => each?.elevenPoint ?? null),
    );
  });
});

test.each(recorded.rankings)('the precision of a ranking is that of scikit-learn', (ranking) => {
  expectEqual([rankingPrecision(ranking.scores, ranking.relevant)], [ranking.averagePrecision]);
});

const { boxes, scores, greedy, linear, gaussian } = recorded.suppression;
const found = boxes.map((box, place) => ({ box: boxOf(box), classIndex: 0, score: scores[place]!, place }));

test.each(Object.entries(greedy))('greedy suppression above %s keeps what OpenCV keeps', (maxIou, kept) => {
  expect(suppress(found, Number(maxIou)).map(({ place }) => place)).toEqual(kept);
});

const decays: [string, Decay, typeof linear][] = [
  ['linear', { rule: 'linear', maxIou: 0.3 }, linear],
  ['Gaussian', { rule: 'gaussian', sigma: 0.5 }, gaussian],
];

test.each(decays)('soft suppression with a %s decay lowers scores as OpenCV does', (_, decay, theirs) => {
  const ours = suppressSoftly<Detection & { place: number }>(found, decay, 0.05);
  expect(ours.map(({ place }) => place)).toEqual(theirs.kept);
  // Theirs are of 32 bits.
  for (const [rank, { score }] of ours.entries()) expect(score).toBeCloseTo(theirs.scores[rank]!, 6);
});
