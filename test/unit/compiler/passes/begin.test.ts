import { describe, expect, test } from 'vitest';
import {
  drawAnew,
  Emit,
  floatsOf,
  floatTensor,
  foldBatchNorm,
  graphOf,
  tensorValue,
  trainableFrom,
  withActivation,
  withParameters,
  type Activation,
} from '../../../../electron/compiler/index.ts';
import { evaluate } from '../../../../electron/reference/index.ts';
import { seeded } from '../../../../electron/runner/vision/index.ts';
import { Draw } from '../../../support/cases/draw.ts';
import { drawnFeeds, expectSame, inputNames, seed, smallCnn } from '../../../support/passes.ts';

const graph = smallCnn();
const feeds = drawnFeeds(graph, new Map(), new Draw(seed));
const opsOf = ({ nodes }: typeof graph): string[] => nodes.map(({ op }) => op);
const rectifiers = opsOf(graph).filter((op) => op === 'Relu').length;

describe('withActivation', () => {
  test('leaves a network of Relus as it is where Relu is asked for', () => {
    expect(opsOf(withActivation(graph, 'relu'))).toEqual(opsOf(graph));
  });

  test('maxout begins as the Relu that was there, with twice the weights', () => {
    const folded = foldBatchNorm(graph);
    const widened = withActivation(folded, 'maxout');
    expect(opsOf(widened).filter((op) => op === 'Max')).toHaveLength(1);
    expectSame(evaluate(widened, feeds), evaluate(folded, feeds));
    const [image] = inputNames(folded);
    expect(trainableFrom(widened, image!)).toHaveLength(trainableFrom(folded, image!).length + 2);
  });

  test.each([
    ['sigmoid', 'Sigmoid'],
    ['tanh', 'Tanh'],
    ['leaky-relu', 'LeakyRelu'],
    ['elu', 'Elu'],
  ] as const)('puts %s where Relus were, and others can be put in its place', (activation, op) => {
    const changed = withActivation(graph, activation);
    expect(opsOf(changed).filter((own) => own === op)).toHaveLength(rectifiers);
    expect(opsOf(changed)).not.toContain('Relu');
    if (op === 'LeakyRelu' || op === 'Elu') expect(opsOf(withActivation(changed, 'relu'))).toEqual(opsOf(graph));
  });

  test('takes a Clip from 0 for a rectifier and leaves one from -1, and leaves a Relu without a layer before it', () => {
    const emit = new Emit(null);
    const x = emit.fresh('x');
    const clipped = emit.op('Clip', [x, emit.constant(floatTensor('low', [], [0]))], {});
    const other = emit.op('Clip', [clipped, emit.constant(floatTensor('lower', [], [-1]))], {});
    const y = emit.op('Relu', [other], {}, { name: 'y' });
    const plain = graphOf('clips', emit, [tensorValue(x, 'float32', [2])], [tensorValue(y, 'float32', [2])]);
    const changed = (activation: Activation): string[] => opsOf(withActivation(plain, activation));
    expect(changed('tanh')).toEqual(['Tanh', 'Clip', 'Tanh']);
    expect(changed('maxout')).toEqual(['Clip', 'Clip', 'Relu']);
  });
});

describe('drawAnew', () => {
  const emit = new Emit(null);
  const x = emit.fresh('x');
  const zeros = (name: string, dims: readonly number[]): string =>
    emit.constant(floatTensor(name, dims, new Float32Array(dims.reduce((a, b) => a * b, 1)).fill(7)));
  const conv = emit.op('Conv', [x, zeros('conv.weight', [64, 32, 3, 3]), zeros('conv.bias', [64])]);
  const inputs = ['scale', 'bias', 'mean', 'variance'].map((part) => zeros(`norm.${part}`, [64]));
  const norm = emit.op('BatchNormalization', [conv, ...inputs]);
  const flat = emit.op('Flatten', [norm]);
  const y = emit.op('Gemm', [flat, zeros('gemm.weight', [100, 64]), zeros('gemm.bias', [100])], { transB: 1 });
  const input = tensorValue(x, 'float32', [1, 32, 3, 3]);
  const network = graphOf('layers', emit, [input], [tensorValue(y, 'float32', [1, 100])]);
  const names = trainableFrom(network, 'x');

  test.each([
    ['xavier', Math.sqrt(2 / (288 + 576)), Math.sqrt(2 / 164)],
    ['he', Math.sqrt(2 / 288), Math.sqrt(2 / 64)],
    ['small', 0.01, 0.01],
    ['large', 1, 1],
  ] as const)('%s: weights about 0 with the deviation of the paper', (rule, ofConv, ofGemm) => {
    const drawn = drawAnew(network, names, rule, seeded(5));
    for (const [name, wanted] of [
      ['conv.weight', ofConv],
      ['gemm.weight', ofGemm],
    ] as const) {
      const values = [...floatsOf(drawn.get(name)!)!];
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
      expect(Math.abs(mean)).toBeLessThan((4 * wanted) / Math.sqrt(values.length));
      expect(Math.abs(deviation / wanted - 1)).toBeLessThan(4 / Math.sqrt(2 * values.length));
    }
  });

  test('biases are 0, and a normalization changes nothing', () => {
    const drawn = drawAnew(network, names, 'he', seeded(5));
    const only = (name: string): number[] => [...new Set(floatsOf(drawn.get(name)!))];
    expect([only('conv.bias'), only('gemm.bias')]).toEqual([[0], [0]]);
    expect(['scale', 'bias', 'mean', 'variance'].map((part) => only(`norm.${part}`))).toEqual([[1], [0], [0], [1]]);
    expect(withParameters(network, drawn).initializers).toHaveLength(network.initializers.length);
  });

  test('what is not asked for stays, and the same seed draws the same', () => {
    expect([...drawAnew(network, ['gemm.weight'], 'he', seeded(5)).keys()]).toEqual(['gemm.weight']);
    expect(drawAnew(network, names, 'he', seeded(5))).toEqual(drawAnew(network, names, 'he', seeded(5)));
  });
});
