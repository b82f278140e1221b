import { expect, test } from 'vitest';
import { seeded } from '../../../../electron/compiler/index.ts';
import { bilinear, nearest, type Grid } from '../../../../electron/runner/vision/index.ts';

const seed = Number(process.env['SEED'] ?? 3);
const grid: Grid = { columns: 5, rows: 4, stepX: 3, stepY: 2, firstX: 1, firstY: 0.5 };

test('a plane comes back as a plane between the outermost places of the grid', () => {
  const plane = (x: number, y: number): number => 2 * x - 3 * y + 1;
  const values = Float64Array.from({ length: 20 }, (_, at) =>
    plane(grid.firstX + (at % 5) * grid.stepX, grid.firstY + Math.floor(at / 5) * grid.stepY),
  );
  const spread = bilinear(values, grid, 15, 8);
  for (let y = 1; y < 6; y++) for (let x = 1; x < 13; x++) expect(spread[y * 15 + x]).toBeCloseTo(plane(x, y), 4);
  expect(spread[0]).toBeCloseTo(plane(1, 0.5), 4);
});

test('a grid of every pixel is left as it is', () => {
  const rng = seeded(seed);
  const whole: Grid = { columns: 7, rows: 3, stepX: 1, stepY: 1, firstX: 0, firstY: 0 };
  const values = Float32Array.from({ length: 21 }, () => rng());
  expect(bilinear(values, whole, 7, 3)).toEqual(values);
  const classes = Uint16Array.from({ length: 21 }, () => Math.floor(rng() * 9));
  expect(nearest(classes, whole, 7, 3)).toEqual(classes);
});

test('classes come from the nearest place, and there are no others', () => {
  const classes = Uint16Array.from({ length: 20 }, (_, at) => at);
  const spread = nearest(classes, grid, 15, 8);
  expect([...new Set(spread)].toSorted((a, b) => a - b)).toEqual([...classes]);
  expect(spread[2 * 15 + 4]).toBe(5 * 1 + 1);
});
