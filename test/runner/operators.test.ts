import { describe, expect, test } from 'vitest';
import { differentiate, type ChooseFormulation } from '../../electron/compiler/index.ts';
import { evaluate } from '../../electron/reference/index.ts';
import type { OpCase } from '../support/cases/define.ts';
import { Draw } from '../support/cases/draw.ts';
import { formulationsOf, lossName, withWeightedSum } from '../support/cases/laws.ts';
import { relativeDifference, runInRuntime } from '../support/cases/runtime.ts';
import { cases, hasGradient } from '../support/cases/table.ts';

// The 64-bit reference and ONNX Runtime must agree on every operator, forward and backward: then what the laws of
// test/unit/compiler/laws prove of the reference holds for what users run.

const seeds = process.env['SEED'] ? [Number(process.env['SEED'])] : [1, 2, 3];
const tolerance = 1e-5;

const judged = cases.filter(({ notInRuntime, isDrawn }) => notInRuntime === undefined && isDrawn !== true);

describe.each(judged)('$op, $what', (maker) => {
  test.each(seeds)('ONNX Runtime makes what the reference makes (seed %i)', async (seed) => {
    await agree(maker.draw(new Draw(seed)), `seed ${seed}`);
  });
});

describe.each(judged.filter(hasGradient))('$op, $what', (maker) => {
  test.each(seeds)('the gradients run in ONNX Runtime (seed %i)', async (seed) => {
    const draw = new Draw(seed);
    const opCase = maker.draw(draw);
    await agree(backwardOf(opCase, new Draw(seed)), `seed ${seed}`);
    for (const [formal, name] of formulationsOf(opCase, draw)) {
      const choose: ChooseFormulation = (site) => (site.formal === formal ? name : undefined);
      await agree(backwardOf(opCase, new Draw(seed), choose), `seed ${seed}, ${formal} by ${name}`);
    }
  });
});

describe.each(judged.filter((maker) => maker.linear === true && hasGradient(maker)))('$op, $what', (maker) => {
  // No step size is involved, so that ONNX Runtime's own 32 bits are enough.
  test.each(seeds)('f(v) − f(0) weighted by dY is ⟨v, dX⟩ (seed %i)', async (seed) => {
    const opCase = maker.draw(new Draw(seed));
    const { graph, feeds, wrt } = withWeightedSum(opCase, new Draw(seed));
    const { graph: backward, gradients: names } = differentiate(graph, { of: lossName, wrt });
    const atV = await runInRuntime(backward, feeds);
    for (const input of wrt) {
      const v = feeds.get(input)!;
      const atZero = await runInRuntime(graph, new Map([...feeds, [input, { ...v, values: v.values.map(() => 0) }]]));
      const products = atV.get(names.get(input)!)!.values.map((g, i) => g * v.values[i]!);
      const moved = atV.get(lossName)!.values[0]! - atZero.get(lossName)!.values[0]!;
      const scale = products.reduce((sum, x) => sum + Math.abs(x), 0) + Math.abs(atZero.get(lossName)!.values[0]!) + 1;
      const error = Math.abs(moved - products.reduce((a, b) => a + b, 0)) / scale;
      expect(error, `${input}, seed ${seed}`).toBeLessThan(tolerance);
    }
  });
});

/** The case with its gradients as the only outputs: a sum that nearly cancels says nothing about its terms. */
function backwardOf(opCase: OpCase, draw: Draw, choose: ChooseFormulation = () => undefined): OpCase {
  const { graph, feeds, wrt } = withWeightedSum(opCase, draw);
  const { graph: backward } = differentiate(graph, { of: lossName, wrt, choose });
  return { graph: { ...backward, outputs: backward.outputs.filter(({ name }) => name !== lossName) }, feeds, wrt };
}

async function agree({ graph, feeds }: OpCase, context: string): Promise<void> {
  const found = await runInRuntime(graph, feeds);
  for (const [name, wanted] of evaluate(graph, feeds)) {
    expect(relativeDifference(found.get(name)!, wanted), `${name}, ${context}`).toBeLessThan(tolerance);
  }
}
