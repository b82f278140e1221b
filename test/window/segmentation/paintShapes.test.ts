import { expect, test } from 'vitest';
import { pixelsOfShape, seeded } from '../../../electron/runner/vision/index.ts';
import type { StrokeShape } from '../../../electron/contract/index.ts';
import { classNamesIn } from '../../../renderer/screens/segmentation/paint/classNames.ts';
import { paintedClasses } from '../../../renderer/screens/segmentation/paint/paintedClasses.ts';
import { traceArea } from '../../../renderer/screens/segmentation/paint/strokeDrawing.ts';
import { distanceToSegment, simplified, withoutRepeats } from '../../../renderer/state/strokePath.ts';
import type { Line } from '../../../renderer/state/strokePath.ts';
import {
  borderOf,
  regionAt,
  regionsBetween,
  runsInside,
  shapeOfRegions,
} from '../../../renderer/state/strokeRegions.ts';

const seed = Number(process.env['SEED'] ?? 11);

const pairs = (line: Line): (readonly [number, number])[] =>
  Array.from({ length: line.length / 2 }, (_, at) => [line[2 * at] ?? 0, line[2 * at + 1] ?? 0]);

/** A walk of even steps in directions that turn by chance. */
function someLine(rng: () => number, count: number): Line {
  let [x, y, angle] = [0, 0, 0];
  return Array.from({ length: count }, () => {
    angle += rng() - 0.5;
    [x, y] = [x + 3 * Math.cos(angle), y + 3 * Math.sin(angle)];
    return [x, y];
  }).flat();
}

test('a simplified line is of points of the line, keeps its ends, and is nowhere further away than the tolerance', () => {
  const rng = seeded(seed);
  for (const count of [1, 2, 3, 50, 400]) {
    const line = someLine(rng, count);
    const kept = simplified(line, 2, 1000);
    const points = pairs(kept);
    expect(pairs(line), `SEED=${seed}`).toEqual(expect.arrayContaining(points));
    expect([points[0], points.at(-1)], `SEED=${seed}`).toEqual([pairs(line)[0], pairs(line).at(-1)]);
    for (const point of pairs(line)) {
      const distances = points.map((from, at) => distanceToSegment(point, from, points[at + 1] ?? from));
      expect(Math.min(...distances), `SEED=${seed}`).toBeLessThanOrEqual(2);
    }
  }
});

test('a straight line keeps two points, and no line more than are allowed', () => {
  expect(simplified([0, 0, 1, 1, 2, 2, 5, 5], 0.1, 10)).toEqual([0, 0, 5, 5]);
  const rng = seeded(seed);
  const jagged = Array.from({ length: 3000 }, (_, at) => [at, 40 * rng()]).flat();
  expect(simplified(jagged, 0.01, 400).length, `SEED=${seed}`).toBeLessThanOrEqual(800);
});

test('corners that repeat the one before, or close the line, are left out', () => {
  expect(withoutRepeats([0, 0, 4, 0, 4, 0, 4, 4, 0, 0])).toEqual([0, 0, 4, 0, 4, 4]);
});

/** Numbers of regions, one letter per pixel. */
const mapOf = (...rows: readonly string[]) => ({
  width: rows[0]?.length ?? 0,
  height: rows.length,
  classOf: Uint16Array.from(Array.from(rows.join(''), Number)),
});

const map = mapOf(
  '0011', //
  '0211',
  '2211',
);

test('the region at a place is the one of its pixel, and beside the photo there is none', () => {
  expect(regionAt(map, 0.3, 0.5)).toBe(2);
  expect(regionAt(map, 0.99, 0.99)).toBe(1);
  expect(regionAt(map, 1, 0.5)).toBeNull();
  expect(regionAt(map, 0.5, -0.01)).toBeNull();
});

test('a drag finds every region that it passes, also between two points of the pointer', () => {
  expect([...regionsBetween(map, { x: 0.05, y: 0.5 }, { x: 0.95, y: 0.5 })]).toEqual([0, 2, 1]);
  expect([...regionsBetween(map, { x: 0.9, y: 0.9 }, { x: 0.9, y: 0.9 })]).toEqual([1]);
});

