import { expect, test } from 'vitest';
import {
  iou,
  seeded,
  suppress,
  suppressSoftly,
  type Decay,
  type Detection,
} from '../../../../electron/runner/vision/index.ts';
import { drawnBox, drawnDetections } from '../../../support/detections.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 1e6);
const note = `SEED=${seed}`;
const thresholds = [0, 0.1, 0.3, 0.5];

const found = drawnDetections(seeded(seed), 400);

const clash = (a: Detection, b: Detection, maxIou: number): boolean =>
  a.classIndex === b.classIndex && iou(a.box, b.box) > maxIou;

/** The rule in two loops, without strips. */
function slowly(detections: readonly Detection[], maxIou: number): Detection[] {
  const kept: Detection[] = [];
  for (const one of [...detections].sort((a, b) => b.score - a.score))
    if (!kept.some((other) => clash(one, other, maxIou))) kept.push(one);
  return kept;
}

test.each(thresholds)(
  'greedy suppression above %s keeps some of the boxes, no pair of them over the threshold',
  (maxIou) => {
    const kept = suppress(found, maxIou);
    expect(
      kept.every((one) => found.includes(one)),
      note,
    ).toBe(true);
    expect(new Set(kept).size, note).toBe(kept.length);
    for (const [rank, one] of kept.entries())
      expect(
        kept.slice(rank + 1).some((other) => clash(one, other, maxIou)),
        note,
      ).toBe(false);
  },
);

test.each(thresholds)('greedy suppression above %s drops nothing without a surer box that it overlaps', (maxIou) => {
  const kept = suppress(found, maxIou);
  for (const one of found.filter((each) => !kept.includes(each)))
    expect(
      kept.some((other) => other.score >= one.score && clash(one, other, maxIou)),
      note,
    ).toBe(true);
});

test.each(thresholds)('greedy suppression above %s changes nothing the second time', (maxIou) => {
  const kept = suppress(found, maxIou);
  expect(suppress(kept, maxIou), note).toEqual(kept);
  expect(kept.length, note).toBeLessThan(found.length);
});

test('the surest box of each class is always kept', () => {
  for (const classIndex of [0, 1, 2]) {
    const own = found.filter((one) => one.classIndex === classIndex);
    const best = own.reduce((surest, one) => (one.score > surest.score ? one : surest));
    expect(suppress(found, 0), note).toContain(best);
    expect(suppressSoftly(found, { rule: 'gaussian', sigma: 0.5 }, 0.001), note).toContainEqual(best);
  }
});

test('the strips lose no overlap, whatever the sizes of the boxes', () => {
  for (const longest of [2, 40, 300, 5000]) {
    const rng = seeded(seed + longest);
    const mixed = [...drawnDetections(rng, 250, longest), ...drawnDetections(rng, 50, 300)];
    const moved = mixed.map((one) => ({ ...one, box: { ...one.box, x0: one.box.x0 - 500, x1: one.box.x1 - 500 } }));
    for (const maxIou of [0, 0.1, 0.3, 0.7, 0.9, 1])
      expect(suppress(moved, maxIou), `${note}, ${longest}, ${maxIou}`).toEqual(slowly(moved, maxIou));
  }
});

test('of equal scores the box given earlier stays', () => {
  const box = { x0: 0, y0: 0, x1: 10, y1: 10 };
  const twins = [7, 8, 9].map((place) => ({ box, classIndex: 0, score: 0.5, place }));
  expect(suppress(twins, 0.5).map(({ place }) => place)).toEqual([7]);
  expect(suppressSoftly(twins, { rule: 'linear', maxIou: 0.5 }, 0.1).map(({ place }) => place)).toEqual([7]);
});

test('boxes without width, or that nothing is found in, are no trouble', () => {
  const flat = { box: { x0: 5, y0: 5, x1: 5, y1: 9 }, classIndex: 0, score: 1 };
  expect(suppress([flat, { ...flat, score: 0.5 }], 0.5)).toHaveLength(2);
  expect(suppress([], 0.5)).toEqual([]);
  expect(suppressSoftly([], { rule: 'gaussian', sigma: 0.5 }, 0.1)).toEqual([]);
});

test('four thousand small boxes of one class are compared with their neighbors only', () => {
  const rng = seeded(seed);
  let comparisons = 0;
  const detections = Array.from({ length: 4000 }, (_, index) => {
    const { x0, x1, ...rest } = drawnBox(rng, 12);
    const counted = {
      ...rest,
      x1,
      get x0() {
        comparisons += 1;
        return x0;
      },
    };
    return { box: counted, classIndex: 0, score: index };
  });
  const kept = suppress(detections, 0.3);
  expect(kept.length, note).toBeGreaterThan(3000);
  // Every box against every kept one would read this coordinate 4 times in each of kept² / 2 comparisons.
  expect(comparisons, note).toBeLessThan((4 * kept.length ** 2) / 2 / 10);
});

const decays: Decay[] = [
  { rule: 'linear', maxIou: 0.3 },
  { rule: 'gaussian', sigma: 0.5 },
];

test.each(decays)('soft suppression moves no box and raises no score: %o', (decay) => {
  const kept = suppressSoftly(
    found.map((one, place) => ({ ...one, place })),
    decay,
    0.05,
  );
  expect(kept.length, note).toBeGreaterThan(0);
  for (const { place, score, ...one } of kept) {
    expect(one, note).toEqual({ box: found[place]!.box, classIndex: found[place]!.classIndex });
    expect(score <= found[place]!.score && score >= 0.05, note).toBe(true);
  }
  for (const [rank, { score }] of kept.slice(1).entries()) expect(score, note).toBeLessThanOrEqual(kept[rank]!.score);
});

test.each(decays)('soft suppression leaves boxes that overlap no other as they are: %o', (decay) => {
  const apart = suppress(found, 0);
  expect(suppressSoftly(apart, decay, 0), note).toEqual(apart);
});

test('a Gaussian that is ever narrower keeps what greedy suppression of any overlap keeps', () => {
  expect(suppressSoftly(found, { rule: 'gaussian', sigma: 1e-18 }, 1e-9), note).toEqual(suppress(found, 0));
});

test('a Gaussian that is ever wider changes nothing', () => {
  const ranked = [...found].sort((a, b) => b.score - a.score);
  expect(suppressSoftly(found, { rule: 'gaussian', sigma: Infinity }, 0), note).toEqual(ranked);
});
