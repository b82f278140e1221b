import { describe, expect, test } from 'vitest';
import { descend, nativeFailure, trainLinearSvm, type SvmProblem } from '../../native/index.ts';
import { headExamples } from '../support/headExamples.ts';

const seed = Number(process.env['SEED'] ?? 5);

function problemOf(wanted: Parameters<typeof headExamples>[0], changes: Partial<SvmProblem> = {}): SvmProblem {
  const { weights, ...examples } = headExamples({ ...wanted, seed });
  const costs = Float32Array.from({ length: examples.count }, (_, i) => 0.1 * (weights?.[i] ?? 1));
  return { ...examples, costs, tolerance: 1e-5, maxPasses: 1000, seed, ...changes };
}

const shapes = [
  { count: 200, width: 40, classes: 2 },
  { count: 300, width: 37, classes: 5 },
  { count: 250, width: 64, classes: 11, weighted: true },
  { count: 40, width: 130, classes: 3 },
  { count: 3, width: 1, classes: 2 },
];

describe('coordinate descent in TypeScript', () => {
  test.each(shapes)('ends between its bounds: %o', async (shape) => {
    const { primal, dual } = await descend(problemOf(shape));
    for (const [k, p] of primal.entries()) {
      expect(dual[k], `SEED=${seed}`).toBeLessThanOrEqual(p * (1 + 1e-6));
      expect(p - dual[k]!, `SEED=${seed}`).toBeLessThanOrEqual(1.1e-5 * p);
    }
  });

  test('begun where it ended is soon done', async () => {
    const problem = problemOf(shapes[1]!);
    const ended = await descend({ ...problem, start: new Float64Array(5 * problem.count) });
    const again = await descend({ ...problem, start: ended.alphas });
    expect(again.passes).toBeLessThan(ended.passes / 2);
    for (const [k, p] of ended.primal.entries())
      expect(Math.abs(again.primal[k]! - p) / p, `SEED=${seed}`).toBeLessThan(1e-4);
  });

  test('gives up at once when it is stopped', async () => {
    await expect(descend(problemOf(shapes[0]!), AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
  });
});

// Where there was no compiler there is nothing to test; `npm ci` has said so.
describe.skipIf(nativeFailure() !== null)('coordinate descent in C++', () => {
  test.each(shapes)('agrees with its TypeScript twin: %o', async (shape) => {
    const problem = problemOf(shape);
    const [ours, twin] = [await trainLinearSvm(problem, 1), await descend(problem)];
    expect(ours.primal.length).toBe(twin.primal.length);
    for (const [k, p] of twin.primal.entries()) {
      expect(Math.abs(ours.primal[k]! - p) / p, `SEED=${seed}`).toBeLessThan(1e-4);
      expect(Math.abs(ours.dual[k]! - twin.dual[k]!) / p, `SEED=${seed}`).toBeLessThan(1e-4);
    }
    const farthest = Math.max(...twin.weights.map((weight, i) => Math.abs(weight - ours.weights[i]!)));
    expect(farthest, `SEED=${seed}`).toBeLessThan(1e-2);
  });

  test.each(shapes)('begun with multipliers agrees with its twin begun with them: %o', async (shape) => {
    const problem = problemOf(shape);
    const machines = shape.classes === 2 ? 1 : shape.classes;
    const start = Float64Array.from({ length: machines * shape.count }, (_, at) =>
      at % 3 === 0 ? 0.02 * (at % 7) : 0,
    );
    const begun = { ...problem, start, maxPasses: 0 };
    const [ours, twin] = [await trainLinearSvm(begun, 2), await descend(begun)];
    expect(ours.alphas).toEqual(twin.alphas);
    for (const [i, weight] of twin.weights.entries()) expect(ours.weights[i], `SEED=${seed}`).toBeCloseTo(weight, 3);
    const ended = await trainLinearSvm({ ...problem, start }, 1);
    const fromZero = await trainLinearSvm(problem, 1);
    expect(fromZero.alphas).toHaveLength(0);
    for (const [k, p] of fromZero.primal.entries())
      expect(Math.abs(ended.primal[k]! - p) / p, `SEED=${seed}`).toBeLessThan(1e-4);
    const again = await trainLinearSvm({ ...problem, start: ended.alphas }, 1);
    expect(again.passes).toBeLessThanOrEqual(Math.ceil(ended.passes / 2));
  });

  test('gives the same bytes for any number of threads, and every time', async () => {
    const problem = problemOf({ count: 300, width: 83, classes: 9 });
    const answers = await Promise.all([1, 2, 3, 5, 16, 2].map((threads) => trainLinearSvm(problem, threads)));
    for (const answer of answers.slice(1)) expect(answer).toEqual(answers[0]);
  });

  test('leaves out an example of no cost', async () => {
    const problem = problemOf({ count: 120, width: 20, classes: 3 });
    const without = { ...problem, count: 100, classOf: problem.classOf.subarray(0, 100) };
    const costs = problem.costs.map((cost, i) => (i < 100 ? cost : 0));
    const tight = { tolerance: 1e-7 };
    const a = await trainLinearSvm({ ...problem, costs, ...tight }, 2);
    const features = problem.features.subarray(0, 100 * 20);
    const b = await trainLinearSvm({ ...without, features, costs: costs.subarray(0, 100), ...tight }, 2);
    for (const [k, p] of b.primal.entries()) expect(Math.abs(a.primal[k]! - p) / p).toBeLessThan(1e-6);
  });

  test.each([
    [{ count: 0 }, 'count must be 1 or more'],
    [{ count: 21 }, 'features must hold 84 numbers'],
    [{ classOf: new Int32Array(3) }, 'classOf must hold 20 numbers'],
    [{ costs: new Float32Array(40) }, 'costs must hold 20 numbers'],
    [{ start: new Float64Array(61) }, 'start must hold 60 numbers'],
    [{ start: new Float64Array(60).fill(-1) }, 'A multiplier of start is -1'],
    [{ start: new Float64Array(60).fill(NaN) }, 'A multiplier of start is NaN'],
    [{ maxPasses: 0.5 }, 'maxPasses must be a whole number'],
  ])('refuses what it would read past its end: %o', async (changes, sentence) => {
    const problem = { ...problemOf({ count: 20, width: 4, classes: 3 }), ...changes };
    await expect(trainLinearSvm(problem, 1)).rejects.toThrow(sentence);
  });

  test('keeps the thread free and stops within a few milliseconds', async () => {
    const problem = problemOf({ count: 4000, width: 500, classes: 10 }, { tolerance: 0, maxPasses: 100_000 });
    const stop = new AbortController();
    const ended = trainLinearSvm(problem, 2, stop.signal);
    ended.catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const askedMs = performance.now();
    stop.abort(new Error('enough'));
    await expect(ended).rejects.toThrow('enough');
    expect(performance.now() - askedMs).toBeLessThan(200);
  });
});