test('regions are painted as exactly their pixels', () => {
  const rng = seeded(seed);
  const [width, height] = [37, 23];
  const classOf = Uint16Array.from({ length: width * height }, () => Math.floor(rng() * 6));
  const chosen = new Set([1, 4]);
  const shape = shapeOfRegions({ width, height, classOf }, chosen);
  const expected = [...classOf.keys()].filter((at) => chosen.has(classOf[at]!));
  expect([...pixelsOfShape(shape, { width, height }, { width, height })], `SEED=${seed}`).toEqual(expected);
  const inside = runsInside(shape).flatMap(({ y, x0, x1 }) =>
    Array.from({ length: x1 - x0 }, (_, x) => y * width + x0 + x),
  );
  expect(inside, `SEED=${seed}`).toEqual(expected);
});

test('the border of a region is as long as its pixels have sides without a neighbor inside', () => {
  const rng = seeded(seed);
  const [width, height] = [19, 13];
  const classOf = Uint16Array.from({ length: width * height }, () => Math.floor(rng() * 2));
  const inside = (x: number, y: number): boolean =>
    x >= 0 && y >= 0 && x < width && y < height && classOf[y * width + x] === 1;
  let sides = 0;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      if (inside(x, y))
        sides += [inside(x - 1, y), inside(x + 1, y), inside(x, y - 1), inside(x, y + 1)].filter((is) => !is).length;
  const length = borderOf(shapeOfRegions({ width, height, classOf }, new Set([1])))
    .map(([x0, y0, x1, y1]) => Math.abs(x1 - x0) + Math.abs(y1 - y0))
    .reduce((sum, each) => sum + each, 0);
  expect(length, `SEED=${seed}`).toBe(sides);
});

/** What a pen was told, one word per call. */
function traced(shape: StrokeShape): string {
  const told: string[] = [];
  const say =
    (verb: string) =>
    (...numbers: readonly number[]): void =>
      void told.push([verb, ...numbers].join(' '));
  const pen = { moveTo: say('move'), lineTo: say('line'), closePath: say('close'), rect: say('rect') };
  traceArea(pen, shape, { width: 400, height: 300 });
  return told.join(', ');
}

test('a path is drawn along its points, a dot as a line of no length, a polygon closed', () => {
  const path = { kind: 'path', points: [1, 2, 3, 4, 5, 6], radius: 7 } as const;
  expect(traced(path)).toBe('move 1 2, line 3 4, line 5 6');
  expect(traced({ ...path, points: [1, 2] })).toBe('move 1 2, line 1 2');
  expect(traced({ kind: 'polygon', points: [0, 0, 9, 0, 9, 9] })).toBe('move 0 0, line 9 0, line 9 9, close');
});

test('a region is drawn in pixels of the full-size photo, its runs as they break into rows', () => {
  const region = { kind: 'region', width: 4, height: 3, runs: [3, 2, 7] } as const;
  expect(traced(region)).toBe('rect 300 0 100 100, rect 0 100 100 100');
});

test('class names are read from lines and commas, each once', () => {
  expect(classNamesIn('sky, sea\n\n boat ,sky\n')).toEqual(['sky', 'sea', 'boat']);
});

test('a painted class keeps its color whatever the answer says, and what is not there has no area', () => {
  const classes = [
    { index: 0, name: 'background' },
    { index: 2, name: 'sea' },
  ];
  const areas = [{ classIndex: 2, className: 'sea', pixels: 24, share: 1 }];
  const result = {
    ...{ photoWidth: 6, photoHeight: 4, width: 6, height: 4, stepPx: 1, elapsedMs: 1, damaged: false, maps: [] },
    ...{ classes: 'classes.png', probability: 'probability.png', areas },
  };
  const [before, after] = [paintedClasses(classes, null), paintedClasses(classes, result)];
  expect(before.map(({ shares }) => shares[0])).toEqual([null, null]);
  expect(after.map(({ shares }) => shares[0])).toEqual([0, 1]);
  expect(after.map(({ color, pattern, background }) => [color, pattern, background])).toEqual([
    [0, 0, false],
    [2, 2, false],
  ]);
});
