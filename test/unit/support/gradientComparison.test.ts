import { expect, test } from 'vitest';
import { seeded } from '../../../electron/compiler/index.ts';
import type { Golden } from '../../golden/gradients/golden.ts';
import { drift, tooFar } from '../../peer/compare.ts';
import { projectionsOf } from '../../peer/signs.ts';

// The judge of gradients, judged by planted mistakes.

const rng = seeded(5);
const exact = new Map(['a', 'b'].map((name) => [name, Float64Array.from({ length: 1000 }, () => rng() * 2 - 1)]));
const theirError = 1e-6;

const golden: Golden = {
  torch: 'none',
  loss32: 0,
  loss64: 0,
  kinkDistance: 1,
  tensors: [...exact].map(([name, gradient]) => {
    const norm = Math.hypot(...gradient);
    const projections = projectionsOf(gradient).map((projection) => projection / norm);
    return { name, norm, error: theirError * norm, projections };
  }),
};

/** The exact gradients with b's numbers off by so much of its norm, in random directions. */
function off(relative: number): Map<string, Float64Array> {
  const b = exact.get('b') ?? new Float64Array();
  const noise = b.map(() => rng() - 0.5);
  const scale = (relative * Math.hypot(...b)) / Math.hypot(...noise);
  return new Map(exact).set(
    'b',
    b.map((value, i) => value + scale * (noise[i] ?? 0)),
  );
}

const names = (found: readonly { readonly name: string }[]): string[] => found.map(({ name }) => name);

test('gradients that are as exact as PyTorch are near enough', () => {
  expect(tooFar(off(theirError), golden, exact)).toEqual([]);
  expect(tooFar(off(theirError), golden, null)).toEqual([]);
});

test('a gradient with ten times their error is too far, and only that one', () => {
  expect(names(tooFar(off(10 * theirError), golden, exact))).toEqual(['b']);
  expect(names(tooFar(off(10 * theirError), golden, null))).toEqual(['b']);
});

test('a gradient that is missing, of another length, or not a number is too far', () => {
  for (const wrong of [[], [1, 2], Array<number>(1000).fill(NaN)]) {
    const ours = new Map<string, ArrayLike<number>>(exact).set('b', wrong);
    expect(names(tooFar(ours, golden, exact))).toEqual(['b']);
    expect(names(tooFar(ours, golden, null))).toEqual(['b']);
  }
});

test('projections have the mean square of the difference that they stand for', () => {
  const squares = Array.from({ length: 200 }, () => {
    const direction = Float64Array.from({ length: 300 }, () => rng() - 0.5);
    return projectionsOf(direction).reduce((sum, p) => sum + p * p, 0) / 8 / Math.hypot(...direction) ** 2;
  });
  const mean = squares.reduce((a, b) => a + b) / squares.length;
  expect(mean).toBeGreaterThan(0.85);
  expect(mean).toBeLessThan(1.15);
});

test('figures that moved by a millionth are a drift', () => {
  expect(drift(golden, exact)).toBeLessThan(1e-12);
  expect(drift(golden, off(1e-6))).toBeGreaterThan(1e-8);
});
