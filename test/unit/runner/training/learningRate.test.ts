import { expect, test } from 'vitest';
import { seeded } from '../../../../electron/runner/vision/index.ts';
import { findLearningRate } from '../../../../electron/runner/training/learningRate.ts';

const seed = Number(process.env['SEED'] ?? 31);

/** Gradient descent on ½ Σ a x² with noise in what is reported; it diverges beyond a rate of 2 / max a. */
function bowl(curvatures: readonly number[], noise: number) {
  const rng = seeded(seed);
  let x = curvatures.map(() => 1);
  const rates: number[] = [];
  const run = (rate: number): Promise<number> => {
    rates.push(rate);
    const loss = curvatures.reduce((sum, a, i) => sum + 0.5 * a * (x[i] ?? 0) ** 2, 0);
    x = x.map((value, i) => value * (1 - rate * (curvatures[i] ?? 0)));
    return Promise.resolve(loss * (1 + noise * (rng() - 0.5)));
  };
  return { run, rates };
}

test.each([0, 0.2])('the rate found lets descent converge, and fast: noise %d', async (noise) => {
  for (const scale of [0.1, 1, 10]) {
    const curvatures = [1, 0.8, 0.5, 0.3].map((a) => a * scale);
    const { run } = bowl(curvatures, noise);
    const { rate } = await findLearningRate({ run, from: 1e-5, to: 100, steps: 100 });
    const label = `rate ${rate} at curvature ${scale}, seed ${seed}`;
    expect(rate, label).toBeLessThan(2 / scale);
    expect(rate, label).toBeGreaterThan(0.02 / scale);
  }
});

test('the test ends soon after the loss explodes', async () => {
  const { run, rates } = bowl([1], 0);
  const { tried } = await findLearningRate({ run, from: 1e-3, to: 1e6, steps: 200 });
  expect(rates.length).toBeLessThan(120);
  expect(tried.length).toBeLessThanOrEqual(rates.length);
});

test('a loss that is no number ends the test, and is not chosen', async () => {
  const { run } = bowl([1], 0);
  const { rate, tried } = await findLearningRate({
    run: async (at) => (at > 0.5 ? NaN : run(at)),
    from: 1e-4,
    to: 10,
    steps: 60,
  });
  expect(rate).toBeLessThanOrEqual(0.5);
  expect(tried.every(({ loss }) => Number.isFinite(loss))).toBe(true);
});

test('where no rate lowers the loss, the smallest is taken', async () => {
  let loss = 1;
  const { rate } = await findLearningRate({ run: () => Promise.resolve((loss *= 1.01)), from: 1e-4, to: 1, steps: 40 });
  expect(rate).toBe(1e-4);
});

test('rates grow by the same factor from the first to the last', async () => {
  const rates: number[] = [];
  const run = (rate: number): Promise<number> => Promise.resolve(1 / rates.push(rate));
  await findLearningRate({ run, from: 1e-4, to: 1, steps: 5 });
  [1e-4, 1e-3, 1e-2, 1e-1, 1].forEach((rate, at) => expect(rates[at]).toBeCloseTo(rate, 9));
  expect(rates).toHaveLength(5);
});
