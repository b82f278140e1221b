import { describe, expect, test } from 'vitest';
import { Emit, graphOf, tensorValue, withDropout, type Graph } from '../../electron/compiler/index.ts';
import { tensor64 } from '../../electron/reference/index.ts';
import { runInRuntime } from '../support/cases/runtime.ts';
import { recordedCases, replay } from '../support/optimizers.ts';
import { lossesOf, trainingCases } from '../support/training.ts';
import recorded from '../fixtures/training.json' with { type: 'json' };

// Training in ONNX Runtime, in 32 bits, against what PyTorch did with the same numbers.

test.each(recordedCases.map(({ name }) => name))('%s: twenty steps are PyTorch’s to 1e-6', async (name) => {
  const { worst } = await replay(name, runInRuntime);
  expect(worst).toBeLessThan(1e-6);
});

test.each(['cnn', 'mlp'] as const)(
  '%s: twenty steps have the losses of PyTorch, each to a thousandth',
  async (name) => {
    const wanted = recorded[name];
    const found = await lossesOf(trainingCases[name], wanted.length, runInRuntime);
    wanted.forEach((loss, t) =>
      expect(Math.abs(found[t]! / loss - 1), `step ${t}: ${found[t]} and ${loss}`).toBeLessThan(1e-3),
    );
    expect(found.at(-1)).toBeLessThan(0.8 * found[0]!);
  },
);

describe('dropout with masks drawn by ONNX Runtime', () => {
  const count = 20_000;
  const ratio = 0.3;

  const dropped = (seed: number): Graph => {
    const emit = new Emit(null);
    const value = emit.op('Identity', [emit.fresh('x')], {}, { name: 'value' });
    const y = emit.op('Identity', [value], {}, { name: 'y' });
    const graph = graphOf(
      'dropout',
      emit,
      [tensorValue('x', 'float32', [count])],
      [tensorValue(y, 'float32', [count])],
    );
    return withDropout(graph, { at: 'value', ratio, mask: 'drawn', seed });
  };
  const ones = new Map([['x', tensor64([count], Array<number>(count).fill(1))]]);
  const maskOf = async (seed: number) => (await runInRuntime(dropped(seed), ones)).get('y')!.values;

  test('the share of zeros is the ratio and the mean stays', async () => {
    const values = await maskOf(1);
    // Four standard deviations of a share among 20,000: 4 · √(0.3 · 0.7 / 20000) = 0.013.
    expect(Math.abs(values.filter((value) => value === 0).length / count - ratio)).toBeLessThan(0.013);
    expect(Math.abs(values.reduce((a, b) => a + b, 0) / count - 1)).toBeLessThan(0.02);
  });

  test('the same seed draws the same mask, another seed another', async () => {
    expect(await maskOf(1)).toEqual(await maskOf(1));
    expect(await maskOf(2)).not.toEqual(await maskOf(1));
  });
});
