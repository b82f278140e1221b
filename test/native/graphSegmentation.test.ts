import { describe, expect, test } from 'vitest';
import { seeded } from '../../electron/compiler/index.ts';
import { mergeRegions, nativeFailure, segmentByGraph, type GraphProblem } from '../../native/index.ts';
import { noisyScene } from './noisyScene.ts';

const seed = Number(process.env['SEED'] ?? 3);

const settings = { sigma: 0.8, k: 200, minSize: 12 };

function sceneOf(height: number, width: number, changes: Partial<GraphProblem> = {}): GraphProblem {
  const { rgb } = noisyScene({ classes: 6, height, width, seed, noise: 30 });
  return { pixels: rgb, height, width, channels: 3, ...settings, ...changes };
}

/** Few values, so that most edges weigh the same. */
function coarse(height: number, width: number): GraphProblem {
  const rng = seeded(seed);
  const pixels = Uint8Array.from({ length: height * width }, () => 40 * Math.floor(3 * rng()));
  return { pixels, height, width, channels: 1, sigma: 0, k: 60, minSize: 3 };
}

/** As a network's feature maps are. */
function features(height: number, width: number, channels: number): GraphProblem {
  const rng = seeded(seed);
  const pixels = Float32Array.from({ length: height * width * channels }, () => Math.max(rng() + rng() - 1, 0));
  return { pixels, height, width, channels, sigma: 1.5, k: 1, minSize: 5 };
}

/** Pixels of each region. */
function areas({ regions, count }: { readonly regions: Int32Array; readonly count: number }): number[] {
  const sums = new Array<number>(count).fill(0);
  for (const region of regions) sums[region]! += 1;
  return sums;
}

/** How many pieces the regions fall into, corners touching. */
function pieces(regions: Int32Array, width: number): number {
  const seen = new Uint8Array(regions.length);
  let count = 0;
  regions.forEach((region, first) => {
    if (seen[first] === 1) return;
    count++;
    seen[first] = 1;
    for (const open = [first]; open.length > 0;) {
      const pixel = open.pop()!;
      for (const [right, down] of [-1, 0, 1].flatMap((a) => [-1, 0, 1].map((b) => [a, b] as const))) {
        const next = pixel + down * width + right;
        const inside = (pixel % width) + right >= 0 && (pixel % width) + right < width;
        if (!inside || regions[next] !== region || seen[next] === 1) continue;
        seen[next] = 1;
        open.push(next);
      }
    }
  });
  return count;
}

describe.skipIf(nativeFailure() !== null)('segmentation along the edges of the pixel grid', () => {
  test.each([
    ['a scene', sceneOf(60, 47)],
    ['a scene that is not smoothed', sceneOf(31, 40, { sigma: 0 })],
    ['a scene smoothed beyond its size', sceneOf(12, 15, { sigma: 10 })],
    ['a scene without a least area', sceneOf(40, 40, { minSize: 0, k: 50 })],
    ['many edges of one weight', coarse(50, 40)],
    ['five channels of floats', features(33, 29, 5)],
    ['one pixel', sceneOf(1, 1)],
    ['one line', sceneOf(1, 70)],
    ['one column', sceneOf(70, 1)],
  ])('equals its TypeScript twin, region for region: %s', async (_, problem) => {
    expect(await segmentByGraph(problem, 2), `SEED=${seed}`).toEqual(mergeRegions(problem));
  });

  test('gives the same regions for any number of threads', async () => {
    const problem = sceneOf(120, 110);
    const answers = await Promise.all([1, 2, 3, 16].map((threads) => segmentByGraph(problem, threads)));
    expect(answers[0]!.count).toBeGreaterThan(1);
    for (const answer of answers.slice(1)) expect(answer).toEqual(answers[0]);
  });

  test('takes bytes and the floats of their values for the same', async () => {
    const problem = sceneOf(50, 50);
    const floats = { ...problem, pixels: Float32Array.from(problem.pixels) };
    expect(await segmentByGraph(floats)).toEqual(await segmentByGraph(problem));
  });

  test('makes connected regions of the least area, numbered in scan order', async () => {
    const problem = sceneOf(80, 90);
    const found = await segmentByGraph(problem, 2);
    expect(found.count, `SEED=${seed}`).toBeGreaterThan(1);
    expect(pieces(found.regions, problem.width), `SEED=${seed}`).toBe(found.count);
    expect(Math.min(...areas(found)), `SEED=${seed}`).toBeGreaterThanOrEqual(settings.minSize);
    expect([...new Set(found.regions)]).toEqual(Array.from({ length: found.count }, (_, region) => region));
  });

  test('finds one region in one color, and two in two', async () => {
    const plain = { ...sceneOf(40, 40), sigma: 0, pixels: new Uint8Array(4800).fill(77) };
    expect((await segmentByGraph(plain)).count).toBe(1);
    const halves = { ...plain, pixels: plain.pixels.map((_, i) => (i < 2400 ? 0 : 255)) };
    const { regions } = await segmentByGraph(halves);
    expect([...regions]).toEqual(Array.from({ length: 1600 }, (_, i) => (i < 800 ? 0 : 1)));
  });

  test('leaves every pixel alone where k is 0 and no two neighbors are alike', async () => {
    const pixels = Uint8Array.from({ length: 90 }, (_, i) => 7 * (i % 10) + 3 * Math.floor(i / 10));
    const found = await segmentByGraph({ pixels, height: 9, width: 10, channels: 1, sigma: 0, k: 0, minSize: 0 });
    expect(found.count).toBe(90);
  });

  test.each([
    ['pixels must hold 300 numbers, not 12.', { pixels: new Uint8Array(12) }],
    ['k must be 0 or more, not -1.', { k: -1 }],
    ['height must be 16384 at most, not 20000.', { height: 20_000 }],
  ])('refuses what it can not read: %s', async (sentence, changes) => {
    await expect(segmentByGraph(sceneOf(10, 10, changes))).rejects.toThrow(new RangeError(sentence));
  });

  test('stops when it is asked to', async () => {
    const stop = new AbortController();
    const pixels = new Uint8Array(2000 * 2000 * 3);
    const ended = segmentByGraph(
      { pixels, height: 2000, width: 2000, channels: 3, ...settings, sigma: 3 },
      2,
      stop.signal,
    );
    setTimeout(() => stop.abort(new Error('enough')), 20);
    await expect(ended).rejects.toThrow('enough');
  });
});
