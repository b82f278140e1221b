import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seeded } from '../../electron/compiler/index.ts';
import type { Augmentation, Preprocessing } from '../../electron/contract/index.ts';
import { augmentPhoto, readInput, readSource, type SourcePhoto } from '../../electron/runner/pixels/index.ts';
import { makeScene } from '../support/scenes.ts';

const seed = Number(process.env['SEED'] ?? 20);
const off: Augmentation = { flip: false, crop: 0, color: 0, geometry: 0, blur: 0, noise: 0 };
const full: Augmentation = { flip: true, crop: 1, color: 1, geometry: 1, blur: 1, noise: 1 };

const preprocessingOf = (changes: Partial<Preprocessing> = {}): Preprocessing => ({
  fit: 'crop',
  shortSide: 256,
  width: 224,
  height: 224,
  layout: 'NCHW',
  colorOrder: 'RGB',
  mean: [123.675, 116.28, 103.53],
  std: [58.395, 57.12, 57.375],
  ...changes,
});

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fovea-augment-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A scene as a lossless file, so that a decoder has no say. */
async function sceneFile(width: number, height: number, orientation = 1): Promise<string> {
  const scene = makeScene(seed, { width, height });
  const path = join(folder, `${width}x${height}-${orientation}.png`);
  const picture = sharp(scene.pixels, { raw: { width: scene.width, height: scene.height, channels: 3 } });
  await picture.withMetadata({ orientation }).png({ compressionLevel: 1 }).toFile(path);
  return path;
}

/** Mean difference of two pictures in grey levels. */
function apart(a: Uint8Array, b: Uint8Array): number {
  expect(a).toHaveLength(b.length);
  return a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / a.length;
}

function flippedBack(pixels: Uint8Array, width: number): Uint8Array {
  const row = (at: number): number => Math.floor(at / 3 / width);
  return pixels.map((_, at) => {
    const column = Math.floor(at / 3) % width;
    return pixels[3 * (row(at) * width + width - 1 - column) + (at % 3)]!;
  });
}

describe('with everything off', () => {
  const photos = [
    [1200, 800],
    [700, 1100],
    [300, 210],
    [100, 90],
    [2000, 300],
  ] as const;
  const inputs = [
    preprocessingOf(),
    preprocessingOf({ fit: 'squash' }),
    preprocessingOf({ fit: 'pad', width: 192, height: 160 }),
    preprocessingOf({ width: 160, height: 96, shortSide: 110 }),
  ];

  test.each(photos)('a photo of %i × %i is what the network would be given', async (width, height) => {
    const path = await sceneFile(width, height);
    for (const preprocessing of inputs) {
      const [plain, source] = [await readInput(path, preprocessing), await readSource(path, preprocessing)];
      const pixels = augmentPhoto(source, preprocessing, off, seeded(seed));
      const label = `${preprocessing.fit} ${preprocessing.width} × ${preprocessing.height}, seed ${seed}`;
      expect(apart(pixels, plain.pixels), label).toBeLessThan(2);
      expect(source.width, label).toBeLessThanOrEqual(Math.max(width, 2 * preprocessing.shortSide));
    }
  });

  test('a photo that lies on its side is stood up', async () => {
    const path = await sceneFile(800, 500, 6);
    const preprocessing = preprocessingOf();
    const source = await readSource(path, preprocessing);
    const plain = await readInput(path, preprocessing);
    expect([source.photoWidth, source.photoHeight]).toEqual([500, 800]);
    expect(apart(augmentPhoto(source, preprocessing, off, seeded(1)), plain.pixels)).toBeLessThan(2);
  });

  test('a flip alone mirrors the picture exactly', async () => {
    const preprocessing = preprocessingOf();
    const source = await readSource(await sceneFile(640, 480), preprocessing);
    const plain = augmentPhoto(source, preprocessing, off, seeded(seed));
    const views = Array.from({ length: 20 }, (_, k) =>
      augmentPhoto(source, preprocessing, { ...off, flip: true }, seeded(k)),
    );
    const mirrored = views.filter((view) => apart(view, plain) > 0);
    expect(mirrored.length, 'about half of twenty').toBeGreaterThan(3);
    expect(mirrored.length, 'about half of twenty').toBeLessThan(17);
    for (const view of mirrored) expect(apart(flippedBack(view, 224), plain)).toBeLessThan(0.02);
  });
});

