import { expect, test } from 'vitest';
import { derived, judge, judgeSets, likelyLabelErrors, wilson } from '../../../electron/runner/vision/index.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 1e6);

test('Wilson intervals equal published values', () => {
  // R. Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 1998, table I, 3.
  const known: [number, number, number, number][] = [
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ];
  for (const [right, count, low, high] of known) {
    const share = wilson(right, count);
    expect(share).toMatchObject({ value: right / count, count });
    expect(share.low).toBeCloseTo(low, 4);
    expect(share.high).toBeCloseTo(high, 4);
  }
  expect(wilson(0, 0)).toEqual({ value: 0, low: 0, high: 1, count: 0 });
});

test('a Wilson interval holds its share, lies within 0 to 1 and narrows with the count', () => {
  for (let count = 1; count < 200; count += 7) {
    for (let right = 0; right <= count; right += 1) {
      const { value, low, high } = wilson(right, count);
      expect(0 <= low && low <= value && value <= high && high <= 1, `${right} of ${count}`).toBe(true);
      const fourfold = wilson(4 * right, 4 * count);
      expect(fourfold.high - fourfold.low).toBeLessThan(high - low);
    }
  }
});

/** Rows that give `certainty` to the answer and share the rest among the others. */
function rowsOf(answers: readonly (readonly [answer: number, certainty: number])[], classes: number): Float64Array {
  const rows = new Float64Array(answers.length * classes);
  for (const [row, [answer, certainty]] of answers.entries()) {
    for (let one = 0; one < classes; one += 1) {
      rows[row * classes + one] = one === answer ? certainty : (1 - certainty) / (classes - 1);
    }
  }
  return rows;
}

test('a report equals what is counted by hand', () => {
  const report = judge({
    //                       right        right        wrong        wrong        right        right
    probabilities: rowsOf(
      [
        [0, 0.92],
        [0, 0.72],
        [1, 0.92],
        [0, 0.52],
        [1, 0.52],
        [2, 0.92],
      ],
      4,
    ),
    truth: Int32Array.of(0, 0, 0, 1, 1, 2),
    classNames: ['ash', 'beech', 'cedar', 'dogwood'],
    unknownBelow: 0.7,
    seed: 1,
    unreadable: 3,
  });
  expect(report.accuracy).toEqual(wilson(4, 6));
  expect(report.confusion).toEqual([
    [2, 1, 0, 0],
    [1, 1, 0, 0],
    [0, 0, 1, 0],
    [0, 0, 0, 0],
  ]);
  expect(report.classes).toEqual([
    { className: 'ash', count: 3, precision: wilson(2, 3), recall: wilson(2, 3), f1: 2 / 3 },
    { className: 'beech', count: 2, precision: wilson(1, 2), recall: wilson(1, 2), f1: 1 / 2 },
    { className: 'cedar', count: 1, precision: wilson(1, 1), recall: wilson(1, 1), f1: 1 },
    { className: 'dogwood', count: 0, precision: null, recall: null, f1: null },
  ]);
  expect(report.macroF1.value).toBeCloseTo((2 / 3 + 1 / 2 + 1) / 3, 12);
  expect(report.baseline).toBe(0.5);
  expect(report.unknown).toEqual({ below: 0.7, answered: 4 / 6, right: 3 / 4 });
  expect(report.calibration.bins.map(({ count }) => count)).toEqual([2, 1, 3]);
  const [low, middle, high] = report.calibration.bins;
  expect([low?.probability, low?.right, middle?.right, high?.right]).toEqual([0.52, 0.5, 1, expect.closeTo(2 / 3, 12)]);
  const error = (2 * Math.abs(0.52 - 0.5) + Math.abs(0.72 - 1) + 3 * Math.abs(0.92 - 2 / 3)) / 6;
  expect(report.calibration.error).toBeCloseTo(error, 12);
  expect([report.count, report.unreadable]).toEqual([6, 3]);
});

test('an empty set is judged without a number that is not one', () => {
  const nothing = { classNames: ['a', 'b'], seed: 1, unreadable: 2 };
  const report = judge({ ...nothing, probabilities: new Float32Array(), truth: new Int32Array(), unknownBelow: 0.5 });
  expect(JSON.stringify(report)).not.toContain('NaN');
  expect(report.accuracy).toEqual(wilson(0, 0));
  expect(JSON.stringify(judgeSets({ ...nothing, probabilities: new Float32Array(), truths: [] }))).not.toContain('NaN');
});

