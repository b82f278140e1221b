import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, test } from 'vitest';
import { countCost, encode, shapesOf, withDims } from '../../../electron/compiler/index.ts';
import { examplesOf } from '../../../models/recipes/fovea-base/examples.ts';
import { rankOf, sizes } from '../../../models/recipes/fovea-base/judge.ts';
import { network, taps, trainable } from '../../../models/recipes/fovea-base/network.ts';
import { design } from '../../../models/recipes/fovea-base/recipe.ts';
import { parted, readClasses, readTiles } from '../../../models/recipes/fovea-base/tiles.ts';
import { temporaryFolder } from '../../support/fovea.ts';

const whole = { ...design, classes: 200 };

describe('the network of fovea-base', () => {
  const graph = network(whole, 1);

  test('is no larger than 8 MB and no dearer than 120 million multiply-adds at 64 pixels', () => {
    expect(encode(graph).length).toBeLessThan(8e6);
    expect(countCost(withDims(graph, sizes(1, 64))).multiplyAdds).toBeLessThan(120e6);
  });

  test.each([
    [16, 16],
    [33, 71],
    [224, 160],
  ])('takes pictures of %i by %i pixels', (height, width) => {
    const lengths = new Map([
      ['N', 2],
      ['H', height],
      ['W', width],
    ]);
    expect(shapesOf(withDims(graph, lengths)).dims('logits')).toEqual([2, 200]);
  });

  test('has a value under the name of each tap, each stage half as long as the one before', () => {
    const shapes = shapesOf(withDims(graph, sizes(1, 64)));
    expect(taps(whole).map((tap) => shapes.dims(tap).slice(1))).toEqual([
      [32, 32, 32],
      [32, 32, 32],
      [64, 16, 16],
      [128, 8, 8],
      [256, 4, 4],
      [512, 4, 4],
      [512],
    ]);
  });

  test('learns everything but what batch normalization counts', () => {
    const left = graph.initializers.map(({ name }) => name).filter((name) => !trainable(graph).includes(name));
    expect(left.every((name) => /^norm\d+\.(mean|variance)$|^ints/.test(name))).toBe(true);
    expect(trainable(graph).filter((name) => name.startsWith('conv'))).toHaveLength(17);
  });

  test('begins as its seed says', () => {
    const isTheSame = (seed: number): boolean => Buffer.compare(encode(network(whole, seed)), encode(graph)) === 0;
    expect([isTheSame(1), isTheSame(2)]).toEqual([true, false]);
  });
});

describe('tiles', () => {
  const folder = temporaryFolder();
  afterAll(() => folder.remove());

  /** A sheet whose tile number n is of the one grey n. */
  async function writeSheet(part: 'train' | 'val', id: string, columns: number, rows: number): Promise<void> {
    const width = columns * 64;
    const pixels = new Uint8Array(width * rows * 64 * 3);
    for (let y = 0; y < rows * 64; y++)
      for (let x = 0; x < width; x++)
        pixels.fill(
          (Math.floor(y / 64) * columns + Math.floor(x / 64)) % 256,
          (y * width + x) * 3,
          (y * width + x) * 3 + 3,
        );
    mkdirSync(join(folder.path, part), { recursive: true });
    const image = sharp(pixels, { raw: { width, height: rows * 64, channels: 3 } });
    await image.webp({ lossless: true }).toFile(join(folder.path, part, `${id}.webp`));
  }

  test('are cut out of their sheets row by row, classes in the order of their ids', async () => {
    writeFileSync(join(folder.path, 'classes.json'), JSON.stringify({ n2: 'second', n1: 'first' }));
    await writeSheet('val', 'n1', 10, 5);
    await writeSheet('val', 'n2', 10, 5);
    const classes = await readClasses(folder.path);
    expect([...classes]).toEqual([
      ['n1', 'first'],
      ['n2', 'second'],
    ]);
    const tiles = await readTiles(folder.path, 'val', [...classes.keys()], 12);
    expect(tiles.count).toBe(24);
    expect([...tiles.classOf]).toEqual([...Array<number>(12).fill(0), ...Array<number>(12).fill(1)]);
    const greys = Array.from({ length: 24 }, (_, n) => new Set(tiles.pixels.subarray(n * 12288, (n + 1) * 12288)));
    expect(greys.map((grey) => [...grey])).toEqual(Array.from({ length: 24 }, (_, n) => [n % 12]));

    const whole = examplesOf(tiles, { side: 64, augmentation: still, targets: null, indices: Int32Array.of(5, 17) });
    const into = new Float32Array(2 * 12288);
    await whole.fill([1, 0], into, null);
    expect([...whole.classOf]).toEqual([0, 1]);
    expect(new Set(into)).toEqual(new Set([(5 - 127.5) / 63.75].map(Math.fround)));
  });

  test('of a sheet of another size are refused with its name and what was wanted', async () => {
    await writeSheet('train', 'n3', 3, 2);
    await expect(readTiles(folder.path, 'train', ['n3'])).rejects.toThrow(/n3\.webp is 192×128; 25 × 14 tiles/);
  });

  test('of each class the last are held out', () => {
    const classOf = Int32Array.of(0, 0, 0, 1, 1, 1);
    const { learned, heldOut } = parted({ count: 6, pixels: new Uint8Array(), classOf }, 1);
    expect([[...learned], [...heldOut]]).toEqual([
      [0, 1, 3, 4],
      [2, 5],
    ]);
  });
});

const still = { flip: false, crop: 0, color: 0, geometry: 0, blur: 0, noise: 0 };

test('the rank of a class is how many scores are above its own', () => {
  expect([0, 1, 2].map((own) => rankOf(Float32Array.of(0.5, 2, -1), own))).toEqual([1, 0, 2]);
});
