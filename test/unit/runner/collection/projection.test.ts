import { expect, test } from 'vitest';
import {
  drawnProjection,
  isProjected,
  normalize,
  projectedDims,
} from '../../../../electron/runner/tasks/collection/projection.ts';
import { seeded } from '../../../../electron/runner/vision/index.ts';

// Johnson and Lindenstrauss: angles stay about what they are.

const width = 1280;
const rng = seeded(3);
const normal = (): number => rng() + rng() + rng() - 1.5;

function row(like?: Float32Array): Float32Array {
  const values = Float32Array.from({ length: width }, (_, d) => normal() + (like?.[d] ?? 0));
  normalize(values, width);
  return values;
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let d = 0; d < a.length; d += 1) sum += (a[d] ?? 0) * (b[d] ?? 0);
  return sum;
}

test('a cosine of projected features is off by about a sixteenth', () => {
  const signs = drawnProjection(width);
  const projected = (values: Float32Array): Float32Array => {
    const made = Float32Array.from({ length: projectedDims }, (_, k) =>
      dot(values, signs.subarray(k * width, (k + 1) * width)),
    );
    normalize(made, projectedDims);
    return made;
  };
  const errors = Array.from({ length: 40 }, () => {
    const a = row();
    const b = row(rng() < 0.5 ? a.map((value) => value * 20) : undefined);
    return dot(projected(a), projected(b)) - dot(a, b);
  });
  const spread = Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length);
  expect(spread).toBeLessThan(1.5 / 16);
  expect(spread).toBeGreaterThan(0.2 / 16);
});

test('the same signs are drawn at every start', () => {
  expect(drawnProjection(64)).toEqual(drawnProjection(64));
});

test('a library is projected where its features would need more than those of 30,000 photos', () => {
  expect(isProjected(30_000, 1280)).toBe(false);
  expect(isProjected(30_001, 1280)).toBe(true);
  expect(isProjected(20_000, 2048)).toBe(true);
  expect(isProjected(100_000, projectedDims)).toBe(false);
});
