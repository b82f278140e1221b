import { describe, expect, test } from 'vitest';
import {
  exposeFeatures,
  GraphError,
  joinFeatures,
  shapesOf,
  type FeatureCut,
} from '../../../../electron/compiler/index.ts';
import { evaluate } from '../../../../electron/reference/index.ts';
import { drawnFeeds, smallCnn } from '../../../support/passes.ts';

const graph = smallCnn({ batch: 2, side: 10 });
const feeds = drawnFeeds(graph);
const maps = 'relu_2';

const valuesOf = (of: ReturnType<typeof exposeFeatures>): Float64Array[] => {
  const answer = evaluate(of, feeds);
  return of.outputs.map(({ name }) => Float64Array.from(answer.get(name)?.values ?? []));
};

describe('features of quarters', () => {
  test('are the mean of everything, then of each quarter; the middle of an odd side belongs to both halves', () => {
    const dims = shapesOf(graph).shapeOf(maps)?.dims ?? [];
    expect(dims).toEqual([2, 4, 5, 5]);
    const [plain, pyramid] = valuesOf(
      exposeFeatures(graph, [
        { value: maps, pooled: false },
        { value: maps, pooled: 'pyramid' },
      ]),
    );
    const meanOf = (photo: number, channel: number, rows: readonly number[], columns: readonly number[]): number => {
      const places = rows.flatMap((y) => columns.map((x) => ((photo * 4 + channel) * 5 + y) * 5 + x));
      return places.reduce((sum, at) => sum + (plain?.[at] ?? NaN), 0) / places.length;
    };
    const [all, low, high] = [
      [0, 1, 2, 3, 4],
      [0, 1, 2],
      [2, 3, 4],
    ] as const;
    const expected = [0, 1].flatMap((photo) => [
      ...[0, 1, 2, 3].map((channel) => meanOf(photo, channel, all, all)),
      ...[0, 1, 2, 3].flatMap((channel) =>
        [low, high].flatMap((rows) => [low, high].map((columns) => meanOf(photo, channel, rows, columns))),
      ),
    ]);
    expect(pyramid).toHaveLength(2 * 20);
    for (const [at, value] of expected.entries()) expect(pyramid?.[at]).toBeCloseTo(value, 10);
  });

  test('rows of features have no quarters', () => {
    const [pyramid, mean] = valuesOf(
      exposeFeatures(graph, [
        { value: 'flatten', pooled: 'pyramid' },
        { value: 'flatten', pooled: true },
      ]),
    );
    expect(pyramid).toEqual(mean);
  });
});

describe('joinFeatures', () => {
  const cuts: FeatureCut[] = [
    { value: 'flatten', pooled: true },
    { value: maps, pooled: 'pyramid' },
    { value: 'relu', pooled: true },
  ];

  test('is exposeFeatures of the same cuts, each at length 1, side by side', () => {
    const [joined] = valuesOf(joinFeatures(graph, cuts));
    const apart = valuesOf(exposeFeatures(graph, cuts));
    const expected = [0, 1].flatMap((photo) =>
      apart.flatMap((rows) => {
        const own = rows.subarray((photo * rows.length) / 2, ((photo + 1) * rows.length) / 2);
        const length = Math.hypot(...own);
        return Array.from(own, (value) => value / length);
      }),
    );
    expect(joined).toHaveLength(expected.length);
    for (const [at, value] of expected.entries()) expect(joined?.[at]).toBeCloseTo(value, 10);
  });

  test('one place needs no joining, and what it does not need is gone', () => {
    const alone = joinFeatures(graph, [{ value: 'relu', pooled: true }]);
    expect(alone.nodes.map(({ op }) => op)).not.toContain('Concat');
    expect(alone.nodes.length).toBeLessThan(joinFeatures(graph, cuts).nodes.length - 3);
  });

  test('a value that is not there is named', () => {
    expect(() => joinFeatures(graph, [{ value: 'nowhere', pooled: true }])).toThrow(GraphError);
  });
});
