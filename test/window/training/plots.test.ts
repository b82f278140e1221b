import { expect, test } from 'vitest';
import { csvText } from '../../../renderer/plots/copy.ts';
import { linear, tickWords, ticksOf } from '../../../renderer/plots/scale.ts';
import { thinned } from '../../../renderer/plots/series.ts';

test('ticks are round, evenly spaced and lie around what they divide', () => {
  for (const [low, high] of [
    [0, 1],
    [0.31, 0.97],
    [0, 830],
    [-3, 12.5],
    [0, 1e-4],
    [5, 5],
  ] as const) {
    const ticks = ticksOf(low, high, 5);
    const step = (ticks[1] ?? 0) - (ticks[0] ?? 0);
    expect(ticks[0]).toBeLessThanOrEqual(low + 1e-12);
    expect(ticks.at(-1)).toBeGreaterThanOrEqual(high - 1e-12);
    expect(ticks.length).toBeLessThan(12);
    ticks.slice(1).forEach((tick, i) => expect(tick - (ticks[i] ?? 0)).toBeCloseTo(step, 9));
    expect([1, 2, 5, 10]).toContain(Math.round((step / 10 ** Math.floor(Math.log10(step) + 1e-9)) * 1e6) / 1e6);
  }
});

test('tick words have the decimals that tell them apart, and no more', () => {
  expect([0, 0.05, 0.1].map(tickWords([0, 0.05, 0.1]))).toEqual(['0.00', '0.05', '0.10']);
  expect([0, 200].map(tickWords([0, 200]))).toEqual(['0', '200']);
});

test('a scale maps ends to ends', () => {
  const at = linear(2, 6, 100, 0);
  expect([at(2), at(4), at(6)]).toEqual([100, 50, 0]);
});

test('thinning keeps the mean and never exceeds its bound', () => {
  const points = Array.from({ length: 1600 }, (_, i) => ({ x: i, y: Math.sin(i) }));
  const few = thinned(points, 400);
  expect(few).toHaveLength(400);
  const mean = (list: readonly { y: number }[]): number => list.reduce((sum, { y }) => sum + y, 0) / list.length;
  expect(mean(few)).toBeCloseTo(mean(points), 12);
  expect(thinned(points.slice(0, 400), 400)).toEqual(points.slice(0, 400));
});

test('a table has a column per line, empty where a line has no point, and quotes names that need it', () => {
  const table = csvText('step', [
    {
      name: 'a',
      look: 'first',
      points: [
        { x: 1, y: 2 },
        { x: 3, y: 4 },
      ],
    },
    { name: 'b, "c"', look: 'second', points: [{ x: 2, y: 5 }] },
  ]);
  expect(table).toBe('step,a,"b, ""c"""\n1,2,\n2,,5\n3,4,\n');
});
