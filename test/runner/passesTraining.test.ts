import { describe, expect, test } from 'vitest';
import {
  absoluteError,
  attachLoss,
  differentiate,
  Emit,
  featureDistance,
  graphOf,
  hingeLoss,
  oneVsRestHingeLoss,
  sigmoidLoss,
  smoothAbsoluteError,
  softmaxLoss,
  squaredError,
  tensorValue,
  tripletLoss,
  withDropout,
  type Graph,
  type Loss,
} from '../../electron/compiler/index.ts';
import { evaluate, tensor64 } from '../../electron/reference/index.ts';
import { Draw } from '../support/cases/draw.ts';
import { relativeDifference, runInRuntime } from '../support/cases/runtime.ts';
import { recordedCases, replay } from '../support/optimizers.ts';
import { drawnFeeds, seed } from '../support/passes.ts';
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

const losses: Readonly<Record<string, Loss>> = {
  softmax: softmaxLoss({ logits: 'y', classWeights: [1, 2, 0.5, 3], labelSmoothing: 0.125 }),
  probabilities: softmaxLoss({ logits: 'y', form: 'probabilities' }),
  hinge: hingeLoss({ scores: 'y' }),
  'squared hinge': hingeLoss({ scores: 'y', squared: true }),
  'one-vs-rest hinge': oneVsRestHingeLoss({ scores: 'y' }),
  sigmoid: sigmoidLoss({ logits: 'y' }),
  triplet: tripletLoss({ embeddings: 'y' }),
  'triplet without normalization': tripletLoss({ embeddings: 'y', normalize: false }),
  'squared error': squaredError({ values: 'y' }),
  'absolute error': absoluteError({ values: 'y' }),
  'smooth absolute error': smoothAbsoluteError({ values: 'y', beta: 0.5 }),
  'feature distance': featureDistance({ features: 'y', targets: 'targets' }),
};

test.each(Object.entries(losses))(
  '%s: loss and gradient in ONNX Runtime are those of the reference',
  async (_name, loss) => {
    const draw = new Draw(seed);
    const emit = new Emit(null);
    const y = emit.op('Identity', [emit.fresh('x')], {}, { name: 'y' });
    const graph = graphOf('scores', emit, [tensorValue('x', 'float32', [8, 4])], [tensorValue(y, 'float32', [8, 4])]);
    const { graph: lossy, loss: of } = attachLoss(graph, loss, { exampleWeights: 'weights' });
    const both = differentiate(lossy, { of, wrt: ['x'] }).graph;
    const isClass = both.inputs.some(
      ({ name, type }) => name !== 'x' && type?.kind === 'tensor' && type.dtype === 'int64',
    );
    const truth = isClass ? draw.ints([8], 0, 3) : draw.floats([8, 4], [0, 1]);
    const feeds = new Map(
      [...drawnFeeds(graph, new Map(), draw), ['weights', draw.floats([8], [0.5, 2])] as const].concat(
        both.inputs.flatMap(({ name }) => (['targets', 'labels'].includes(name) ? [[name, truth] as const] : [])),
      ),
    );
    const found = await runInRuntime(both, feeds);
    for (const [name, wanted] of evaluate(both, feeds))
      expect(relativeDifference(found.get(name)!, wanted), `${name}, seed ${seed}`).toBeLessThan(1e-5);
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
