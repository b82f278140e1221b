import { describe, expect, test } from 'vitest';
import type { StrokeShape } from '../../../../electron/contract/index.ts';
import { derived, pixelsOfShape, rowRunsOf } from '../../../../electron/runner/vision/index.ts';

const seed = Number(process.env['SEED'] ?? 7);
const photo = { width: 60, height: 40 };
const path = (points: readonly number[], radius: number): StrokeShape => ({ kind: 'path', points, radius });
const drawn = (pixels: Int32Array, { width, height } = photo): string[] => {
  const rows = Array.from({ length: height }, () => new Array<string>(width).fill('.'));
  for (const pixel of pixels) (rows[Math.floor(pixel / width)] ?? [])[pixel % width] = '#';
  return rows.map((row) => row.join(''));
};

describe('a path', () => {
  test('covers the pixels whose centers are within its radius, and no other', () => {
    const rng = derived(seed, 'path');
    const points = Array.from({ length: 5 }, () => [rng() * 60, rng() * 40]);
    const radius = 3.2;
    const distance = (x: number, y: number): number =>
      Math.min(
        ...points.slice(1).map(([bx = 0, by = 0], at) => {
          const [ax = 0, ay = 0] = points[at] ?? [];
          const [dx, dy] = [bx - ax, by - ay];
          const share = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)));
          return Math.hypot(x - ax - share * dx, y - ay - share * dy);
        }),
      );
    const expected = Array.from({ length: 2400 }, (_, at) => at).filter(
      (at) => distance((at % 60) + 0.5, Math.floor(at / 60) + 0.5) <= radius,
    );
    const pixels = pixelsOfShape(path(points.flat(), radius), photo, photo);
    expect(
      [...pixels].sort((a, b) => a - b),
      `SEED=${seed}`,
    ).toEqual(expected);
  });

  test('is laid down in the order of painting', () => {
    const pixels = pixelsOfShape(path([5.5, 20.5, 50.5, 20.5], 0.6), photo, photo);
    expect([...pixels]).toEqual(Array.from({ length: 46 }, (_, at) => 20 * 60 + 5 + at));
  });

  test('finer than a pixel still leaves an unbroken line, and a click a dot', () => {
    const small = { width: 6, height: 4 };
    expect([...pixelsOfShape(path([30, 20], 0.1), photo, small)]).toEqual([2 * 6 + 3]);
    const line = [...pixelsOfShape(path([1, 1, 59, 39], 0.1), photo, small)];
    expect([line[0], line.at(-1)]).toEqual([0, 23]);
    for (const [at, pixel] of line.entries()) {
      const before = line[Math.max(0, at - 1)] ?? 0;
      expect(Math.abs((pixel % 6) - (before % 6))).toBeLessThanOrEqual(1);
      expect(Math.floor(pixel / 6) - Math.floor(before / 6)).toBeLessThanOrEqual(1);
    }
  });

  test('that leaves the photo is cut, and one beside it covers nothing', () => {
    expect(pixelsOfShape(path([-50, -50, -9, -9], 4), photo, photo)).toHaveLength(0);
    const cut = pixelsOfShape(path([-50, 20.5, 3, 20.5], 0.6), photo, photo);
    expect([...cut].every((pixel) => pixel >= 20 * 60 && pixel <= 20 * 60 + 3)).toBe(true);
  });
});

test('a polygon covers what lies within it, at the size of the picture', () => {
  const square: StrokeShape = { kind: 'polygon', points: [10, 10, 30, 10, 30, 30, 10, 30] };
  const half = { width: 30, height: 20 };
  expect(drawn(pixelsOfShape(square, photo, half), half)).toEqual(
    Array.from({ length: 20 }, (_, y) =>
      Array.from({ length: 30 }, (_, x) => (x >= 5 && x < 15 && y >= 5 && y < 15 ? '#' : '.')).join(''),
    ),
  );
});

describe('a region', () => {
  test('covers the pixels of its runs, whatever mask they are of', () => {
    const rng = derived(seed, 'region');
    const mask = Uint8Array.from({ length: 2400 }, () => Number(rng() < 0.4));
    const shape: StrokeShape = { kind: 'region', ...photo, runs: rowRunsOf(mask) };
    const covered = new Uint8Array(2400);
    for (const pixel of pixelsOfShape(shape, photo, photo)) covered[pixel] = 1;
    expect(covered, `SEED=${seed}`).toEqual(mask);
  });

  test('of another size is enlarged, and runs that end too soon or too late do no harm', () => {
    const left: StrokeShape = { kind: 'region', width: 2, height: 1, runs: [0, 1, 1] };
    expect(pixelsOfShape(left, photo, { width: 4, height: 2 })).toEqual(Int32Array.of(0, 1, 4, 5));
    expect(pixelsOfShape({ ...left, runs: [1] }, photo, photo)).toHaveLength(0);
    expect(pixelsOfShape({ ...left, runs: [0, 900] }, photo, { width: 2, height: 1 })).toEqual(Int32Array.of(0, 1));
  });
});
