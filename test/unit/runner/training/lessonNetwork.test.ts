import { expect, test } from 'vitest';
import { encode, shapesOf, trainableFrom, withDims } from '../../../../electron/compiler/index.ts';
import { plainNetwork } from '../../../../electron/runner/tasks/learning/lessonNetwork.ts';

const graph = plainNetwork(7);

test('the network of the lessons is as docs/lessons.md describes it', () => {
  const counts = new Map(
    graph.initializers.map(({ name, dims }) => [name, dims.reduce((product, length) => product * length, 1)] as const),
  );
  const parameters = trainableFrom(graph, 'image').reduce((sum, name) => sum + (counts.get(name) ?? 0), 0);
  expect(parameters).toBe(14_571);
  const shapes = shapesOf(withDims(graph, new Map([['N', 2]])));
  expect(['conv1b', 'conv2b', 'conv3b', 'features', 'logits'].map((name) => shapes.dims(name).slice(1))).toEqual([
    [12, 32, 32],
    [16, 16, 16],
    [24, 8, 8],
    [24],
    [7],
  ]);
});

test('it is drawn the same every time, so that a lesson finds the one that is on the shelf already', () => {
  expect(Buffer.compare(encode(plainNetwork(7)), encode(graph))).toBe(0);
});
