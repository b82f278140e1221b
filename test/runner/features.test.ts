import { copyFile, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encode, type Graph } from '../../electron/compiler/index.ts';
import { Augmentation, writeProblem, type KnownModel } from '../../electron/contract/index.ts';
import { lookAt, readInput } from '../../electron/runner/pixels/index.ts';
import { newSchedule } from '../../electron/runner/schedule.ts';
import { computeFeatures, openTrunk, trimSets, type Cut } from '../../electron/runner/training/index.ts';
import { vgg11 } from '../support/architectures/index.ts';
import { colorCard, colorClassifier, randomCnn } from '../support/networks.ts';
import { writeScenes } from '../support/scenes.ts';

const folder = mkdtempSync(join(tmpdir(), 'features-'));
let photos: { path: string; hash: string }[] = [];

const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

beforeAll(async () => {
  const written = await writeScenes(join(folder, 'scenes'), 12, 1, { width: 160, height: 120 });
  photos = await Promise.all(written.map(async ({ path }) => ({ path, hash: sha(await readFile(path)) })));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function modelOf(name: string, network: Uint8Array, side: number, layout: 'NCHW' | 'NHWC' = 'NCHW'): KnownModel {
  const path = join(folder, name);
  writeFileSync(path, network);
  return { path, hash: sha(network), card: colorCard({ width: side, height: side, layout }, name) };
}

const cnn = (): KnownModel => modelOf('cnn.onnx', randomCnn(3, { width: 32, height: 32 }), 32);
const cuts: readonly Cut[] = [
  { value: 'flatten', pooled: true },
  { value: 'maxpool', pooled: true },
  { value: 'maxpool_3', pooled: false },
];

let caches = 0;
const freshCache = (): string => join(folder, `cache-${caches++}`);
const go = { aborted: false, throwIfAborted: (): void => undefined };

interface Wish {
  readonly model?: KnownModel;
  readonly list?: typeof photos;
  readonly cut?: readonly Cut[];
  readonly views?: number;
  readonly cacheDir: string;
  readonly seed?: number;
}

/** Features, and how many views were computed for it. */
async function features({ model = cnn(), list = photos, cut = cuts, views = 0, cacheDir, seed = 7 }: Wish) {
  const started: number[] = [];
  const sets = await computeFeatures(
    {
      ...{ model, cuts: cut, photos: list, views, seed, cacheDir, device: 'cpu' },
      augmentation: Augmentation.parse({ geometry: 0.4, noise: 0.5 }),
    },
    {
      turn: newSchedule().background,
      stop: go,
      onProgress: (done) => void started.push(done),
    },
  );
  return { sets, computed: list.length * (1 + views) - (started[0] ?? 0) };
}

const same = (a: Float32Array | undefined, b: Float32Array | undefined): boolean =>
  Buffer.from(a!.buffer, a!.byteOffset, a!.byteLength).equals(Buffer.from(b!.buffer, b!.byteOffset, b!.byteLength));

test('each cut has one row per photo in the order of the list, and a second time nothing is computed', async () => {
  const cacheDir = freshCache();
  const one = await features({ cacheDir });
  expect(one.sets.map(({ dims, values }) => [dims, values.length])).toEqual([
    [[64], photos.length * 64],
    [[16], photos.length * 16],
    [[64, 4, 4], photos.length * 1024],
  ]);
  const again = await features({ cacheDir });
  expect([one.computed, again.computed]).toEqual([photos.length, 0]);
  expect(one.sets.every(({ values }, i) => same(values, again.sets[i]?.values))).toBe(true);
});

test('a pooled cut is the average of the maps', async () => {
  const { sets } = await features({ cacheDir: freshCache() });
  const [pooled, maps] = [sets[0]!.values, sets[2]!.values];
  for (let row = 0; row < pooled.length; row++) {
    const mean = maps.subarray(row * 16, row * 16 + 16).reduce((sum, value) => sum + value, 0) / 16;
    expect(Math.abs(mean - pooled[row]!)).toBeLessThan(1e-5 * Math.max(1, Math.abs(mean)));
  }
});

test('adding photos computes only the new ones, to the same bytes as all at once', async () => {
  const [grown, whole] = [freshCache(), freshCache()];
  await features({ cacheDir: grown, list: photos.slice(5, 8) });
  const added = await features({ cacheDir: grown });
  const once = await features({ cacheDir: whole });
  expect(added.computed).toBe(photos.length - 3);
  expect(once.sets.every(({ values }, i) => same(values, added.sets[i]?.values))).toBe(true);
});

test('a linear layer on the way does not make rows depend on their neighbors', async () => {
  const graph: Graph = vgg11({ batch: 1, width: 32, height: 32, classes: 4, seed: 2, widthFactor: 0.125 });
  const open: Graph = { ...graph, inputs: graph.inputs.map((input) => ({ ...input, type: openBatch(input.type) })) };
  const model = modelOf('vgg.onnx', encode(open), 32);
  const cut = [{ value: 'relu_9', pooled: true }];
  const trunk = await openTrunk(model, cut, 'cpu');
  const pixels = await Promise.all(photos.slice(0, 4).map(({ path }) => readInput(path, model.card.preprocessing)));
  const together = (await trunk.run(pixels.map((photo) => photo.pixels)))[0]!.slice();
  const width = trunk.dims[0]![0]!;
  expect(trunk.batch).toBe(4);
  for (const [slot, photo] of pixels.entries()) {
    const alone = (await trunk.run([photo.pixels]))[0]!;
    expect(same(alone.subarray(0, width), together.subarray(slot * width, (slot + 1) * width)), `slot ${slot}`).toBe(
      true,
    );
  }
  await trunk.close();
});

const openBatch = (type: Graph['inputs'][number]['type']): Graph['inputs'][number]['type'] =>
  type?.kind === 'tensor' ? { ...type, shape: ['N', ...(type.shape ?? []).slice(1)] } : type;

test.each([
  ['NHWC', true],
  ['NHWC', false],
  ['NCHW', false],
] as const)('a network of %s pictures works, with a batch that is open: %s', async (layout, dynamicBatch) => {
  const bytes = colorClassifier({ layout, dynamicBatch });
  const model = modelOf(`${layout}-${dynamicBatch}.onnx`, bytes, 32, layout);
  const { sets } = await features({ model, cut: [{ value: 'flatten', pooled: true }], cacheDir: freshCache() });
  const plain = modelOf('plain.onnx', colorClassifier(), 32);
  const wanted = await features({ model: plain, cut: [{ value: 'flatten', pooled: true }], cacheDir: freshCache() });
  const worst = Math.max(...sets[0]!.values.map((value, i) => Math.abs(value - wanted.sets[0]!.values[i]!)));
  expect(worst).toBeLessThan(1e-5);
});

test('views follow from seed, photo and view: more of them leave the first as they were', async () => {
  const [cacheDir, other] = [freshCache(), freshCache()];
  const two = await features({ cacheDir, views: 2 });
  const three = await features({ cacheDir, views: 3 });
  const alone = await features({ cacheDir: other, views: 3, list: photos.slice(4, 6).toReversed() });
  expect([two.computed, three.computed]).toEqual([3 * photos.length, photos.length]);
  const row = (set: { values: Float32Array } | undefined, at: number): Float32Array =>
    set!.values.subarray(at * 64, at * 64 + 64);
  for (let photo = 0; photo < photos.length; photo++)
    for (let view = 0; view < 3; view++)
      expect(same(row(two.sets[0], photo * 3 + view), row(three.sets[0], photo * 4 + view))).toBe(true);
  for (let view = 0; view < 4; view++) {
    expect(same(row(alone.sets[0], view), row(three.sets[0], 5 * 4 + view))).toBe(true);
    if (view > 0) expect(same(row(three.sets[0], 20), row(three.sets[0], 20 + view))).toBe(false);
  }
  const reseeded = await features({ cacheDir, views: 1, seed: 8 });
  expect(reseeded.computed).toBe(photos.length);
});

test('what is torn at the end of a file, and a row that is damaged, is computed again', async () => {
  const cacheDir = freshCache();
  const before = await features({ cacheDir, cut: cuts.slice(0, 1) });
  const [set] = await readdir(join(cacheDir, 'features'));
  const [rows, index] = ['rows', 'index'].map((name) => join(cacheDir, 'features', set!, name));
  await truncate(rows!, (await stat(rows!)).size - 100);
  const torn = await features({ cacheDir, cut: cuts.slice(0, 1) });
  await truncate(index!, (await stat(index!)).size - 3);
  const halved = await features({ cacheDir, cut: cuts.slice(0, 1) });
  const bytes = await readFile(rows!);
  bytes[1] = bytes[1]! ^ 0xff;
  await writeFile(rows!, bytes);
  const spoiled = await features({ cacheDir, cut: cuts.slice(0, 1) });
  expect([torn.computed, halved.computed]).toEqual([1, 1]);
  for (const { sets } of [torn, halved, spoiled]) expect(same(sets[0]!.values, before.sets[0]!.values)).toBe(true);
});

test('a file that cannot be read, and one that is not what it was, are problems; the others go on', async () => {
  const broken = join(folder, 'broken.jpg');
  await writeFile(broken, 'this is no photo');
  const list = [
    photos[0]!,
    { path: broken, hash: sha(await readFile(broken)) },
    { path: join(folder, 'absent.jpg'), hash: '0'.repeat(64) },
    { path: photos[1]!.path, hash: '1'.repeat(64) },
    photos[2]!,
  ];
  const { sets } = await features({ cacheDir: freshCache(), list });
  const [first] = sets;
  expect([...first!.unreadable].map(([at, { code }]) => [at, code])).toEqual([
    [1, 'photo/not-an-image'],
    [2, 'photo/missing'],
    [3, 'training/changed'],
  ]);
  expect(first!.values.subarray(64, 4 * 64).every((value) => value === 0)).toBe(true);
  expect(first!.values.subarray(4 * 64).some((value) => value !== 0)).toBe(true);
});

test('photos with the same bytes are computed once', async () => {
  const copy = join(folder, 'copy.jpg');
  await copyFile(photos[0]!.path, copy);
  const { sets, computed } = await features({
    cacheDir: freshCache(),
    list: [photos[0]!, { path: copy, hash: photos[0]!.hash }],
  });
  expect(computed).toBe(1);
  expect(same(sets[0]!.values.subarray(0, 64), sets[0]!.values.subarray(64))).toBe(true);
});

test('sets beyond the limit go, the least recently used first', async () => {
  const cacheDir = freshCache();
  await features({ cacheDir, cut: [cuts[0]!] });
  await new Promise((resolve) => setTimeout(resolve, 20));
  await features({ cacheDir, cut: [cuts[1]!] });
  const both = await readdir(join(cacheDir, 'features'));
  await trimSets(cacheDir, photos.length * (16 * 4 + 40) + 10);
  const left = await readdir(join(cacheDir, 'features'));
  expect([both.length, left.length]).toEqual([2, 1]);
  expect((await features({ cacheDir, cut: [cuts[1]!] })).computed).toBe(0);
});

test('a disk that takes no more is said in words, and what was there stays', async () => {
  // A cache where a file stands in the way of its folder is the nearest that every system has.
  const file = join(folder, 'file');
  await writeFile(file, '');
  await expect(features({ cacheDir: file })).rejects.toThrow();
  expect(writeProblem(Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' }), 'cache')).toMatchObject({
    code: 'disk/full',
  });
});

test('one look gives the pixels of readInput, whatever the fit', async () => {
  for (const fit of ['crop', 'pad', 'squash'] as const)
    for (const { path, hash } of photos.slice(0, 4)) {
      const preprocessing = { ...cnn().card.preprocessing, fit, shortSide: 40, width: 32, height: 28 };
      const looked = await lookAt(path, preprocessing);
      const { pixels } = await readInput(path, preprocessing);
      expect({ fit, hash: looked.hash, same: Buffer.from(looked.pixels!).equals(Buffer.from(pixels)) }).toEqual({
        ...{ fit, hash, same: true },
      });
    }
});
