import { describe, expect, test } from 'vitest';
import { seeded } from '../../electron/compiler/index.ts';
import { alignRegions, groupRegions, nativeFailure, segmentByGraph } from '../../native/index.ts';

// What no photographer sends and some file does. `npm run native:sanitize` tries 1,000 of them with sanitizers.

interface Picture {
  readonly what: string;
  readonly height: number;
  readonly width: number;
  /** [height, width, 3] */
  readonly rgb: Uint8Array;
}

const seed = Number(process.env['SEED'] ?? 1);

const sizes = [
  [1, 1],
  [1, 300],
  [300, 1],
  [2, 3],
  [1500, 3],
  [3, 1500],
  [16, 16],
  [17, 31],
  [5, 64],
  [40, 2],
] as const;

/** A value of the picture from its pixel and channel. */
const contents: Readonly<Record<string, (rng: () => number, x: number, y: number) => number>> = {
  'black, as what was transparent becomes': () => 0,
  white: () => 255,
  'a board': (_, x, y) => ((x + y) % 2) * 255,
  'a slope': (_, x) => x % 256,
  'few shades': (rng) => 85 * Math.floor(4 * rng()),
  noise: (rng) => Math.floor(256 * rng()),
};

const pictures: readonly Picture[] = Object.entries(contents).flatMap(([content, valueAt]) =>
  sizes.map(([height, width]) => {
    const rng = seeded(seed);
    const rgb = Uint8Array.from({ length: 3 * height * width }, (_, i) => {
      const pixel = Math.floor(i / 3);
      return valueAt(rng, pixel % width, Math.floor(pixel / width));
    });
    return { what: `${content}, ${height} × ${width}`, height, width, rgb };
  }),
);

const all = { color: true, texture: true, size: true, fill: true };

describe.skipIf(nativeFailure() !== null)('sixty pictures that no photographer sends', () => {
  test('are segmented into regions that are numbered as they appear, none too small', async () => {
    for (const { what, rgb, ...sides } of pictures) {
      const problem = { pixels: rgb, ...sides, channels: 3, sigma: 0.8, k: 100, minSize: 4 };
      const { regions, count } = await segmentByGraph(problem, 3);
      expect([...new Set(regions)], `${what}, SEED=${seed}`).toEqual(Array.from({ length: count }, (_, i) => i));
      const areas = new Int32Array(count);
      for (const region of regions) areas[region]! += 1;
      expect(Math.min(...areas), what).toBeGreaterThanOrEqual(Math.min(4, regions.length));
    }
  });

  test('end whole, however their regions are merged', async () => {
    for (const { what, ...picture } of pictures) {
      const { hierarchies } = await groupRegions(
        { ...picture, spaces: ['hsv', 'lab', 'rgi'], ks: [30], strategies: [all] },
        3,
      );
      for (const { count, boxes, sizes: areas, merges } of hierarchies) {
        expect(merges, `${what}, SEED=${seed}`).toHaveLength(2 * (count - 1));
        const whole = [0, 0, picture.width, picture.height, picture.width * picture.height];
        expect([...boxes.subarray(-4), areas.at(-1)], what).toEqual(whole);
      }
    }
  });

  test('give regions whose pixels are means of theirs: ones inside, zeros far outside and in boxes without pixels', async () => {
    for (const { what, height, width } of pictures) {
      const boxes = [
        [0, 0, width, height],
        [-2 * width, -2 * height, 3 * width, 3 * height],
        [width + 5, height + 5, width + 9, height + 9],
        [1, 1, 1, 1],
        [width, height, 0, 0],
        [-65536, -65536, 65536, 65536],
      ];
      const map = new Float32Array(height * width).fill(1);
      const problem = { map, channels: 1, height, width, boxes: Float32Array.from(boxes.flat()) };
      const aligned = await alignRegions({ ...problem, outHeight: 5, outWidth: 5 }, 3);
      const ofBox = (box: number): number[] => [...aligned.subarray(25 * box, 25 * box + 25)];
      // Shares are 32-bit numbers, of which a long bin adds up thousands.
      for (const value of ofBox(0)) expect(value, what).toBeCloseTo(1, 4);
      for (const empty of [2, 3, 4]) expect(ofBox(empty), what).toEqual(new Array(25).fill(0));
      // The bin in the middle of the second lies inside; those around it are outside, or in part.
      expect(ofBox(1)[12], what).toBeCloseTo(1, 4);
      for (const value of aligned) expect(value >= 0 && value <= 1.0001, what).toBe(true);
    }
  });
});
