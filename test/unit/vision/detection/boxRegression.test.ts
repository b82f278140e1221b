import { describe, expect, test } from 'vitest';
import { derived, fitBoxRegression, regressed } from '../../../../electron/runner/vision/index.ts';

const seed = Number(process.env['SEED'] ?? 11);

/** Rows whose targets are a known sum of their features, and noise. */
function rowsOf(count: number, width: number, noise: number) {
  const rng = derived(seed, 'regression', count, width);
  const features = Float32Array.from({ length: count * width }, () => 2 * rng() - 0.5);
  const truth = Array.from({ length: 4 * width }, () => rng() - 0.5);
  const targets = Float32Array.from({ length: 4 * count }, (_, at) => {
    const [row, output] = [Math.floor(at / 4), at % 4];
    let sum = 0.3 * output;
    for (let f = 0; f < width; f++) sum += (truth[output * width + f] ?? 0) * (features[row * width + f] ?? 0);
    return sum + noise * (rng() - 0.5);
  });
  return { features, targets, width, truth };
}

describe('box regression', () => {
  test.each([
    [60, 5],
    [12, 40],
  ])('without a penalty goes through rows that are sums of features: %i rows of %i', (count, width) => {
    const rows = rowsOf(count, width, 0);
    const regression = fitBoxRegression(rows, 1e-9);
    for (let row = 0; row < count; row++) {
      const found = regressed(regression, rows.features.subarray(row * width, (row + 1) * width));
      for (const [output, value] of found.entries())
        expect(value, `SEED=${seed}`).toBeCloseTo(rows.targets[4 * row + output] ?? NaN, 3);
    }
  });

  test.each([
    [30, 8],
    [8, 30],
  ])('is where the slope of the penalized error is 0: %i rows of %i', (count, width) => {
    const { features, targets } = rowsOf(count, width, 0.4);
    const lambda = 3;
    const { weights, bias } = fitBoxRegression({ features, targets, width }, lambda);
    for (let output = 0; output < 4; output++) {
      const errors = Array.from({ length: count }, (_, row) => {
        let error = (targets[4 * row + output] ?? 0) - (bias[output] ?? 0);
        for (let f = 0; f < width; f++) error -= (weights[output * width + f] ?? 0) * (features[row * width + f] ?? 0);
        return error;
      });
      expect(errors.reduce((sum, error) => sum + error, 0)).toBeCloseTo(0, 4);
      for (let f = 0; f < width; f++) {
        const slope = errors.reduce((sum, error, row) => sum + error * (features[row * width + f] ?? 0), 0);
        expect(slope, `SEED=${seed}`).toBeCloseTo(lambda * (weights[output * width + f] ?? 0), 4);
      }
    }
  });

  test('with a large penalty answers the mean', () => {
    const rows = rowsOf(20, 6, 0.2);
    const found = regressed(fitBoxRegression(rows, 1e12), rows.features.subarray(0, 6));
    for (const [output, value] of found.entries()) {
      const mean = rows.targets.filter((_, at) => at % 4 === output).reduce((sum, one) => sum + one / 20, 0);
      expect(value).toBeCloseTo(mean, 5);
    }
  });

  test('refuses no rows', () => {
    const none = { features: new Float32Array(0), targets: new Float32Array(0), width: 3 };
    expect(() => fitBoxRegression(none, 1)).toThrow(RangeError);
  });
});
