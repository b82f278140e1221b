import { describe, expect, test } from 'vitest';
import {
  allOutlinesOf,
  connectedRegions,
  derived,
  outlinesOf,
  rasterize,
  signedArea,
  simplified,
  type LabelMap,
  type Polygon,
  type Ring,
} from '../../../../electron/runner/vision/index.ts';
import { drawMap, mapOf } from './drawn.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 1e6);

const ringsOf = ({ outer, holes }: Polygon): Ring[] => [outer, ...holes];

const maskOf = ({ classOf }: LabelMap, classIndex: number): Uint8Array =>
  Uint8Array.from(classOf, (one) => Number(one === classIndex));

/** Whether (x, y) has an odd number of edges to its right. */
function isWithin(rings: readonly Ring[], x: number, y: number): boolean {
  let inside = false;
  for (const ring of rings) {
    for (const [at, [x0, y0]] of ring.entries()) {
      const [x1, y1] = ring[(at + 1) % ring.length]!;
      if (y0 <= y !== y1 <= y && x < x0 + ((y - y0) / (y1 - y0)) * (x1 - x0)) inside = !inside;
    }
  }
  return inside;
}

describe('outlines', () => {
  test('filled again are the class', () => {
    for (let round = 0; round < 300; round += 1) {
      const map = drawMap(derived(seed, 'identity', round), 3, 15);
      for (const classIndex of [0, 1, 2]) {
        const rings = outlinesOf(map, classIndex).flatMap(ringsOf);
        expect(rasterize(rings, map.width, map.height), `SEED=${seed}`).toEqual(maskOf(map, classIndex));
      }
    }
  });

  test('are one polygon per region, its rings clockwise outside and counterclockwise around holes', () => {
    for (let round = 0; round < 200; round += 1) {
      const map = drawMap(derived(seed, 'polygons', round), 2, 12);
      const outlines = allOutlinesOf(map);
      const { pixels, classOf } = connectedRegions(map, 4);
      const judged = [...pixels.keys()].filter((region) => classOf[region]! < 2);
      expect(
        outlines.map((one) => one.pixels),
        `SEED=${seed}`,
      ).toEqual(judged.map((region) => pixels[region]));
      for (const { polygon, pixels: count } of outlines) {
        expect(signedArea(polygon.outer)).toBeGreaterThan(0);
        expect(polygon.holes.every((hole) => signedArea(hole) < 0)).toBe(true);
        const area = ringsOf(polygon).reduce((sum, ring) => sum + signedArea(ring), 0);
        expect(area, `SEED=${seed}`).toBe(count);
      }
    }
  });

  test('have whole corners, meet none twice and turn at each', () => {
    for (let round = 0; round < 200; round += 1) {
      const map = drawMap(derived(seed, 'corners', round), 2, 12);
      for (const ring of allOutlinesOf(map).flatMap(({ polygon }) => ringsOf(polygon))) {
        expect(new Set(ring.map(String)).size, `SEED=${seed}`).toBe(ring.length);
        for (const [at, [x1, y1]] of ring.entries()) {
          const [[x0, y0], [x2, y2]] = [ring.at(at - 1)!, ring[(at + 1) % ring.length]!];
          expect(Number.isInteger(x1) && Number.isInteger(y1)).toBe(true);
          expect(Math.abs((x1 - x0) * (y2 - y1) - (y1 - y0) * (x2 - x1))).toBeGreaterThan(0);
        }
      }
    }
  });

  test('of a square with a hole are two rings that can be checked by hand', () => {
    expect(outlinesOf(mapOf('aaa', 'aba', 'aaa'), 0)).toEqual([
      {
        outer: expect.toSatisfy(isTurned('0,0 3,0 3,3 0,3')) as Ring,
        holes: [expect.toSatisfy(isTurned('1,1 1,2 2,2 2,1')) as Ring],
      },
    ]);
  });

  test('part where a hole and the outside meet at a corner', () => {
    const [polygon, ...others] = outlinesOf(mapOf('baa', 'aba', 'aaa'), 0);
    expect(others).toEqual([]);
    expect(polygon?.holes).toEqual([expect.toSatisfy(isTurned('1,1 1,2 2,2 2,1'))]);
    expect(polygon?.outer).toSatisfy(isTurned('1,0 3,0 3,3 0,3 0,1 1,1'));
  });

  test('of a class that is not there are none', () => {
    expect(outlinesOf(mapOf('a.'), 1)).toEqual([]);
  });

  test('with a tolerance have fewer points and stray by no more', () => {
    const side = 60;
    const disk = Uint16Array.from({ length: side * side }, (_, at) =>
      Number(Math.hypot((at % side) - 30, Math.floor(at / side) - 30) < 25),
    );
    const map = { width: side, height: side, classOf: disk };
    const [exact, rough] = [outlinesOf(map, 1)[0]!.outer, outlinesOf(map, 1, 1.5)[0]!.outer];
    expect(rough.length).toBeLessThan(exact.length / 3);
    const mask = rasterize([rough], side, side);
    for (const [at, one] of mask.entries()) {
      const fromEdge = Math.hypot((at % side) - 30, Math.floor(at / side) - 30) - 25;
      if (Math.abs(fromEdge) > 3) expect(one).toBe(disk[at]);
    }
  });
});

