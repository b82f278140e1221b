import { expect, test } from 'vitest';
import { makeScene } from '../../../electron/engine/images/index.ts';
import {
  burstsOf,
  derived,
  emptySketches,
  groupsTogether,
  lookalikes,
  packedSketch,
  parts,
  sketchOf,
  unpackInto,
  type Sketch,
} from '../../../electron/runner/vision/index.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 1e6);
const [width, height] = [120, 90];

/** A scene seen through a window of it, shares of its sides; nearest pixel. */
function seen(index: number, [left, top, right, bottom]: readonly [number, number, number, number]): Sketch {
  const { pixels } = makeScene(index, { width, height, objects: 4 });
  const [w, h] = [Math.round(width * (right - left)), Math.round(height * (bottom - top))];
  const [x0, y0] = [Math.round(width * left), Math.round(height * top)];
  const cut = Uint8Array.from({ length: 3 * w * h }, (_, at) => {
    const [x, y] = [x0 + (Math.floor(at / 3) % w), y0 + Math.floor(at / 3 / w)];
    return pixels[3 * (y * width + x) + (at % 3)] ?? 0;
  });
  return sketchOf(cut, w, h);
}

function groupsOf(sketches: readonly Sketch[], same: number[][] = []): number[] {
  const all = emptySketches(sketches.length);
  for (const [index, sketch] of sketches.entries()) expect(unpackInto(all, index, packedSketch(sketch))).toBe(true);
  const work = lookalikes(all, same);
  for (;;) {
    const step = work.next();
    if (step.done) return [...step.value];
  }
}

test('a scene and what is left of it after cuts of up to 15 % are one group; other scenes are alone', () => {
  const rng = derived(seed, 'cuts');
  const scenes = [0, 1, 2, 3, 4, 5];
  const whole = scenes.map((index) => seen(index, [0, 0, 1, 1]));
  const oneSide = scenes.map((index) => seen(index, [0.14 * rng(), 0, 1, 1]));
  const allSides = scenes.map((index) => seen(index, [0.04 * rng(), 0.04 * rng(), 1 - 0.04 * rng(), 1 - 0.04 * rng()]));
  const others = [100, 101, 102, 103].map((index) => seen(index, [0, 0, 1, 1]));
  const groups = groupsOf([...whole, ...oneSide, ...allSides, ...others]);
  for (const index of scenes) {
    expect(groups[index], `SEED=${seed}`).toBeGreaterThanOrEqual(0);
    expect([groups[index + 6], groups[index + 12]], `scene ${index}, SEED=${seed}`).toEqual([
      groups[index],
      groups[index],
    ]);
  }
  expect(new Set(groups.slice(0, 6)).size).toBe(6);
  expect(groups.slice(18)).toEqual([-1, -1, -1, -1]);
});

test('equal bytes are one group whatever they show; pictures of one color are like nothing', () => {
  const plain = (light: number): Sketch => sketchOf(new Uint8Array(3 * 32 * 32).fill(light), 32, 32);
  expect(groupsOf([plain(10), plain(10), plain(200), plain(200)], [[1, 2]])).toEqual([-1, 0, 0, -1]);
});

test('the parts of a photo are the whole and what is left of it after up to three cuts of a twentieth', () => {
  expect(parts[0]).toEqual({ left: 0, top: 0, right: 1, bottom: 1 });
  expect(parts).toHaveLength(35);
  for (const { left, top, right, bottom } of parts) expect((right - left) * (bottom - top)).toBeGreaterThan(0.84);
});

test('a sketch of another length is not taken', () => {
  expect(unpackInto(emptySketches(1), 0, new Uint8Array(100))).toBe(false);
});

test('what is together in one of two groupings is together in both', () => {
  expect([...groupsTogether(Int32Array.of(0, 0, -1, -1, -1), Int32Array.of(-1, 3, 3, -1, -1))]).toEqual([
    0, 0, 0, -1, -1,
  ]);
  const taken = (takenAtMs: number | null) => ({ takenAtMs, camera: 'X', folder: 'a' });
  expect([...burstsOf([taken(0), taken(1500), taken(9000), taken(null)])]).toEqual([0, 0, -1, -1]);
});
