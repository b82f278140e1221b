import { describe, expect, test } from 'vitest';
import {
  asParameters,
  attachLoss,
  differentiate,
  Emit,
  graphOf,
  print,
  regularize,
  softmaxLoss,
  tensorValue,
  trainableFrom,
  withDropout,
  withDropoutOff,
  withDropoutOn,
  type Graph,
} from '../../../../electron/compiler/index.ts';
import { evaluate, tensor64, type Kernel } from '../../../../electron/reference/index.ts';
import { Draw } from '../../../support/cases/draw.ts';
import { asFeeds, drawnFeeds, expectSame, inputNames, outputNames, seed, smallCnn } from '../../../support/passes.ts';

const graph = smallCnn();
const draw = new Draw(seed);

describe('regularize', () => {
  const names = trainableFrom(graph, 'conv_2');
  const { graph: open, values } = asParameters(graph, names);
  const lossy = attachLoss(open, softmaxLoss({ logits: 'logits' }));
  const feeds = new Map([
    ...drawnFeeds(graph, new Map(), draw),
    ...asFeeds(values),
    ['targets', tensor64([2], [0, 2], 'int64')] as const,
  ]);
  const weights = ['conv_weight_2', 'gemm_weight'].flatMap((name) => [...asFeeds(values).get(name)!.values]);

  test('adds half the squares and the sizes of the weights, not of the biases', () => {
    const penalized = regularize(lossy, { of: names, l2: 0.1, l1: 0.01 });
    const found = evaluate(penalized.graph, feeds);
    const squares = weights.reduce((sum, w) => sum + w * w, 0);
    const sizes = weights.reduce((sum, w) => sum + Math.abs(w), 0);
    const wanted = found.get('loss')!.values[0]! + 0.05 * squares + 0.01 * sizes;
    expect(found.get(penalized.loss)!.values[0]).toBeCloseTo(wanted, 6);
  });

  test('its gradient is the gradient of the loss plus λ times the weight', () => {
    const penalized = regularize(lossy, { of: names, l2: 0.1, biases: true });
    const gradientsOf = ({ graph: of, loss }: typeof lossy) =>
      evaluate(differentiate(of, { of: loss, wrt: names }).graph, feeds);
    const [with_, without] = [gradientsOf(penalized), gradientsOf(lossy)];
    for (const name of names) {
      const plain = without.get(`${name}/gradient`)!.values;
      const w = asFeeds(values).get(name)!.values;
      with_.get(`${name}/gradient`)!.values.forEach((g, i) => expect(g, name).toBeCloseTo(plain[i]! + 0.1 * w[i]!, 6));
    }
  });

  test('refuses when there is nothing but biases', () => {
    expect(() => regularize(lossy, { of: ['gemm_bias'], l2: 1 })).toThrow('they are biases, not weights');
  });
});

/** x → Dropout (ratio 0.25) → Relu → y */
function dropoutNetwork(): Graph {
  const emit = new Emit(null);
  const dropped = emit.op('Dropout', [emit.fresh('x'), emit.floats([0.25], 'ratio', [])], {}, { name: 'dropped' });
  const y = emit.op('Relu', [dropped], {}, { name: 'y' });
  return graphOf('dropout', emit, [tensorValue('x', 'float32', [4, 5])], [tensorValue(y, 'float32', [4, 5])]);
}

/** Stands for the random numbers of a runtime: 0, 0.1, 0.2, … 0.9, 0, … */
const tenths: Readonly<Record<string, Kernel>> = {
  RandomUniformLike: (call) => {
    const { dims, values } = call.input(0);
    return [
      tensor64(
        dims,
        values.map((_, i) => (i % 10) / 10),
      ),
    ];
  },
};

describe('dropout', () => {
  test('a mask that is fed chooses what stays, and what stays makes up for what goes', () => {
    const dropped = withDropout(graph, { at: 'flatten', ratio: 0.5, mask: 'input' });
    expect(inputNames(dropped)).toEqual(['image', 'flatten/mask']);
    const mask = tensor64([2, 4], [1, 0, 1, 1, 0, 0, 0, 1]);
    const feeds = new Map([...drawnFeeds(graph, new Map(), draw), ['flatten/mask', mask] as const]);
    const features = evaluate(graph, feeds, { wanted: ['flatten'] }).get('flatten')!;
    const gemm = (name: string) => graph.initializers.find((tensor) => tensor.name === name)!;
    const stored = asFeeds(new Map([gemm('gemm_weight'), gemm('gemm_bias')].map((tensor) => [tensor.name, tensor])));
    const [w, b] = ['gemm_weight', 'gemm_bias'].map((name) => stored.get(name)!.values);
    evaluate(dropped, feeds)
      .get('logits')!
      .values.forEach((logit, at) => {
        const [n, k] = [Math.floor(at / 3), at % 3];
        const terms = [0, 1, 2, 3].map(
          (f) => 2 * mask.values[4 * n + f]! * features.values[4 * n + f]! * w![4 * k + f]!,
        );
        expect(logit).toBeCloseTo(
          terms.reduce((sum, term) => sum + term, b![k]!),
          9,
        );
      });
  });

  test('a mask of ones at ratio 0 changes nothing, and the value stays whole as an output', () => {
    const ones = tensor64([2, 4], Array<number>(8).fill(1));
    const feeds = new Map([...drawnFeeds(graph, new Map(), draw), ['flatten/mask', ones] as const]);
    expectSame(evaluate(withDropout(graph, { at: 'flatten', ratio: 0, mask: 'input' }), feeds), evaluate(graph, feeds));
  });

  test('a drawn mask drops the numbers whose draw is below the ratio', () => {
    const on = withDropoutOn(dropoutNetwork(), { mask: 'drawn', seed: 5 });
    expect(print(on)).toContain('randomuniformlike = RandomUniformLike(x) {seed=5.0}');
    const x = draw.floats([4, 5], [0.1, 1]);
    const y = evaluate(on, new Map([['x', x]]), { kernels: tenths }).get('y')!;
    y.values.forEach((value, i) => expect(value).toBeCloseTo(i % 10 < 3 ? 0 : x.values[i]! / 0.75, 6));
  });

  test('the gradient goes where the mask let the number through', () => {
    const on = withDropoutOn(dropoutNetwork(), { mask: 'drawn' });
    const seeded = { ...on, inputs: [...on.inputs, tensorValue('seed', 'float32', [4, 5])] };
    const { graph: both } = differentiate(seeded, { of: 'y', wrt: ['x'], seed: 'seed' });
    const ones = tensor64([4, 5], Array<number>(20).fill(1));
    const feeds = new Map([
      ['x', draw.floats([4, 5], [0.1, 1])],
      ['seed', ones],
    ]);
    const gradient = evaluate(both, feeds, { kernels: tenths }).get('x/gradient')!;
    gradient.values.forEach((value, i) => expect(value).toBeCloseTo(i % 10 < 3 ? 0 : 1 / 0.75, 6));
  });

  test('off, the nodes of a network pass their input on', () => {
    const off = withDropoutOff(dropoutNetwork());
    expect(off.nodes.map(({ op }) => op)).toEqual(['Identity', 'Relu']);
    expect(outputNames(off)).toEqual(['y']);
  });
});
