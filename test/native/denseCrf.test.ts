import { describe, expect, test } from 'vitest';
import { leastProbability, meanField, nativeFailure, refineByCrf, type CrfProblem } from '../../native/index.ts';
import { noisyScene } from './noisyScene.ts';

const seed = Number(process.env['SEED'] ?? 7);

const settings = {
  iterations: 5,
  spatialSigma: 3,
  spatialWeight: 3,
  colorSpatialSigma: 60,
  colorSigma: 10,
  colorWeight: 5,
};
const sharp = { ...settings, spatialSigma: 1, colorSpatialSigma: 30, colorSigma: 13, colorWeight: 10 };
const nearby = { ...settings, spatialWeight: 1, colorSpatialSigma: 5, colorSigma: 8, colorWeight: 3 };

function problemOf(height: number, width: number, changes: Partial<CrfProblem> = {}, classes = 4): CrfProblem {
  return { ...noisyScene({ classes, height, width, seed }), settings, ...changes };
}

/** A picture of one shade in which every point is sure of class 0 but the middle one, which is sure of class 1. */
function onePointAstray(side: number): CrfProblem {
  const points = side * side;
  const middle = Math.floor(points / 2);
  const ofFirst = Float32Array.from({ length: points }, (_, i) => (i === middle ? 0.1 : 0.9));
  const probabilities = Float32Array.of(...ofFirst, ...ofFirst.map((p) => 1 - p));
  return { probabilities, rgb: new Uint8Array(3 * points).fill(99), classes: 2, height: side, width: side, settings };
}

const cases = [
  ['wide kernels', settings],
  ['sharp kernels', sharp],
  ['a small neighborhood', nearby],
] as const;

const farthest = (a: Float32Array, b: Float32Array): number =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);

const meanDifference = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / a.length;

/** The likeliest class of each point. */
function labels(probabilities: Float32Array, classes: number): number[] {
  const points = probabilities.length / classes;
  return Array.from({ length: points }, (_, i) => {
    const own = Array.from({ length: classes }, (_, c) => probabilities[c * points + i]!);
    return own.indexOf(Math.max(...own));
  });
}

