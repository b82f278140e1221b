import { expect, test } from 'vitest';
import { Emit, graphOf, stackBatch, tensorValue, type Graph } from '../../../../electron/compiler/index.ts';
import { evaluate, tensor64 } from '../../../../electron/reference/index.ts';
import { seeded } from '../../../../electron/runner/vision/index.ts';
import { relativeDifference } from '../../../support/cases/difference.ts';

interface Shape {
  readonly pictures: number;
  readonly height: number;
  readonly width: number;
  readonly kernel?: readonly [number, number];
  readonly strides?: readonly [number, number];
  readonly dilations?: readonly [number, number];
  readonly pads?: readonly [number, number, number, number];
  readonly bias?: boolean;
  readonly group?: number;
}

const [channels, maps] = [4, 6];

function conv(shape: Shape): Graph {
  const { pictures, height, width, kernel = [3, 3], bias = false, group = 1 } = shape;
  const { strides = [1, 1], dilations = [1, 1], pads = [1, 1, 1, 1] } = shape;
  const emit = new Emit(null);
  const operands = ['X', 'W', ...(bias ? ['B'] : [])];
  emit.op('Conv', operands, { strides, dilations, pads, group }, { outputs: ['Y'] });
  const inputs = [
    tensorValue('X', 'float32', [pictures, channels, height, width]),
    tensorValue('W', 'float32', [maps, channels / group, ...kernel]),
    ...(bias ? [tensorValue('B', 'float32', [maps])] : []),
  ];
  return graphOf('conv', emit, inputs, [{ name: 'Y', type: null }]);
}

/** Drawn numbers for all inputs. */
function feedsFor({ inputs }: Graph) {
  const rng = seeded(7);
  return new Map(
    inputs.map(({ name, type }) => {
      const dims = type?.kind === 'tensor' ? (type.shape ?? []).map(Number) : [];
      const count = dims.reduce((product, length) => product * length, 1);
      return [
        name,
        tensor64(
          dims,
          Array.from({ length: count }, () => rng() - 0.5),
        ),
      ] as const;
    }),
  );
}

const convsOf = (graph: Graph) => graph.nodes.filter(({ op }) => op === 'Conv');

test.each<Shape>([
  { pictures: 8, height: 6, width: 6 },
  { pictures: 9, height: 5, width: 7, bias: true },
  { pictures: 8, height: 6, width: 6, strides: [2, 2] },
  { pictures: 8, height: 7, width: 5, strides: [2, 3] },
  { pictures: 8, height: 8, width: 8, strides: [3, 1], pads: [0, 0, 0, 0], bias: true },
  { pictures: 10, height: 6, width: 6, kernel: [1, 1], pads: [0, 0, 0, 0] },
  { pictures: 8, height: 7, width: 7, kernel: [1, 1], strides: [2, 2], pads: [0, 0, 0, 0] },
  { pictures: 8, height: 6, width: 4, kernel: [5, 3], pads: [2, 1, 2, 1] },
  { pictures: 8, height: 6, width: 6, pads: [2, 0, 0, 1] },
  { pictures: 8, height: 6, width: 6, pads: [0, 2, 3, 1], strides: [2, 1] },
  { pictures: 8, height: 7, width: 7, dilations: [2, 2], pads: [2, 2, 2, 2] },
  { pictures: 8, height: 3, width: 3, kernel: [2, 2], pads: [0, 0, 1, 1] },
])('stacked pictures give what each gives alone: %j', (shape) => {
  const graph = conv(shape);
  const stacked = stackBatch(graph);
  const [only] = convsOf(stacked);
  expect(only?.inputs[0]).not.toBe('X');
  const feeds = feedsFor(graph);
  const [wanted, found] = [evaluate(graph, feeds).get('Y')!, evaluate(stacked, feeds).get('Y')!];
  expect(found.dims).toEqual(wanted.dims);
  expect(relativeDifference(found, wanted)).toBeLessThan(1e-12);
});

test.each<[string, Shape]>([
  ['few pictures', { pictures: 7, height: 6, width: 6 }],
  ['large pictures', { pictures: 8, height: 11, width: 10 }],
  ['groups', { pictures: 8, height: 6, width: 6, group: 2 }],
])('%s stay as they are', (_, shape) => {
  const graph = conv(shape);
  expect(stackBatch(graph).nodes).toEqual(graph.nodes);
});
