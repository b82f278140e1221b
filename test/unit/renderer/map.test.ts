import { describe, expect, test } from 'vitest';
import { seeded } from '../../../electron/runner/vision/index.ts';
import { fitted, inside, panned, toMap, toScreen, zoomed } from '../../../renderer/plots/map/camera.ts';
import { glyphOf } from '../../../renderer/plots/map/gl/glyphs.ts';
import { Pace } from '../../../renderer/plots/map/gl/pace.ts';
import { rgbOf } from '../../../renderer/plots/map/gl/palette.ts';
import { pointBytesOf } from '../../../renderer/plots/map/gl/pointBytes.ts';
import { PlaceGrid } from '../../../renderer/plots/map/placeGrid.ts';
import { picturesIn, radiusOf } from '../../../renderer/plots/map/sight.ts';
import { Slots } from '../../../renderer/plots/map/slots.ts';
import { markOf } from '../../../renderer/ui/classMarks.ts';

const rng = seeded(1);
const count = 3000;
const x = Float32Array.from({ length: count }, rng);
const y = Float32Array.from({ length: count }, rng);
const grid = new PlaceGrid({ x, y });
const all = Array.from({ length: count }, (_, i) => i);
const at = (i: number) => ({ x: x[i] ?? 0, y: y[i] ?? 0 });
const size = { width: 800, height: 600 };

describe('the camera of a map', () => {
  test('shows a place of the map where the pointer finds it again', () => {
    const camera = { x: 0.3, y: 0.6, scale: 900 };
    const back = toMap(camera, size, toScreen(camera, size, { x: 0.42, y: 0.17 }));
    expect(back.x).toBeCloseTo(0.42, 9);
    expect(back.y).toBeCloseTo(0.17, 9);
  });

  test('keeps what lies under the pointer while it zooms, and moves it with the pointer', () => {
    const [camera, pointer] = [fitted(size), { x: 120, y: 500 }];
    const under = toMap(camera, size, pointer);
    const nearer = toScreen(zoomed(camera, size, pointer, 3), size, under);
    expect([nearer.x, nearer.y].map(Math.round)).toEqual([120, 500]);
    const moved = toScreen(panned(camera, 30, -20), size, under);
    expect([moved.x, moved.y].map(Math.round)).toEqual([150, 480]);
  });
});

describe('places in squares', () => {
  test('are found in a part of the map as by asking all', () => {
    const area = { x0: 0.21, y0: 0.4, x1: 0.55, y1: 0.47 };
    const asked = all.filter(
      (i) => at(i).x >= area.x0 && at(i).x <= area.x1 && at(i).y >= area.y0 && at(i).y <= area.y1,
    );
    expect(grid.within(area).sort((a, b) => a - b)).toEqual(asked);
    expect(grid.within(area, asked.length - 1)).toEqual([]);
  });

  test('are found inside a lasso as by asking all, also one that turns inward', () => {
    const star = [
      { x: 0.5, y: 0.05 },
      { x: 0.6, y: 0.4 },
      { x: 0.95, y: 0.4 },
      { x: 0.5, y: 0.55 },
      { x: 0.7, y: 0.95 },
      { x: 0.2, y: 0.5 },
    ];
    const asked = all.filter((i) => inside(star, at(i)));
    expect(asked.length).toBeGreaterThan(100);
    expect(grid.inside(star).sort((a, b) => a - b)).toEqual(asked);
    expect(grid.inside(star.slice(0, 2))).toEqual([]);
  });

  test('are found near a pointer, and nowhere beyond its reach', () => {
    expect(grid.nearest(at(77), 0.01)).toBe(77);
    expect(grid.nearest({ x: -1, y: 2 }, 0.01)).toBe(-1);
  });

  test('may be none at all', () => {
    const none = new PlaceGrid({ x: new Float32Array(0), y: new Float32Array(0) });
    expect(none.within({ x0: 0, y0: 0, x1: 1, y1: 1 })).toEqual([]);
  });
});

describe('pictures on a map', () => {
  test('come when few photos are in sight, one at most in each square', () => {
    expect(picturesIn(grid, at, fitted(size), size).places).toEqual([]);
    const near = { x: 0.5, y: 0.5, scale: 3000 };
    const { places, sidePx } = picturesIn(grid, at, near, size);
    expect(places.length).toBeGreaterThan(20);
    const squares = places.map((place) => {
      const screen = toScreen(near, size, at(place));
      return `${Math.floor(screen.x / sidePx)},${Math.floor(screen.y / sidePx)}`;
    });
    expect(new Set(squares).size).toBe(places.length);
  });

  test('have marks that grow as one comes nearer', () => {
    expect(radiusOf(fitted(size), 100_000)).toBeLessThan(radiusOf({ ...fitted(size), scale: 5000 }, 100_000));
  });

  test('have slots, of which the one that was not wanted for longest is given away', () => {
    const slots = new Slots(2);
    const [first, second] = [slots.take(10), slots.take(20)];
    expect(slots.find(10)).toBe(first);
    expect(slots.take(30)).toBe(second);
    expect([slots.find(20), slots.find(10), slots.find(30)]).toEqual([undefined, first, second]);
  });
});

describe('points for the device', () => {
  const facts = {
    ...{ photos: Int32Array.of(7, 8, 9), x: Float32Array.of(0.1, 0.2, 0.3), y: Float32Array.of(0.4, 0.5, 0.6) },
    ...{
      classes: Int32Array.of(0, 9, 3),
      human: Uint8Array.of(0, 1, 0),
      selected: new Set([7]),
      shown: new Set([7, 9]),
    },
  };

  test('lie in the order suggested, labelled, selected, with color, glyph and flags', () => {
    const { bytes, count: points } = pointBytesOf(facts);
    const [places, looks] = [new Float32Array(bytes), new Uint8Array(bytes)];
    expect(points).toBe(3);
    expect([0, 3, 6].map((i) => places[i])).toEqual([0.3, 0.2, 0.1].map(Math.fround));
    // human 1, selected 2, left out by the filter 4; color 8 where there is no class.
    expect([8, 20, 32].map((i) => [...looks.subarray(i, i + 3)])).toEqual([
      [3, glyphOf(3), 0],
      [1, glyphOf(9), 5],
      [8, 0, 2],
    ]);
  });

  test('have the glyph of the mark of their class', () => {
    const outlines = Array.from({ length: 256 }, (_, index) => [glyphOf(index), markOf(index).outline] as const);
    const byGlyph = new Map(outlines);
    expect(byGlyph.size).toBe(32);
    for (const [glyph, outline] of outlines) expect(byGlyph.get(glyph)).toBe(outline);
  });

  test('have colors within 0 to 1', () => expect(rgbOf('rgb(255, 0, 51)')).toEqual([1, 0, 0.2]));
});

describe('the pace of drawing', () => {
  test('falls while frames take long, and a slow device draws anew when the movement has ended', () => {
    const pace = new Pace();
    const before = pace.slice;
    for (let frame = 0; frame < 4; frame += 1) {
      pace.begin(60 * frame);
      pace.end(true);
    }
    expect(pace.slice).toBeLessThan(before);
    pace.moved(200);
    expect([pace.waits(210), pace.waits(400)]).toEqual([true, false]);
  });

  test('grows while frames are quick, and nothing is waited for', () => {
    const pace = new Pace();
    const before = pace.slice;
    for (let frame = 0; frame < 8; frame += 1) {
      pace.begin(16 * frame);
      pace.end(true);
    }
    pace.moved(128);
    expect(pace.slice).toBeGreaterThan(4 * before);
    expect(pace.waits(129)).toBe(false);
  });
});
