import { describe, expect, test } from 'vitest';
import {
  connectedRegions,
  derived,
  notJudged,
  withoutSmallRegions,
  type Connectivity,
  type LabelMap,
} from '../../../../electron/runner/vision/index.ts';
import { drawMap, lettersOf, mapOf } from './drawn.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 1e6);

/** Regions by flooding from each pixel in turn: slow, and obviously right. */
function flooded({ width, height, classOf }: LabelMap, connectivity: Connectivity): number[] {
  const regionOf = new Array<number>(classOf.length).fill(-1);
  let count = 0;
  for (const start of classOf.keys()) {
    if (regionOf[start] !== -1) continue;
    const waiting = [start];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      if (regionOf[at] !== -1) continue;
      regionOf[at] = count;
      for (const dy of [-1, 0, 1]) {
        for (const dx of [-1, 0, 1]) {
          const [x, y] = [(at % width) + dx, Math.floor(at / width) + dy];
          if (x < 0 || y < 0 || x >= width || y >= height || (connectivity === 4 && dx * dy !== 0)) continue;
          if (classOf[y * width + x] === classOf[at]) waiting.push(y * width + x);
        }
      }
    }
    count += 1;
  }
  return regionOf;
}

describe('connected regions', () => {
  test.each([4, 8] as const)('joined by %i neighbours are those of flooding, in scan order', (connectivity) => {
    for (let round = 0; round < 200; round += 1) {
      const map = drawMap(derived(seed, 'regions', round), 3, 12);
      const { regionOf, pixels, classOf } = connectedRegions(map, connectivity);
      expect([...regionOf], `SEED=${seed}`).toEqual(flooded(map, connectivity));
      expect([...pixels]).toEqual(Array.from(pixels, (_, one) => regionOf.filter((own) => own === one).length));
      expect(map.classOf).toEqual(Uint16Array.from(regionOf, (region) => classOf[region] ?? 0));
    }
  });

  test('touch by corners with eight neighbours, and do not with four', () => {
    const map = mapOf('ab', 'ba');
    expect(connectedRegions(map, 4).pixels).toHaveLength(4);
    expect(connectedRegions(map, 8).pixels).toHaveLength(2);
  });

  test('of an empty map are none', () => {
    expect(connectedRegions({ width: 0, height: 0, classOf: new Uint16Array() }, 4).pixels).toHaveLength(0);
  });
});

describe('a map without small regions', () => {
  test('has no small region left that had a judged neighbour', () => {
    for (let round = 0; round < 200; round += 1) {
      const rng = derived(seed, 'specks', round);
      const map = drawMap(rng, 3, 14);
      const minPixels = 1 + Math.floor(rng() * 30);
      const cleared = withoutSmallRegions(map, minPixels);
      const { regionOf, pixels, classOf } = connectedRegions(cleared, 4);
      for (const [region, count] of pixels.entries()) {
        if (count >= minPixels || classOf[region] === notJudged) continue;
        expect(hasJudgedNeighbour(cleared, regionOf, region), `${minPixels} pixels, SEED=${seed}`).toBe(false);
      }
    }
  });

  test('leaves what nobody judged, and a map of large regions, as they are', () => {
    for (let round = 0; round < 100; round += 1) {
      const map = drawMap(derived(seed, 'kept', round), 3, 10);
      const cleared = withoutSmallRegions(map, 7);
      const unjudged = (classOf: Uint16Array): boolean[] => Array.from(classOf, (one) => one === notJudged);
      expect(unjudged(cleared.classOf), `SEED=${seed}`).toEqual(unjudged(map.classOf));
      expect(withoutSmallRegions(cleared, 7)).toEqual(cleared);
      expect(withoutSmallRegions(map, 1)).toEqual(map);
    }
  });

  test('gives a speck to the neighbour with the longest border, not to the largest', () => {
    const map = mapOf('aaaaaa', 'aaaaaa', 'bbcaaa', 'bbbaaa');
    expect(lettersOf(withoutSmallRegions(map, 2))).toEqual(['aaaaaa', 'aaaaaa', 'bbaaaa', 'bbbaaa']);
    const other = mapOf('aaaaaa', 'bbbaaa', 'bbcaaa', 'bbbaaa');
    expect(lettersOf(withoutSmallRegions(other, 2))).toEqual(['aaaaaa', 'bbbaaa', 'bbbaaa', 'bbbaaa']);
  });

  test('joins what a speck kept apart', () => {
    expect(lettersOf(withoutSmallRegions(mapOf('aabaa', 'ccccc'), 5))).toEqual(['aaaaa', 'ccccc']);
  });

  test('keeps a speck among pixels that nobody judged', () => {
    expect(lettersOf(withoutSmallRegions(mapOf('...', '.a.', '...'), 5))).toEqual(['...', '.a.', '...']);
  });
});

function hasJudgedNeighbour({ width, classOf }: LabelMap, regionOf: Int32Array, region: number): boolean {
  return regionOf.some((own, at) => {
    if (own !== region) return false;
    const beside = [at % width > 0 ? at - 1 : -1, at % width < width - 1 ? at + 1 : -1, at - width, at + width];
    return beside.some((one) => (classOf[one] ?? notJudged) !== notJudged && regionOf[one] !== region);
  });
}
