import { expect, test } from 'vitest';
import { classWeights } from '../../../electron/runner/training/heads/balance.ts';
import { halve } from '../../../electron/runner/training/heads/halving.ts';
import { thresholdFor } from '../../../electron/runner/training/heads/rejection.ts';
import { derived, likeliest } from '../../../electron/runner/vision/index.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 1e6);

test('the threshold keeps the share of right answers that was asked for, and a higher one would not', () => {
  for (let round = 0; round < 100; round += 1) {
    const rng = derived(seed, 'threshold', round);
    const [count, classes, keep] = [1 + Math.floor(150 * rng()), 2 + Math.floor(4 * rng()), 0.5 + 0.5 * rng()];
    const truth = Int32Array.from({ length: count }, () => Math.floor(classes * rng()));
    const probabilities = Float32Array.from({ length: count * classes }, rng);
    const certainties = Array.from(truth, (own, row) => {
      return likeliest(probabilities, row, classes) === own ? probabilities[row * classes + own]! : -1;
    }).filter((certainty) => certainty >= 0);
    const threshold = thresholdFor(probabilities, truth, classes, keep);
    const keptAt = (t: number): number => certainties.filter((certainty) => certainty >= t).length;
    expect(keptAt(threshold), `round ${round}, SEED=${seed}`).toBeGreaterThanOrEqual(keep * certainties.length - 1e-6);
    if (certainties.length === 0) expect(threshold).toBe(0);
    else
      expect(keptAt(threshold + 1e-7), `round ${round}, SEED=${seed}`).toBeLessThan(keep * certainties.length + 1e-6);
  }
});

test('everything kept means the least certain right answer; ninety-five of a hundred means the sixth', () => {
  const truth = new Int32Array(100);
  const probabilities = Float64Array.from({ length: 200 }, (_, at) => (at % 2 === 0 ? 0.5 + at / 400 : 0.5 - at / 400));
  expect(thresholdFor(probabilities, truth, 2, 1)).toBe(0.5);
  expect(thresholdFor(probabilities, truth, 2, 0.95)).toBe(0.525);
});

test('weighed classes count alike in sum, examples 1 on average, absent classes not at all', () => {
  const classOf = Int32Array.of(0, 0, 0, 0, 0, 0, 1, 1, 3);
  const weights = classWeights(classOf, 4, 'weights')!;
  const sums = [0, 0, 0, 0];
  for (const own of classOf) sums[own]! += weights[own]!;
  expect(sums).toEqual([3, 3, 0, 3]);
  expect(classWeights(classOf, 4, 'none')).toBeNull();
  expect(classWeights(classOf, 4, 'resample')).toEqual(weights);
});

test('halving finds the best where little spending already ranks, and spends little on the rest', async () => {
  const configurations = Array.from({ length: 27 }, (_, index) => index);
  const quality = (index: number): number => -((index - 17) ** 2);
  const { best, rounds } = await halve({
    configurations,
    budgets: [1, 3, 9, 27],
    run: (index, budget) => Promise.resolve(quality(index) - 1 / budget),
  });
  expect(best).toBe(17);
  const spentBy = (budget: number): number => rounds.filter((round) => round.budget === budget).length * budget;
  expect([1, 3, 9, 27].map(spentBy)).toEqual([27, 27, 27, 27]);
});

test('of equals the earlier one wins, and one whose score is no number never does', async () => {
  const run = (name: string): Promise<number> => Promise.resolve(name === 'broken' ? Number.NaN : 1);
  expect((await halve({ configurations: ['broken', 'first', 'second'], budgets: [1, 2], run })).best).toBe('first');
  await expect(halve({ configurations: [], budgets: [1], run })).rejects.toThrow('needs a configuration');
});
