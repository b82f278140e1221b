import { describe, expect, test } from 'vitest';
import { seeded } from '../../electron/compiler/index.ts';
import { groupRegions, mergeHierarchies, nativeFailure, type GroupingProblem } from '../../native/index.ts';
import { noisyScene } from './noisyScene.ts';

const seed = Number(process.env['SEED'] ?? 3);
const all = { color: true, texture: true, size: true, fill: true };
const strategies = [all, { ...all, color: false }, { ...all, color: false, texture: false, size: false }];
const spaces = ['hsv', 'lab', 'rgi', 'hue', 'intensity'] as const;

function sceneOf(height: number, width: number, changes: Partial<GroupingProblem> = {}): GroupingProblem {
  const { rgb } = noisyScene({ classes: 6, height, width, seed, noise: 30 });
  return { rgb, height, width, spaces, ks: [20, 60], strategies, ...changes };
}

/** Few values, so that many pairs are alike to the last bit. */
function coarse(height: number, width: number): GroupingProblem {
  const rng = seeded(seed);
  const rgb = Uint8Array.from({ length: 3 * height * width }, () => 85 * Math.floor(4 * rng()));
  return { rgb, height, width, spaces, ks: [2], strategies };
}

const even = (height: number, width: number): GroupingProblem => ({
  ...{ height, width, spaces, ks: [50], strategies },
  rgb: new Uint8Array(3 * height * width).fill(200),
});

describe.skipIf(nativeFailure() !== null)('regions merged two by two', () => {
  test.each([
    ['a scene', sceneOf(40, 37)],
    ['many pairs that are alike', coarse(14, 11)],
    ['one color', even(9, 20)],
    ['one pixel', even(1, 1)],
    ['one row', sceneOf(1, 60)],
    ['one column', sceneOf(60, 1)],
  ])('equal the twin to the last bit: %s', async (_, problem) => {
    expect(await groupRegions(problem, 2), `SEED=${seed}`).toEqual(mergeHierarchies(problem));
  });

  test('are the same for any number of threads', async () => {
    const problem = sceneOf(120, 90);
    expect(await groupRegions(problem, 1)).toEqual(await groupRegions(problem, 7));
  });

  test('end with the whole picture, and each node is what its two parts are together', async () => {
    const { hierarchies } = await groupRegions(sceneOf(90, 120), 2);
    for (const { count, boxes, sizes, merges, similarities, strategy } of hierarchies) {
      expect(merges).toHaveLength(2 * (count - 1));
      expect([...boxes.subarray(-4), sizes.at(-1)]).toEqual([0, 0, 120, 90, 90 * 120]);
      const most = Object.values(strategy).filter(Boolean).length;
      for (const similarity of similarities) expect(similarity).toBeLessThanOrEqual(most + 1e-9);
      for (let merge = 0; merge + 1 < count; merge++) {
        const [a = 0, b = 0] = merges.subarray(2 * merge, 2 * merge + 2);
        expect(a).toBeLessThan(b);
        expect(sizes[count + merge]).toBe((sizes[a] ?? 0) + (sizes[b] ?? 0));
      }
    }
  });

  test('name the first region of each pixel', async () => {
    const { regions, hierarchies } = await groupRegions(sceneOf(50, 60, { spaces: ['lab'], ks: [40] }), 1);
    expect(regions).toHaveLength(1);
    const areas = new Int32Array(hierarchies[0]?.count ?? 0);
    for (const region of regions[0] ?? []) areas[region] = (areas[region] ?? 0) + 1;
    expect(areas).toEqual(hierarchies[0]?.sizes.subarray(0, areas.length));
  });

  test('are given up when that is asked for', async () => {
    const stop = new AbortController();
    const asked = groupRegions(sceneOf(700, 900), 2, stop.signal);
    stop.abort(new Error('enough'));
    await expect(asked).rejects.toThrow('enough');
  });

  test.each([
    [{ rgb: new Uint8Array(5) }, 'rgb must hold'],
    [{ ks: [] }, 'ks must be 1 or more'],
    [{ ks: [0.5] }, 'k must be a whole number'],
    [{ spaces: ['cmyk'] as never }, 'no color space "cmyk"'],
  ])('refuse %o', async (changes, sentence) => {
    await expect(groupRegions(sceneOf(10, 10, changes), 1)).rejects.toThrow(sentence);
  });
});
