import { expect, test } from 'vitest';
import {
  differentiate,
  graphOf,
  shapesOf,
  tensorValue,
  TypedEmit,
  Emit,
  type Graph,
} from '../../../../electron/compiler/index.ts';
import { peakBytesOf } from '../../../../electron/compiler/graph/liveness.ts';
import { rematerialise } from '../../../../electron/compiler/passes/rematerialise.ts';
import { evaluate, type Tensor64 } from '../../../../electron/reference/index.ts';
import { Draw } from '../../../support/cases/draw.ts';

/** Twelve times Tanh of a product, then the sum: each layer's result is needed on the way back. */
function chain(
  draw: Draw,
  { layers = 12, isMasked = false } = {},
): { graph: Graph; feeds: ReadonlyMap<string, Tensor64>; weights: string[] } {
  const emit = new Emit(null);
  const feeds = new Map<string, Tensor64>([['x', draw.floats([8, 16])]]);
  let x = emit.fresh('x');
  const weights = Array.from({ length: layers }, (_, i) => {
    const weight = emit.fresh(`w${i}`);
    feeds.set(weight, draw.floats([1, 16]));
    const seen = isMasked ? emit.op('Mul', [x, emit.op('RandomUniformLike', [x])]) : x;
    x = emit.op('Tanh', [emit.op('Mul', [seen, weight])]);
    return weight;
  });
  const loss = emit.op('ReduceSum', [x], { keepdims: 0 }, { name: 'loss' });
  const inputs = [...feeds].map(([name, { dims }]) => tensorValue(name, 'float32', dims));
  const graph = graphOf('chain', emit, inputs, [tensorValue(loss, 'float32', [])]);
  return { graph: differentiate(graph, { of: loss, wrt: weights }).graph, feeds, weights };
}

const peak = (graph: Graph): number => peakBytesOf(graph, graph.nodes, shapesOf(graph));

test('what is computed again is the same, and takes less memory at a time', () => {
  const { graph, feeds } = chain(new Draw(1));
  const budgetBytes = Math.ceil(peak(graph) * 0.7);
  const { graph: lean, peakBytes, recomputed } = rematerialise(graph, { of: 'loss', budgetBytes });
  expect(recomputed).toBeGreaterThan(0);
  expect(peakBytes).toBeLessThanOrEqual(budgetBytes);
  expect(peak(lean)).toBe(peakBytes);
  const wanted = evaluate(graph, feeds);
  for (const [name, { values }] of evaluate(lean, feeds))
    expect([name, ...values]).toEqual([name, ...wanted.get(name)!.values]);
});

test('what was drawn is kept: drawn again it would be another mask', () => {
  const { graph } = chain(new Draw(4), { isMasked: true });
  const draws = ({ nodes }: Graph): number => nodes.filter(({ op }) => op === 'RandomUniformLike').length;
  const lean = rematerialise(graph, { of: 'loss', budgetBytes: Math.ceil(peak(graph) * 0.9) });
  expect(lean.recomputed).toBeGreaterThan(0);
  expect(draws(lean.graph)).toBe(draws(graph));
});

test('a graph that fits its budget stays as it is', () => {
  const { graph } = chain(new Draw(2));
  expect(rematerialise(graph, { of: 'loss', budgetBytes: 1e9 })).toMatchObject({ graph, recomputed: 0 });
});

test('a budget that no way of computing fits is refused with the least that would do', () => {
  const { graph } = chain(new Draw(3));
  expect(() => rematerialise(graph, { of: 'loss', budgetBytes: 1000 })).toThrow(/needs 1 MB .* more than the 1 MB/);
});

test('the peak of three values in a row is that of two', () => {
  const emit = new TypedEmit(null, shapesOf(graphOf('none', new Emit(null), [], [])));
  const a = emit.filled([10], 1);
  const y = emit.neg(emit.neg(a));
  const graph = graphOf('row', emit, [], [tensorValue(y, 'float32', [10])]);
  expect(peak(graph)).toBe(80);
});
