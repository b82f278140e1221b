import { expect, test } from 'vitest';
import { differentiate, Emit, graphOf, shapesOf, tensorValue, type Graph } from '../../../electron/compiler/index.ts';
import { evaluate, tensor64 } from '../../../electron/reference/index.ts';

// Numbers that students know from the blackboard: Stanford CS231n, lectures 3 (softmax) and 4 (the circuit).

const numbers = (graph: Graph, feeds: Record<string, number[]>, wanted: readonly string[]): number[][] => {
  const shapes = shapesOf(graph);
  const tensors = Object.entries(feeds).map(([name, values]) => [name, tensor64(shapes.dims(name), values)] as const);
  const found = evaluate(graph, new Map(tensors), { wanted });
  return wanted.map((name) => Array.from(found.get(name)?.values ?? []));
};

test('the circuit (x + y) · z at −2, 5, −4 is −12 and its gradients are −4, −4 and 3', () => {
  const emit = new Emit(null);
  const sum = emit.op('Add', ['x', 'y']);
  emit.op('Mul', [sum, 'z'], {}, { outputs: ['f'] });
  const inputs = ['x', 'y', 'z'].map((name) => tensorValue(name, 'float32', []));
  const graph = graphOf('circuit', emit, inputs, [tensorValue('f', 'float32', [])]);
  const { graph: backward, gradients } = differentiate(graph, { of: 'f', wrt: ['x', 'y', 'z'] });
  const wanted = ['f', ...gradients.values()];
  expect(numbers(backward, { x: [-2], y: [5], z: [-4] }, wanted)).toEqual([[-12], [-4], [-4], [3]]);
});

test('scores of 3.2, 5.1 and −1.7 are probabilities of 0.13, 0.87 and 0.00, and a cat costs 2.04', () => {
  const emit = new Emit(null);
  emit.op('Softmax', ['scores'], { axis: -1 }, { outputs: ['probabilities'] });
  const log = emit.op('LogSoftmax', ['scores'], { axis: -1 });
  emit.op('Neg', [log], {}, { outputs: ['losses'] });
  const outputs = ['probabilities', 'losses'].map((name) => tensorValue(name, 'float32', [1, 3]));
  const graph = graphOf('softmax', emit, [tensorValue('scores', 'float32', [1, 3])], outputs);
  const [probabilities = [], losses = []] = numbers(graph, { scores: [3.2, 5.1, -1.7] }, ['probabilities', 'losses']);
  expect(probabilities.map((p) => p.toFixed(2))).toEqual(['0.13', '0.87', '0.00']);
  expect(losses[0]?.toFixed(2)).toBe('2.04');
});
