import { describe, expect, test } from 'vitest';
import { seeded } from '../../../../electron/runner/vision/index.ts';
import { beta, mixed } from '../../../../electron/runner/training/mixing.ts';

const seed = Number(process.env['SEED'] ?? 41);

/** Pictures of one number each, their own, with the truth [1 − share, share …] one-hot. */
function batchOf(count: number, dims: readonly number[], filled = count) {
  const each = dims.reduce((a, b) => a * b, 1);
  const values = Float32Array.from({ length: filled * each }, (_, i) => Math.floor(i / each));
  const targets = Float32Array.from({ length: filled * filled }, (_, i) => (i % (filled + 1) === 0 ? 1 : 0));
  return { values, targets, count, dims, classes: filled, each };
}

describe.each([
  ['mixup', { mixup: 1, cutmix: 0 }, [3, 24, 20]],
  ['cutmix', { mixup: 0, cutmix: 1 }, [3, 24, 20]],
  ['cutmix, channels last', { mixup: 0, cutmix: 1 }, [24, 20, 3]],
  ['cutmix of features, which is mixup', { mixup: 0, cutmix: 1 }, [64]],
  ['either', { mixup: 0.4, cutmix: 1 }, [3, 24, 20]],
] as const)('%s', (_name, mixing, dims) => {
  test('the truth says what share of each picture is shown', () => {
    for (let k = 0; k < 20; k++) {
      const batch = batchOf(5, dims);
      mixed(batch, mixing, seeded(seed + k));
      for (let n = 0; n < 5; n++) {
        const truth = batch.targets.subarray(5 * n, 5 * n + 5);
        const picture = batch.values.subarray(n * batch.each, (n + 1) * batch.each);
        const mean = picture.reduce((a, b) => a + b, 0) / batch.each;
        const label = `seed ${seed + k}, example ${n}`;
        expect(
          truth.reduce((a, b) => a + b, 0),
          label,
        ).toBeCloseTo(1, 5);
        expect(mean, label).toBeCloseTo(
          truth.reduce((sum, share, c) => sum + share * c, 0),
          4,
        );
      }
    }
  });

  test('rows that only fill the batch up are left alone', () => {
    const batch = batchOf(4, dims, 6);
    mixed(batch, mixing, seeded(seed));
    expect(new Set(batch.values.subarray(4 * batch.each))).toEqual(new Set([4, 5]));
    expect(Array.from(batch.targets.subarray(24))).toEqual([0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1]);
  });

  test('the same draws mix alike', () => {
    const [one, other] = [batchOf(6, dims), batchOf(6, dims)];
    mixed(one, mixing, seeded(seed));
    mixed(other, mixing, seeded(seed));
    expect(one).toEqual(other);
  });
});

test('cutmix shows every pixel of one picture or of the other, and the other in one rectangle', () => {
  const [height, width] = [24, 20];
  let cut = 0;
  for (let k = 0; k < 20; k++) {
    const { values, ...batch } = batchOf(2, [3, height, width]);
    mixed({ ...batch, values }, { mixup: 0, cutmix: 1 }, seeded(seed + k));
    expect(new Set(values.subarray(0, batch.each)).size).toBeLessThanOrEqual(2);
    const others = Array.from(values.subarray(0, height * width)).flatMap((value, at) => (value === 1 ? [at] : []));
    if (others.length === 0) continue;
    cut += 1;
    const spread = (of: readonly number[]): number => Math.max(...of) - Math.min(...of) + 1;
    const area = spread(others.map((at) => at % width)) * spread(others.map((at) => Math.floor(at / width)));
    expect(area, `seed ${seed + k}`).toBe(others.length);
    // The same place in every channel.
    for (const channel of [1, 2])
      expect(
        others.every((at) => values[channel * height * width + at] === 1),
        `seed ${seed + k}`,
      ).toBe(true);
  }
  expect(cut).toBeGreaterThan(10);
});

test.each([0.1, 0.4, 1])('λ has mean ½ and the variance of Beta(α, α): α = %d', (alpha) => {
  const rng = seeded(seed);
  const drawn = Array.from({ length: 20_000 }, () => beta(alpha, rng));
  const mean = drawn.reduce((a, b) => a + b, 0) / drawn.length;
  const variance = drawn.reduce((sum, x) => sum + (x - mean) ** 2, 0) / drawn.length;
  expect(drawn.every((x) => x >= 0 && x <= 1)).toBe(true);
  expect(Math.abs(mean - 0.5), `seed ${seed}`).toBeLessThan(0.015);
  expect(Math.abs(variance * 4 * (2 * alpha + 1) - 1), `seed ${seed}`).toBeLessThan(0.05);
});

test('with both off nothing is changed', () => {
  const batch = batchOf(4, [3, 4, 4]);
  const before = { values: batch.values.slice(), targets: batch.targets.slice() };
  mixed(batch, { mixup: 0, cutmix: 0 }, seeded(seed));
  expect({ values: batch.values, targets: batch.targets }).toEqual(before);
});