describe('a simplified ring', () => {
  test('keeps some of its points in order, none of the others further off than the tolerance', () => {
    for (let round = 0; round < 200; round += 1) {
      const rng = derived(seed, 'simplified', round);
      const full = Array.from({ length: 4 + Math.floor(rng() * 30) }, () => [rng() * 50, rng() * 50] as const);
      const tolerance = rng() * 12;
      const fewer = simplified(full, tolerance);
      expect(
        full.filter((point) => fewer.includes(point)),
        `SEED=${seed}`,
      ).toEqual(fewer);
      for (const point of full) {
        const nearest = Math.min(...fewer.map((from, at) => distance(point, from, fewer[(at + 1) % fewer.length]!)));
        expect(nearest, `SEED=${seed}`).toBeLessThanOrEqual(tolerance);
      }
    }
  });

  test('that would become a line stays', () => {
    const thin = ring('0,0 10,0 10,1 0,1');
    expect(simplified(thin, 5)).toEqual(thin);
    expect(simplified(thin, 0)).toBe(thin);
  });
});

describe('a filled polygon', () => {
  test('holds the pixels whose centre has an odd number of edges to its right', () => {
    for (let round = 0; round < 200; round += 1) {
      const rng = derived(seed, 'filled', round);
      const rings = Array.from({ length: 1 + Math.floor(rng() * 3) }, () =>
        Array.from({ length: 3 + Math.floor(rng() * 5) }, () => [rng() * 30 - 5, rng() * 30 - 5] as const),
      );
      const [width, height] = [20, 17];
      const expected = Uint8Array.from({ length: width * height }, (_, at) =>
        Number(isWithin(rings, (at % width) + 0.5, Math.floor(at / width) + 0.5)),
      );
      expect(rasterize(rings, width, height), `SEED=${seed}`).toEqual(expected);
    }
  });

  test('shares no pixel with its neighbour and leaves none between', () => {
    // The common edge runs through centres of pixels.
    const [left, right] = [ring('0,0 2.5,0 2.5,4 0,4'), ring('2.5,0 5,0 5,4 2.5,4')];
    const [inLeft, inRight] = [rasterize([left], 5, 4), rasterize([right], 5, 4)];
    expect([...inLeft.subarray(0, 5)]).toEqual([1, 1, 0, 0, 0]);
    expect(inLeft.map((one, at) => one + (inRight[at] ?? 0))).toEqual(new Uint8Array(20).fill(1));
  });

  test('is empty of rings without a surface, and takes no time for rows far outside', () => {
    expect(rasterize([ring('1,1 5,5')], 8, 8)).toEqual(new Uint8Array(64));
    expect(rasterize([ring('-1e9,-1e9 1e9,-1e9 1e9,1e9 -1e9,1e9')], 3, 3)).toEqual(new Uint8Array(9).fill(1));
  });
});

function ring(text: string): Ring {
  return text.split(' ').map((pair) => pair.split(',').map(Number) as [number, number]);
}

/** Whether a ring is the expected one, begun at any of its points. */
const isTurned =
  (expected: string) =>
  (actual: Ring): boolean => {
    const points = actual.map(String);
    return points.some((_, at) => [...points.slice(at), ...points.slice(0, at)].join(' ') === expected);
  };

function distance([x, y]: Ring[number], [ax, ay]: Ring[number], [bx, by]: Ring[number]): number {
  const [dx, dy] = [bx - ax, by - ay];
  const along = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(x - ax - along * dx, y - ay - along * dy);
}
