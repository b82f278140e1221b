import { describe, expect, test } from 'vitest';
import {
  Emit,
  graphOf,
  tensorValue,
  withOptimizer,
  type Differentiated,
  type OptimizerOptions,
} from '../../../../electron/compiler/index.ts';
import { evaluate, tensor64, type Tensor64 } from '../../../../electron/reference/index.ts';
import { recordedCases, replay } from '../../../support/optimizers.ts';

/** One parameter w [2] with the gradient that is fed as g. */
function given(): Differentiated {
  const emit = new Emit(null);
  const inputs = ['w', 'g'].map((name) => tensorValue(emit.fresh(name), 'float32', [2]));
  const gradient = emit.op('Identity', ['g'], {}, { name: 'w/gradient' });
  return {
    graph: graphOf('given', emit, inputs, [tensorValue(gradient, 'float32', [2])]),
    gradients: new Map([['w', gradient]]),
  };
}

function step(options: OptimizerOptions, feeds: Readonly<Record<string, Tensor64>>): ReadonlyMap<string, Tensor64> {
  const w = tensor64([2], [1, -2]);
  const g = tensor64([2], [3, 4]);
  const scalars = { learning_rate: tensor64([], [0.5]), step: tensor64([], [1], 'int64') };
  return evaluate(withOptimizer(given(), options).graph, new Map(Object.entries({ w, g, ...scalars, ...feeds })));
}

test.each(recordedCases.map(({ name }) => name))('%s: twenty steps are PyTorch’s to 1e-6', async (name) => {
  const { worst } = await replay(name, (graph, feeds) => Promise.resolve(evaluate(graph, feeds)));
  expect(worst).toBeLessThan(1e-6);
});

describe('a training step', () => {
  test('states come in and go out, and begin at zero', () => {
    const { parameters, states, graph } = withOptimizer(given(), { kind: 'adam' });
    expect(parameters).toEqual([{ input: 'w', output: 'w/next' }]);
    expect(states).toEqual([
      { input: 'w/mean', output: 'w/mean/next', dims: [2] },
      { input: 'w/square', output: 'w/square/next', dims: [2] },
    ]);
    expect(graph.inputs.map(({ name }) => name)).toEqual(['w', 'g', 'learning_rate', 'w/mean', 'w/square', 'step']);
    expect(graph.outputs.map(({ name }) => name)).toEqual(['w/next', 'w/mean/next', 'w/square/next']);
  });

  test('without momentum or moments there is no state and no step to count', () => {
    const { states, graph } = withOptimizer(given(), { kind: 'sgd' });
    expect(states).toEqual([]);
    expect(graph.inputs.map(({ name }) => name)).toEqual(['w', 'g', 'learning_rate']);
    expect([...step({ kind: 'sgd' }, {}).get('w/next')!.values]).toEqual([-0.5, -4]);
  });

  test('gradients longer than the limit are brought to it, shorter ones are left alone', () => {
    const clipped = step({ kind: 'sgd', clipNorm: 2.5 }, {});
    expect(clipped.get('gradient_norm')!.values[0]).toBe(5);
    clipped.get('w/next')!.values.forEach((w, i) => expect(w).toBeCloseTo([1 - 0.75, -2 - 1][i]!, 6));
    expect([...step({ kind: 'sgd', clipNorm: 6 }, {}).get('w/next')!.values]).toEqual([-0.5, -4]);
  });

  test('the first step of Adam is the learning rate in the direction of the sign', () => {
    const zeros = { 'w/mean': tensor64([2], [0, 0]), 'w/square': tensor64([2], [0, 0]) };
    step({ kind: 'adam' }, zeros)
      .get('w/next')!
      .values.forEach((w, i) => expect(w).toBeCloseTo([0.5, -2.5][i]!, 5));
  });

  test('rate and weight decay can differ between parameters', () => {
    const options = { kind: 'sgd', weightDecay: 0.5, rateOf: () => 2, decayOf: () => 0 } as const;
    expect([...step(options, {}).get('w/next')!.values]).toEqual([-2, -6]);
  });
});
