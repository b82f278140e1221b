import { expect, test } from 'vitest';
import {
  activationIds,
  activations,
  deadStretches,
} from '../../../renderer/screens/lab/learn/activations/activations.ts';
import { backward, forward, lectureInputs, nudged } from '../../../renderer/screens/lab/learn/circuit/circuit.ts';
import * as windows from '../../../renderer/screens/lab/learn/convolution/windows.ts';
import {
  descend,
  gradientAt,
  largestRate,
  lectureCheck,
  lossAt,
  numericalGradient,
  verdictOf,
} from '../../../renderer/screens/lab/learn/descent/descent.ts';
import * as losses from '../../../renderer/screens/lab/learn/losses/losses.ts';
import { keptScale, layerUnits, leftOut } from '../../../renderer/screens/lab/learn/overfitting/dropout.ts';
import { errorOf, fit, samplesOf, truthAt, valueAt } from '../../../renderer/screens/lab/learn/overfitting/fitting.ts';
import { adviceOf, amounts, likenesses } from '../../../renderer/screens/lab/learn/transfer/advice.ts';
import { decimals, significant } from '../../../renderer/screens/lab/learn/words.ts';

// The worked numbers of the lecture, as the pages compute them.

test('output sides of the lecture’s convolutions, and the one that does not fit', () => {
  const sides = windows.lectureCases.map(({ convolution }) => decimals(windows.outputSide(convolution)));
  expect(sides).toEqual(['5.00', '3.00', '2.33', '7.00', '28.00', '28.00', '24.00', '32.00']);
  const misfits = windows.lectureCases.filter(({ convolution }) => !windows.fits(convolution));
  expect(misfits.map(({ convolution }) => convolution.stride)).toEqual([3]);
  expect(misfits.map(({ convolution }) => windows.unread(convolution))).toEqual([1]);
});

test('ten 5 × 5 filters over three channels have 760 parameters, and (F − 1) / 2 keeps the size', () => {
  expect(windows.parametersOf(windows.lectureCases.at(-1)!.convolution)).toBe(760);
  expect([3, 5, 7].map(windows.padThatKeeps)).toEqual([1, 2, 3]);
  for (const filter of [3, 5, 7]) {
    const pad = windows.padThatKeeps(filter);
    expect(windows.outputSide({ input: 19, filter, stride: 1, pad, depth: 1, filters: 1 })).toBe(19);
  }
});

test('a filter counts as many positions as it can really stand at', () => {
  for (let input = 1; input <= 9; input += 1)
    for (let filter = 1; filter <= 6; filter += 1)
      for (let stride = 1; stride <= 4; stride += 1) {
        const convolution = { input, filter, stride, pad: 1, depth: 1, filters: 1 };
        let [stood, end] = [0, filter];
        for (; end <= input + 2; end += stride) stood += 1;
        expect(windows.positionsAlong(convolution)).toBe(stood);
        if (stood > 0) expect(windows.unread(convolution)).toBe(input + 2 - (end - stride));
      }
});

test('slopes of activations are central differences away from kinks', () => {
  for (const id of activationIds)
    for (let x = -3.95; x < 4; x += 0.1) {
      const { of, slope } = activations[id];
      expect(slope(x)).toBeCloseTo((of(x + 1e-6) - of(x - 1e-6)) / 2e-6, 6);
    }
  expect([activations.sigmoid.slope(0), activations.leaky.of(-2)]).toEqual([0.25, -0.2]);
});

test('gradients die where the slope is next to nothing', () => {
  expect(deadStretches('leaky', -4, 4)).toEqual([]);
  expect(deadStretches('maxout', -4, 4)).toEqual([]);
  const [relu] = deadStretches('relu', -4, 4);
  expect([relu?.from, relu?.to].map((x) => decimals(x ?? NaN))).toEqual(['−4.00', '0.00']);
  expect(deadStretches('sigmoid', -4, 4)).toHaveLength(2);
});

test('hinge losses are 2.9, 0 and 12.9, and 5.27 in the mean', () => {
  const each = losses.lectureScores.map((scores, truth) => losses.hingeLoss(scores, truth));
  expect(each.map((loss) => decimals(loss, 1))).toEqual(['2.9', '0.0', '12.9']);
  expect(decimals(losses.meanOf(each))).toBe('5.27');
});

