import { describe, expect, test } from 'vitest';
import {
  averagePrecision,
  elevenPointPrecision,
  evaluateCoco,
  evaluateVoc,
  falsePositives,
  matchVoc,
  precisionRecall,
  rankingPrecision,
  seeded,
  type Box,
  type JudgedPhoto,
  type Matched,
  type TruthBox,
} from '../../../../electron/runner/vision/index.ts';
import { drawnBox, drawnDetections } from '../../../support/detections.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 1e6);
const note = `SEED=${seed}`;

const at = (x0: number, y0 = 0, side = 10): Box => ({ x0, y0, x1: x0 + side, y1: y0 + side });
const truth = (box: Box, more: Partial<TruthBox> = {}): TruthBox => ({ box, classIndex: 0, ...more });
const found = (box: Box, score: number, classIndex = 0) => ({ box, classIndex, score });
const photo = (truths: TruthBox[], detections: JudgedPhoto['detections']): JudgedPhoto => ({ truths, detections });

const outcomes = (...photos: JudgedPhoto[]): string[] => matchVoc(photos, 0).ranked.map(({ outcome }) => outcome);

function drawnPhotos(count: number): JudgedPhoto[] {
  const rng = seeded(seed);
  return Array.from({ length: count }, () => {
    const truths = Array.from({ length: 4 }, () => truth(drawnBox(rng), { classIndex: Math.floor(rng() * 3) }));
    const near = truths.map(({ box, classIndex }) => {
      const shift = rng() * 30;
      return { box: { ...box, x0: box.x0 + shift, x1: box.x1 + shift }, classIndex, score: rng() };
    });
    return photo(truths, [...near, ...drawnDetections(rng, 6)]);
  });
}

describe('matching', () => {
  test('a truth is found once; what finds it again is wrong, however sure', () => {
    expect(outcomes(photo([truth(at(0))], [found(at(1), 0.5), found(at(0), 0.4), found(at(0), 0.3)]))).toEqual([
      'hit',
      'duplicate',
      'duplicate',
    ]);
  });

  test('a detection takes the truth it overlaps most, taken or not', () => {
    const truths = [truth(at(0)), truth(at(3))];
    expect(outcomes(photo(truths, [found(at(0), 0.9), found(at(1), 0.8), found(at(3), 0.7)]))).toEqual([
      'hit',
      'duplicate',
      'hit',
    ]);
  });

  test('an overlap of just the threshold is enough', () => {
    const half = { x0: 0, y0: 0, x1: 10, y1: 5 };
    expect(outcomes(photo([truth(at(0))], [found(half, 1)]))).toEqual(['hit']);
    expect(outcomes(photo([truth(at(0))], [found({ ...half, y1: 4.99 }, 1)]))).toEqual(['miss']);
  });

  test('a difficult truth counts neither way, however often it is found', () => {
    const difficult = photo([truth(at(0), { difficult: true }), truth(at(50))], [found(at(0), 0.9), found(at(0), 0.8)]);
    expect(outcomes(difficult)).toEqual(['ignored', 'ignored']);
    expect(matchVoc([difficult], 0).positives).toBe(1);
  });

  test('photos are ranked together, and a place leads back to the detection', () => {
    const photos = [photo([], [found(at(0), 0.2)]), photo([truth(at(0))], [found(at(0), 0.1, 1), found(at(0), 0.3)])];
    expect(matchVoc(photos, 0).ranked).toEqual([
      { photo: 1, detection: 1, score: 0.3, outcome: 'hit' },
      { photo: 0, detection: 0, score: 0.2, outcome: 'miss' },
    ]);
  });
});