describe('a varied photo', () => {
  const preprocessing = preprocessingOf({ width: 96, height: 96, shortSide: 110 });
  let source: SourcePhoto;
  beforeAll(async () => {
    source = await readSource(await sceneFile(640, 480), preprocessing);
  });
  const varied = (augmentation: Augmentation, from: number): Uint8Array =>
    augmentPhoto(source, preprocessing, augmentation, seeded(from));

  test('is the same for the same seed and another for another, and leaves its source alone', () => {
    const before = source.pixels.slice();
    expect(varied(full, seed)).toEqual(varied(full, seed));
    expect(apart(varied(full, seed), varied(full, seed + 1))).toBeGreaterThan(1);
    expect(source.pixels).toEqual(before);
  });

  test('takes the same number of draws whatever is on', () => {
    const drawsOf = (augmentation: Augmentation): number => {
      const rng = seeded(seed);
      let draws = 0;
      augmentPhoto(source, preprocessing, augmentation, () => ((draws += 1), rng()));
      return draws;
    };
    expect(drawsOf(off)).toBe(drawsOf(full));
  });

  test.each(['crop', 'color', 'geometry', 'blur', 'noise'] as const)(
    'is further from the plain one the more %s',
    (what) => {
      const plain = varied(off, seed);
      const mean = (strength: number): number => {
        const distances = Array.from({ length: 12 }, (_, k) =>
          apart(varied({ ...off, [what]: strength }, seed + k), plain),
        );
        return distances.reduce((a, b) => a + b, 0) / distances.length;
      };
      const [little, much] = [mean(0.2), mean(1)];
      expect(much, `seed ${seed}`).toBeGreaterThan(1.2 * little);
    },
  );

  test('shows no color that a grey photo does not have, unless colors are cast', () => {
    const grey: SourcePhoto = { ...source, pixels: new Uint8Array(source.pixels.length).fill(90) };
    for (let k = 0; k < 20; k++) {
      const view = augmentPhoto(grey, preprocessing, { ...full, color: 0, noise: 0 }, seeded(k));
      expect(
        view.every((value) => value === 90),
        `seed ${k}`,
      ).toBe(true);
    }
  });

  test('is noisy as strongly as it was drawn, around the same mean', () => {
    const grey: SourcePhoto = { ...source, pixels: new Uint8Array(source.pixels.length).fill(128) };
    const rng = [0.9, 0.5];
    const view = augmentPhoto(grey, preprocessing, { ...off, noise: 1 }, () => rng[0]!);
    const mean = view.reduce((a, b) => a + b, 0) / view.length;
    const deviation = Math.sqrt(view.reduce((sum, value) => sum + (value - mean) ** 2, 0) / view.length);
    expect(mean).toBeCloseTo(128, 0);
    expect(deviation).toBeGreaterThan(0.97 * 24 * 0.9);
    expect(deviation).toBeLessThan(1.03 * 24 * 0.9);
  });

  test('has padding where its photo ends, for a network whose photos are padded', () => {
    const padded = preprocessingOf({ fit: 'pad', width: 90, height: 90 });
    const white: SourcePhoto = {
      pixels: new Uint8Array(120 * 60 * 3).fill(255),
      width: 120,
      height: 60,
      photoWidth: 120,
      photoHeight: 60,
    };
    const view = augmentPhoto(white, padded, { ...off, geometry: 1 }, seeded(seed));
    const colors = new Set(Array.from({ length: 90 * 90 }, (_, i) => view.slice(3 * i, 3 * i + 3).join(' ')));
    expect([...colors].sort()).toEqual(['124 116 104', '255 255 255']);
  });
});
