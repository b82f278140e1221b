import { describe, expect, test } from 'vitest';
import { differentiate, gradients, type ChooseFormulation } from '../../electron/compiler/index.ts';
import { evaluate } from '../../electron/reference/index.ts';
import type { OpCase } from '../support/cases/define.ts';
import { Draw } from '../support/cases/draw.ts';
import { formulationsOf, lossName, withWeightedSum } from '../support/cases/laws.ts';
import { relativeDifference, runInRuntime } from '../support/cases/runtime.ts';
import { cases } from '../support/cases/table.ts';

// The 64-bit reference and ONNX Runtime must agree on every operator, forward and backward: then what the laws of
// test/unit/compiler/laws prove of the reference holds for what users run.

const seeds = process.env['SEED'] ? [Number(process.env['SEED'])] : [1, 2, 3];
const tolerance = 1e-5;

describe.each(cases.filter(({ notInRuntime, isDrawn }) => notInRuntime === undefined && isDrawn !== true))(
  '$op, $what',
  (maker) => {
    test.each(seeds)('ONNX Runtime makes what the reference makes (seed %i)', async (seed) => {
      await agree(maker.draw(new Draw(seed)), `seed ${seed}`);
    });

    const isFlat = (gradients as Record<string, unknown>)[maker.op] === 'none';
    test.skipIf(isFlat).each(seeds)('the gradients run in ONNX Runtime (seed %i)', async (seed) => {
      const draw = new Draw(seed);
      const opCase = maker.draw(draw);
      if (opCase.wrt.length === 0) return;
      await agree(backwardOf(opCase, new Draw(seed)), `seed ${seed}`);
      for (const [formal, name] of formulationsOf(opCase, draw)) {
        const choose: ChooseFormulation = (site) => (site.formal === formal ? name : undefined);
        await agree(backwardOf(opCase, new Draw(seed), choose), `seed ${seed}, ${formal} by ${name}`);
      }
    });
  },
);

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