// Where there was no compiler there is nothing to test; `npm ci` has said so.
describe.skipIf(nativeFailure() !== null)('a fully connected conditional random field', () => {
  test.each(cases)('equals the double sum over all pairs of a small picture: %s', async (_, each) => {
    const problem = problemOf(40, 40, { settings: each });
    const ours = await refineByCrf(problem, 2);
    // The bar is 1e-3; 3e-6 was the most that was seen.
    expect(farthest(ours, meanField(problem)), `SEED=${seed}`).toBeLessThan(1e-4);
  });

  test.each(cases)('on a lattice equals its TypeScript twin: %s', async (_, each) => {
    const problem = problemOf(40, 40, { settings: each, appearance: 'lattice' });
    expect(farthest(await refineByCrf(problem, 2), meanField(problem)), `SEED=${seed}`).toBeLessThan(1e-5);
  });

  test.each(cases)('on a lattice is near the double sum: %s', async (_, each) => {
    const exact = await refineByCrf(problemOf(40, 40, { settings: each }), 2);
    const lattice = await refineByCrf(problemOf(40, 40, { settings: each, appearance: 'lattice' }), 2);
    // Single points at a border between two classes may differ by a half, which is why this is a mean.
    expect(meanDifference(lattice, exact), `SEED=${seed}`).toBeLessThan(0.02);
    const theirs = labels(exact, 4);
    const changed = labels(lattice, 4).filter((label, i) => label !== theirs[i]).length;
    expect(changed / theirs.length, `SEED=${seed}`).toBeLessThan(0.05);
  });

  test('sums a large picture over the lattice, and a small one exactly', async () => {
    for (const [width, appearance] of [
      [64, 'exact'],
      [65, 'lattice'],
    ] as const) {
      const problem = problemOf(64, width);
      expect(await refineByCrf(problem, 2)).toEqual(await refineByCrf({ ...problem, appearance }, 2));
    }
  });

  test.each(['exact', 'lattice'] as const)('gives the same bytes for any number of threads: %s', async (appearance) => {
    const problem = problemOf(25, 37, { appearance }, 9);
    const answers = await Promise.all([1, 2, 3, 5, 16, 2].map((threads) => refineByCrf(problem, threads)));
    for (const answer of answers.slice(1)) expect(answer).toEqual(answers[0]);
  });

  test.each([{ spatialWeight: 0, colorWeight: 0 }, { iterations: 0 }])(
    'gives the probabilities back where it may not change them: %o',
    async (change) => {
      const problem = problemOf(20, 30, { settings: { ...settings, ...change } });
      expect(farthest(await refineByCrf(problem, 2), problem.probabilities), `SEED=${seed}`).toBeLessThan(1e-6);
    },
  );

  test('takes nothing for impossible', async () => {
    const probabilities = Float32Array.of(1, 0);
    const still = { ...settings, iterations: 0 };
    const one = { probabilities, rgb: new Uint8Array(3), classes: 2, height: 1, width: 1, settings: still };
    const [, other] = await refineByCrf(one, 1);
    expect(other).toBeCloseTo(leastProbability / (1 + leastProbability), 9);
  });

  test.each(['exact', 'lattice'] as const)('brings a point astray back to its neighbors: %s', async (appearance) => {
    const refined = await refineByCrf({ ...onePointAstray(21), appearance }, 2);
    expect(new Set(labels(refined, 2))).toEqual(new Set([0]));
  });

  test.each(['exact', 'lattice'] as const)(
    'leaves a point astray that has a color of its own: %s',
    async (appearance) => {
      const problem = onePointAstray(21);
      const middle = Math.floor((21 * 21) / 2);
      problem.rgb.fill(200, 3 * middle, 3 * middle + 3);
      const refined = await refineByCrf({ ...problem, settings: { ...settings, spatialWeight: 0 }, appearance }, 2);
      expect(labels(refined, 2).flatMap((label, i) => (label === 1 ? [i] : []))).toEqual([middle]);
    },
  );

  test.each(['exact', 'lattice'] as const)('decides nothing where no class is likelier: %s', async (appearance) => {
    const probabilities = new Float32Array(5 * 12 * 17).fill(1 / 5);
    const refined = await refineByCrf(problemOf(12, 17, { probabilities, appearance }, 5), 2);
    expect(farthest(refined, probabilities), `SEED=${seed}`).toBeLessThan(1e-6);
  });

  test.each([
    [1, 1, 3],
    [1, 50, 3],
    [50, 1, 3],
    [2, 2, 1],
    [9, 8, 8],
    [9, 8, 21],
    [7, 9, 35],
  ])('works on %i × %i pixels with %i classes', async (height, width, classes) => {
    for (const appearance of ['exact', 'lattice'] as const) {
      const problem = problemOf(height, width, { appearance }, classes);
      expect(farthest(await refineByCrf(problem, 2), meanField(problem)), `SEED=${seed}`).toBeLessThan(1e-5);
    }
  });

  test('does not care which class is which', async () => {
    const problem = problemOf(30, 30, { appearance: 'lattice' }, 3);
    const turned = (planes: Float32Array): Float32Array => {
      return Float32Array.of(...planes.subarray(900), ...planes.subarray(0, 900));
    };
    const refined = await refineByCrf({ ...problem, probabilities: turned(problem.probabilities) }, 2);
    expect(farthest(refined, turned(await refineByCrf(problem, 2))), `SEED=${seed}`).toBeLessThan(1e-5);
  });

  test.each([
    ['probabilities must hold 400 numbers, not 399.', { probabilities: new Float32Array(399) }],
    ['rgb must hold 300 numbers, not 3.', { rgb: new Uint8Array(3) }],
    ['width must be 1 or more, not 0.', { width: 0 }],
    ['colorSigma must be 0.1 or more, not 0.', { settings: { ...settings, colorSigma: 0 } }],
    ['spatialWeight must be 0 or more, not NaN.', { settings: { ...settings, spatialWeight: NaN } }],
    ['iterations must be a whole number, not 1.5.', { settings: { ...settings, iterations: 1.5 } }],
  ])('refuses what it can not read: %s', async (sentence, changes) => {
    await expect(refineByCrf(problemOf(10, 10, changes), 1)).rejects.toThrow(new RangeError(sentence));
  });

  test.each(['exact', 'lattice'] as const)('stops when it is asked to: %s', async (appearance) => {
    const problem = problemOf(60, 60, { appearance, settings: { ...settings, iterations: 1_000_000 } });
    const stop = new AbortController();
    const ended = refineByCrf(problem, 2, stop.signal);
    setTimeout(() => stop.abort(new Error('enough')), 50);
    await expect(ended).rejects.toThrow('enough');
    await expect(refineByCrf(problem, 2, stop.signal)).rejects.toThrow('enough');
  });
});