test('answers drawn with the probability they state have a calibration error near 0, boasting ones have not', () => {
  const rng = derived(seed, 'calibration');
  const stated = Array.from({ length: 5000 }, () => 0.5 + 0.5 * rng());
  const truth = Int32Array.from(stated, (certainty) => Number(rng() >= certainty));
  const errorOf = (certainties: number[]): number => {
    const probabilities = rowsOf(
      certainties.map((certainty) => [0, certainty]),
      2,
    );
    const asked = { probabilities, truth, classNames: ['a', 'b'], unknownBelow: null, seed, unreadable: 0 };
    return judge(asked).calibration.error;
  };
  expect(errorOf(stated), `SEED=${seed}`).toBeLessThan(0.04);
  expect(errorOf(stated.map((certainty) => Math.sqrt(certainty))), `SEED=${seed}`).toBeGreaterThan(0.08);
});

test('the bootstrap interval of macro-F1 holds the value, is the same for the seed, and narrows with the count', () => {
  const rng = derived(seed, 'bootstrap');
  const report = (count: number) => {
    const truth = Int32Array.from({ length: count }, () => Math.floor(3 * rng()));
    const answers = Array.from(truth, (own) => [rng() < 0.8 ? own : Math.floor(3 * rng()), 0.9] as const);
    return { probabilities: rowsOf(answers, 3), truth, classNames: ['a', 'b', 'c'], unknownBelow: null, unreadable: 0 };
  };
  const [few, many] = [report(100), report(2000)];
  const width = (of: typeof few): number => {
    const { value, low, high } = judge({ ...of, seed: 5 }).macroF1;
    expect(low <= value && value <= high, `SEED=${seed}`).toBe(true);
    return high - low;
  };
  // √20 times narrower, give or take a third.
  expect(width(few) / width(many), `SEED=${seed}`).toBeGreaterThan(3);
  expect(width(few) / width(many), `SEED=${seed}`).toBeLessThan(6.5);
  expect(judge({ ...few, seed: 5 })).toEqual(judge({ ...few, seed: 5 }));
});

test('sets are right when every class of theirs is, and each class is counted as a yes or no', () => {
  const report = judgeSets({
    probabilities: Float32Array.of(0.9, 0.8, 0.1, 0.7, 0.2, 0.6, 0.1, 0.2, 0.3, 0.4, 0.9, 0.1),
    truths: [[0, 1], [0], [], [0, 1]],
    classNames: ['a', 'b', 'c'],
    seed: 1,
    unreadable: 0,
  });
  expect(report.accuracy).toEqual(wilson(2, 4));
  expect(report.baseline).toBe(0.5);
  expect(report.classes).toEqual([
    { className: 'a', count: 3, precision: wilson(2, 2), recall: wilson(2, 3), f1: 4 / 5 },
    { className: 'b', count: 2, precision: wilson(2, 2), recall: wilson(2, 2), f1: 1 },
    { className: 'c', count: 0, precision: wilson(0, 1), recall: null, f1: 0 },
  ]);
  expect(report.macroF1.value).toBeCloseTo((4 / 5 + 1 + 0) / 3, 12);
  expect([report.confusion, report.unknown]).toEqual([[], null]);
});

test('planted wrong labels are found first, and little else is named', () => {
  const rng = derived(seed, 'labels');
  const [count, classes] = [600, 4];
  const truth = Int32Array.from({ length: count }, (_, example) => example % classes);
  // The network answers the truth with a certainty between ½ and 1, and is wrong about one in thirty.
  const answers = Array.from(truth, (own) => [rng() < 1 / 30 ? (own + 1) % classes : own, 0.5 + 0.5 * rng()] as const);
  const planted = new Set(Array.from({ length: 30 }, (_, index) => 20 * index + 3));
  const given = truth.map((own, example) => (planted.has(example) ? (own + 2) % classes : own));
  const errors = likelyLabelErrors(rowsOf(answers, classes), given, classes);
  const found = errors.filter(({ example }) => planted.has(example));
  const plain = errors.filter(({ example }) => !planted.has(example));
  expect(
    found.every(({ example, suggested }) => suggested === answers[example]?.[0]),
    `SEED=${seed}`,
  ).toBe(true);
  // Only the planted ones of which the network is surer than on average can be told from its own mistakes.
  expect(found.length, `SEED=${seed}`).toBeGreaterThan(9);
  expect(plain.length, `SEED=${seed}`).toBeLessThan(25);
  expect(errors.map(({ margin }) => margin)).toEqual(errors.map(({ margin }) => margin).toSorted((a, b) => a - b));
  expect(
    likelyLabelErrors(
      rowsOf(
        Array.from(truth, (own) => [own, 0.9]),
        classes,
      ),
      truth,
      classes,
    ),
  ).toEqual([]);
});