describe('average precision', () => {
  test('a curve by hand', () => {
    const curve = precisionRecall(Float64Array.of(0.9, 0.8, 0.7, 0.6), [1, 0, 1, 0], 4);
    expect([...curve.precision]).toEqual([1, 1 / 2, 2 / 3, 2 / 4]);
    expect([...curve.recall]).toEqual([1 / 4, 1 / 4, 2 / 4, 2 / 4]);
    expect(averagePrecision(curve, 4)).toBeCloseTo((1 + 2 / 3) / 4, 12);
    expect(elevenPointPrecision(curve, 4)).toBeCloseTo((3 * 1 + 3 * (2 / 3)) / 11, 12);
  });

  test('a recall of just a tenth counts at that tenth', () => {
    for (let tenths = 1; tenths <= 10; tenths += 1) {
      const hits = new Uint8Array(tenths).fill(1);
      const curve = precisionRecall(new Float64Array(tenths), hits, 10);
      expect(elevenPointPrecision(curve, 10)).toBeCloseTo((tenths + 1) / 11, 12);
    }
  });

  test('perfect detections score 1 by every rule, and none at all score 0', () => {
    const photos = drawnPhotos(6).map(({ truths }) =>
      photo(
        [...truths],
        truths.map(({ box, classIndex }, place) => ({ box, classIndex, score: 1 / (1 + place) })),
      ),
    );
    const perfect = evaluateVoc(photos, 3);
    expect([perfect.meanAveragePrecision, perfect.meanElevenPointPrecision].map((v) => v.toFixed(12))).toEqual([
      '1.000000000000',
      '1.000000000000',
    ]);
    expect(evaluateCoco(photos, 3).ap, note).toBeCloseTo(1, 12);
    const nothing = photos.map(({ truths }) => photo([...truths], []));
    expect([evaluateVoc(nothing, 3).meanAveragePrecision, evaluateCoco(nothing, 3).ap]).toEqual([0, 0]);
  });

  test('only the order of the scores matters', () => {
    const photos = drawnPhotos(10);
    const stretched = photos.map(({ truths, detections }) => ({
      truths,
      detections: detections.map((one) => ({ ...one, score: Math.exp(5 * one.score) - 40 })),
    }));
    expect(evaluateCoco(stretched, 3), note).toEqual(evaluateCoco(photos, 3));
    expect(evaluateVoc(stretched, 3).meanAveragePrecision, note).toBe(evaluateVoc(photos, 3).meanAveragePrecision);
  });

  test('a class without truths is unknown, and no part of the mean', () => {
    const photos = [photo([truth(at(0))], [found(at(0), 1), found(at(0), 1, 1)])];
    const { classes, meanAveragePrecision } = evaluateVoc(photos, 2);
    expect([classes[1]!.averagePrecision, classes[1]!.elevenPointPrecision]).toEqual([NaN, NaN]);
    expect(meanAveragePrecision).toBe(1);
    expect(evaluateCoco(photos, 2)).toMatchObject({ ap50: 1, apLarge: NaN, classes: [{ positives: 1 }, { ap: NaN }] });
    expect(evaluateVoc([], 0).meanAveragePrecision).toBeNaN();
  });

  test('a crowd takes in any number of detections without merit or fault', () => {
    const crowd = truth(at(0, 0, 100), { crowd: true });
    const inside = [at(0), at(20), at(40), at(60)].map((box) => found(box, 0.9));
    const photos = [photo([crowd, truth(at(300))], [...inside, found(at(300), 0.1)])];
    expect(evaluateCoco(photos, 1).ap).toBeCloseTo(1, 12);
    const uncrowded = photos.map(({ truths, detections }) => photo(truths.slice(1), [...detections]));
    expect(evaluateCoco(uncrowded, 1).ap).toBeCloseTo(1 / 5, 12);
  });

  test('a ranking with nothing relevant is unknown; equal scores count together, in any order', () => {
    expect(rankingPrecision([0.3, 0.2], [0, 0])).toBeNaN();
    expect(rankingPrecision([0.5, 0.5, 0.1], [1, 0, 1])).toBe(rankingPrecision([0.5, 0.5, 0.1], [0, 1, 1]));
    expect(rankingPrecision([0.5, 0.5, 0.1], [1, 0, 1])).toBeCloseTo(0.5 / 2 + 2 / 3 / 2, 12);
  });
});

describe('kinds of false positives', () => {
  // Classes 0 and 1 look alike; 2 does not.
  const groupOf = [0, 0, 1];
  const scene = photo(
    [truth(at(0)), truth(at(100), { classIndex: 1 }), truth(at(200), { classIndex: 2 })],
    [
      found(at(0), 0.95),
      found(at(1), 0.9),
      found(at(6), 0.8),
      found(at(100), 0.7),
      found(at(202), 0.6),
      found(at(209), 0.5),
      found(at(400), 0.4),
      found(at(400), 0.3, 1),
    ],
  );

  test('each is what it comes nearest to', () => {
    const kinds = falsePositives([scene], 0, { groupOf });
    const places = Object.entries(kinds).map(([kind, list]) => [kind, list.map(({ detection }) => detection)]);
    expect(Object.fromEntries(places)).toEqual({ localization: [1, 2], similar: [3], other: [4], background: [5, 6] });
  });

  test('the right class in the wrong place goes before a look-alike', () => {
    const both = photo([truth(at(0)), truth(at(5), { classIndex: 1 })], [found(at(5), 1)]);
    expect(falsePositives([both], 0, { groupOf }).localization).toHaveLength(1);
  });

  test('only the surest are sorted when a number is given', () => {
    const { localization, similar } = falsePositives([scene], 0, { groupOf, most: 2 });
    expect([localization.length, similar.length]).toEqual([1, 0]);
  });

  test('every detection that is neither right nor ignored has one kind', () => {
    const photos = drawnPhotos(20);
    for (const classIndex of [0, 1, 2]) {
      const listed = Object.values(falsePositives(photos, classIndex, { groupOf })).flat();
      const wrong = matchVoc(photos, classIndex).ranked.filter(({ outcome }) => outcome !== 'hit');
      expect(wrong.length, note).toBeGreaterThan(0);
      const places = (list: readonly Matched[]) => list.map(({ photo, detection }) => `${photo}/${detection}`).sort();
      expect(places(listed), note).toEqual(places(wrong));
    }
  });
});
