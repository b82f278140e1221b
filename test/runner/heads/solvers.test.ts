import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  solveSoftmax,
  solveSvm,
  type HeadData,
  type LinearHead,
} from '../../../electron/runner/training/heads/solvers/index.ts';
import { solveSvmByGraph } from '../../../electron/runner/training/heads/solvers/svm.ts';
import { headExamples } from '../../support/headExamples.ts';

// What scikit-learn found: test/fixtures/generators/heads.py.

interface Recorded {
  readonly objective: number;
  readonly accuracy: number;
  readonly predicted: readonly number[];
}

interface Case {
  readonly count: number;
  readonly width: number;
  readonly classes: number;
  readonly c: number;
  readonly classOf: readonly number[];
  readonly weights: readonly number[] | null;
  readonly features: readonly number[];
  readonly softmax: Recorded;
  readonly svm: Recorded;
}

const file = new URL('../../fixtures/heads.json', import.meta.url);
const cases = Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, Case>);
const seed = Number(process.env['SEED'] ?? 3);

const examplesOf = ({ count, width, classes, classOf, weights, features }: Case): HeadData => ({
  ...{ count, width, classes },
  features: Float32Array.from(features),
  classOf: Int32Array.from(classOf),
  weights: weights && Float32Array.from(weights),
});

describe.each([
  ['softmax', solveSoftmax],
  ['svm', solveSvm],
  ['svm', solveSvmByGraph],
] as const)('%s (%#)', (loss, solve) => {
  test.each(cases)('finds what scikit-learn finds: %s', async (_, recorded) => {
    const examples = examplesOf(recorded);
    const expected = recorded[loss];
    const head = await solve(examples, { c: recorded.c });
    const found = objectiveOf(head, examples, loss, recorded.c);
    expect(Math.abs(found / expected.objective - 1)).toBeLessThan(1e-3);
    expect(Math.abs(head.objective / found - 1)).toBeLessThan(1e-5);
    const precise = await solve(examples, { c: recorded.c, tolerance: 1e-6 });
    const same = predicted(precise, examples).filter((k, i) => k === expected.predicted[i]).length;
    expect(same / examples.count).toBeGreaterThanOrEqual(0.999);
  });

  test('its gap is a true bound: the best lies no lower', async () => {
    const examples = headExamples({ count: 500, width: 30, classes: 4, weighted: true, seed });
    const rough = await solve(examples, { c: 0.1, tolerance: 0.03 });
    const best = await solve(examples, { c: 0.1, tolerance: 1e-6 });
    expect(best.objective, `SEED=${seed}`).toBeGreaterThanOrEqual(rough.objective * (1 - rough.gap) * (1 - 1e-5));
    expect(rough.gap).toBeLessThanOrEqual(0.03);
  });
});

test('blocks of rows, the last one overlapping, add up to the whole', async () => {
  const examples = headExamples({ count: 2500, width: 24, classes: 3, weighted: true, seed });
  const head = await solveSoftmax(examples, { c: 0.05, tolerance: 1e-5 });
  expect(Math.abs(head.objective / objectiveOf(head, examples, 'softmax', 0.05) - 1), `SEED=${seed}`).toBeLessThan(
    1e-5,
  );
});

test('an example counted twice is an example of weight 2', async () => {
  const once = headExamples({ count: 80, width: 10, classes: 3, seed });
  const weights = Float32Array.from({ length: 80 }, (_, i) => (i % 2 === 0 ? 2 : 1));
  const twice = Array.from({ length: 80 }, (_, i) => (i % 2 === 0 ? [i, i] : [i])).flat();
  const repeated = {
    ...once,
    count: twice.length,
    classOf: Int32Array.from(twice, (i) => once.classOf[i]!),
    features: Float32Array.from(twice.flatMap((i) => [...once.features.subarray(i * 10, i * 10 + 10)])),
  };
  for (const solve of [solveSoftmax, solveSvm]) {
    const a = await solve({ ...once, weights }, { c: 0.1, tolerance: 1e-6 });
    const b = await solve(repeated, { c: 0.1, tolerance: 1e-6 });
    expect(Math.abs(a.objective / b.objective - 1), `SEED=${seed}`).toBeLessThan(1e-5);
  }
});

test('a start near the end saves work and changes nothing else', async () => {
  const examples = headExamples({ count: 400, width: 50, classes: 5, seed });
  const cold = await solveSoftmax(examples, { c: 0.2 });
  const warm = await solveSoftmax(examples, { c: 0.2, start: cold });
  expect(warm.iterations).toBe(1);
  expect(warm.weight).toEqual(cold.weight);
});

test('the same examples give the same bytes', async () => {
  const examples = headExamples({ count: 1500, width: 40, classes: 6, seed });
  for (const solve of [solveSoftmax, solveSvm]) {
    const [a, b] = [await solve(examples, { c: 0.3, threads: 2 }), await solve(examples, { c: 0.3, threads: 2 })];
    expect(a).toEqual(b);
  }
});

test('a stop ends it', async () => {
  const examples = headExamples({ count: 60, width: 8, classes: 3, seed });
  for (const solve of [solveSoftmax, solveSvm]) {
    const stop = AbortSignal.abort(new Error('enough'));
    await expect(solve(examples, { c: 1, stop })).rejects.toThrow('enough');
  }
});

test('classes that do not exist are refused', async () => {
  const examples = headExamples({ count: 10, width: 4, classes: 3, seed });
  await expect(solveSvm({ ...examples, classes: 2 }, { c: 1 })).rejects.toThrow(/There is no class 2 among 2/);
});

function scoresOf({ weight, bias }: LinearHead, { features, width, classes }: HeadData, i: number): number[] {
  return Array.from({ length: classes }, (_, k) => {
    let sum = bias[k]!;
    for (let f = 0; f < width; f++) sum += weight[k * width + f]! * features[i * width + f]!;
    return sum;
  });
}

/** In 64 bits, written anew from the formulas of `solveSvm` and `solveSoftmax`. */
function objectiveOf(head: LinearHead, examples: HeadData, loss: 'softmax' | 'svm', c: number): number {
  const { width, classes } = examples;
  const machines = loss === 'svm' && classes === 2 ? [0] : Array.from({ length: classes }, (_, k) => k);
  let total = 0;
  for (const k of machines) {
    for (const weight of head.weight.subarray(k * width, (k + 1) * width)) total += weight ** 2 / 2;
    if (loss === 'svm') total += head.bias[k]! ** 2 / 2;
  }
  for (let i = 0; i < examples.count; i++) {
    const scores = scoresOf(head, examples, i);
    const own = examples.classOf[i]!;
    const lost =
      loss === 'svm'
        ? machines.reduce((sum, k) => sum + Math.max(0, 1 - (k === own ? 1 : -1) * scores[k]!) ** 2, 0)
        : Math.log(scores.reduce((sum, score) => sum + Math.exp(score - scores[own]!), 0));
    total += c * (examples.weights?.[i] ?? 1) * lost;
  }
  return total;
}

function predicted(head: LinearHead, examples: HeadData): number[] {
  return Array.from({ length: examples.count }, (_, i) => {
    const scores = scoresOf(head, examples, i);
    return scores.indexOf(Math.max(...scores));
  });
}