test('softmax of the cat is 0.13, 0.87, 0.00; its loss is 2.04, and 0.89 to base 10', () => {
  const [cat = []] = losses.lectureScores;
  expect(losses.softmax(cat).map((p) => decimals(p))).toEqual(['0.13', '0.87', '0.00']);
  expect(cat.map((score) => significant(Math.exp(score)))).toEqual(['24.5', '164', '0.183']);
  expect([losses.softmaxLoss(cat, 0), losses.softmaxLossBase10(cat, 0)].map((n) => decimals(n))).toEqual([
    '2.04',
    '0.89',
  ]);
});

test('a triplet costs nothing once the negative is farther by the margin', () => {
  const [anchor, positive] = [
    { x: 0, y: 0 },
    { x: 1, y: 0 },
  ];
  expect(losses.tripletLoss(anchor, positive, { x: 0, y: 1 }, 0.2)).toBeCloseTo(0.2, 12);
  expect(losses.tripletLoss(anchor, positive, { x: 0, y: Math.sqrt(1.2) + 1e-9 }, 0.2)).toBe(0);
});

test('numerical gradients of the lecture are −2.5, 0.6 and 0', () => {
  const { h, loss, beside } = lectureCheck;
  const gradients = beside.map((moved) => decimals(numericalGradient(loss, moved.loss, h), 1));
  expect(gradients).toEqual(['−2.5', '0.6', '0.0']);
});

test('descent arrives, crawls or diverges, and its border is 2 / the largest curvature', () => {
  const start = { first: -2, second: 1 };
  const end = (rate: number, momentum = 0) => verdictOf(descend({ start, rate, momentum, steps: 40 }));
  expect([end(0.15), end(0.003), end(largestRate * 1.2)]).toEqual(['arrives', 'crawls', 'diverges']);
  // Where the plain steps crawl along the flat way, momentum arrives.
  expect([end(0.03), end(0.03, 0.8)]).toEqual(['crawls', 'arrives']);
  const beside = { ...start, second: start.second + 1e-6 };
  expect(numericalGradient(lossAt(start), lossAt(beside), 1e-6)).toBeCloseTo(gradientAt(start).second, 4);
});

test('the small circuit makes −12, and −4, −4, 3 backward', () => {
  expect(forward(lectureInputs)).toEqual({ q: 3, f: -12 });
  expect(backward(lectureInputs)).toEqual({ f: 1, q: -4, x: -4, y: -4, z: 3 });
  for (const name of ['x', 'y', 'z'] as const)
    expect(nudged(lectureInputs, name, 1e-4)).toBeCloseTo(backward(lectureInputs)[name], 8);
});

test('degree 9 goes through ten points and misses what was held out; a penalty brings it back', () => {
  const [train, holdout] = [samplesOf(10, 1, 'train'), samplesOf(20, 1, 'holdout')];
  const [fair, heart, held] = [fit(train, 3, 0), fit(train, 9, 0), fit(train, 9, 0.1)];
  expect(errorOf(heart, train)).toBeLessThan(1e-9);
  expect(errorOf(heart, holdout)).toBeGreaterThan(errorOf(fair, holdout));
  expect(errorOf(held, holdout)).toBeLessThan(errorOf(heart, holdout));
  // A polynomial of its own degree is found again.
  const cubic = train.map(({ x }) => ({ x, y: 4 * x ** 3 - 3 * x }));
  expect(fit(cubic, 3, 0).map((weight) => Number(weight.toFixed(9)) + 0)).toEqual([0, 0, 0, 1]);
  expect(valueAt(fit(cubic, 3, 0), 0.3)).toBeCloseTo(4 * 0.027 - 0.9, 9);
  expect(truthAt(0.5)).toBe(1);
});

test('dropout leaves out its share of hidden units, never inputs or answers, and is drawn from a seed', () => {
  const draws = Array.from({ length: 400 }, (_, step) => leftOut(0.3, 7, step));
  const hidden = draws.flatMap((layers) => layers.slice(1, -1).flat());
  expect(hidden.filter(Boolean).length / hidden.length).toBeCloseTo(0.3, 1);
  expect(draws.flatMap((layers) => [...layers[0]!, ...layers.at(-1)!]).some(Boolean)).toBe(false);
  expect(leftOut(0.3, 7, 0)).toEqual(draws[0]);
  expect(draws[0]?.map(({ length }) => length)).toEqual([...layerUnits]);
  expect(keptScale(0.5)).toBe(2);
});

test('more photos and other photos both let more layers learn', () => {
  const stages = amounts.map((amount) => likenesses.map((likeness) => adviceOf(amount, likeness).stages));
  expect(stages).toEqual([
    [0, 0],
    [2, 4],
  ]);
  expect(adviceOf('little', 'different').severalStages).toBe(true);
});
