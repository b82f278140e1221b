import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Augmentation, type Preprocessing } from '../../electron/contract/index.ts';
import { lookupTable, readInput, writePhoto } from '../../electron/runner/pixels/index.ts';
import { livePhotos } from '../../electron/runner/training/liveData.ts';
import { writeScenes } from '../support/scenes.ts';

const count = 6;
const side = 64;
const each = 3 * side * side;
const preprocessing: Preprocessing = {
  fit: 'crop',
  shortSide: 72,
  width: side,
  height: side,
  layout: 'NCHW',
  colorOrder: 'RGB',
  mean: [123.675, 116.28, 103.53],
  std: [58.395, 57.12, 57.375],
};
const draw = { seed: 7, restart: 0, epoch: 1, step: 0 };

let folder = '';
let photos: { path: string; hash: string }[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fovea-live-'));
  const written = await writeScenes(folder, count, 5, { width: 160, height: 120 });
  photos = written.map(({ path }, i) => ({ path, hash: `hash ${i}` }));
});
afterAll(() => rm(folder, { recursive: true }));

const live = (keepBytes?: number) =>
  livePhotos({
    photos,
    classOf: new Int32Array(count),
    targets: null,
    preprocessing,
    augmentation: Augmentation.parse({}),
    ...(keepBytes !== undefined && { keepBytes }),
  });

async function filled(data: ReturnType<typeof live>, indices: readonly number[], at: typeof draw | null) {
  const into = new Float32Array(indices.length * each);
  await data.fill(indices, into, at);
  return indices.map((_, slot) => into.slice(slot * each, (slot + 1) * each));
}

test('a plain photo is what the network is given when it answers', async () => {
  const table = lookupTable(preprocessing);
  const [found] = await filled(live(), [3], null);
  const expected = new Float32Array(each);
  writePhoto((await readInput(photos[3]!.path, preprocessing)).pixels, table, preprocessing, expected, 0);
  expect(found).toEqual(expected);
});

test('what becomes of a photo does not depend on its batch, on memory, nor on what was asked before', async () => {
  const together = await filled(live(), [0, 1, 2, 3, 4, 5], draw);
  const crowded = live(0);
  const seldom = live(100_000);
  await filled(seldom, [5, 2], { ...draw, epoch: 9 });
  for (const index of [5, 0, 3]) {
    expect((await filled(crowded, [index], { ...draw, step: 4 }))[0], 'without memory').toEqual(together[index]);
    expect((await filled(seldom, [1, index], draw))[1], 'with some memory').toEqual(together[index]);
  }
});

test('another epoch, restart or seed varies a photo otherwise, and another photo otherwise too', async () => {
  const data = live();
  const [once] = await filled(data, [0], draw);
  for (const other of [{ epoch: 2 }, { restart: 1 }, { seed: 8 }])
    expect((await filled(data, [0], { ...draw, ...other }))[0]).not.toEqual(once);
  expect((await filled(data, [0], draw))[0]).toEqual(once);
});

test('a photo that is gone ends the run with its path, and memory keeps those that were read', async () => {
  const gone = [...photos.slice(0, 2), { path: join(folder, 'gone.jpg'), hash: 'x' }];
  const data = livePhotos({
    photos: gone,
    classOf: new Int32Array(3),
    targets: null,
    preprocessing,
    augmentation: Augmentation.parse({}),
  });
  await expect(filled(data, [0, 2], draw)).rejects.toThrow('gone.jpg');
  await filled(data, [0, 1], draw);
});
