import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { failure, SegmentationSettings, type MaskFormat, type ModelCard } from '../../electron/contract/index.ts';
import { readMaskPng, writeGreyPng, writeMaskPng } from '../../electron/decode/index.ts';
import type { RunnerProcess } from '../../electron/engine/jobs/index.ts';
import type { JobScope } from '../../electron/engine/jobs/queue.ts';
import { exportMasks, looksIn, lossesOf, type LookRequest } from '../../electron/engine/segmentation/index.ts';
import { notJudged, vocPalette } from '../../electron/runner/vision/index.ts';
import { temporaryFolder } from '../support/fovea.ts';
import { colorCard } from '../support/networks.ts';

// Looks at photos of the library as they are kept, and masks of them as they are written. The runner draws the same
// areas for every photo: sky over sea, and one pixel that is not judged.

let folder: ReturnType<typeof temporaryFolder>;
/** Photos that the runner was asked to look at, in order. */
let asked: { readonly method: string; readonly path: string }[];
/** Those that cannot be read. */
let broken: Set<string>;

const at = (...names: readonly string[]): string => join(folder.path, ...names);
const card: ModelCard = { ...colorCard(), task: 'segmentation', classNames: ['sky', 'sea'] };
const settings = SegmentationSettings.parse({});
const watch = { signal: new AbortController().signal, onProgress: () => undefined };
const classOf = Uint16Array.from([0, 0, 0, 1, 1, notJudged]);

beforeEach(() => {
  folder = temporaryFolder();
  mkdirSync(at('masks'));
  asked = [];
  broken = new Set();
});
afterEach(() => folder.remove());

const runner = {
  ask: async (method: string, { path, folder: into }: { path: string; folder: string }) => {
    asked.push({ method, path });
    if (broken.has(path)) throw failure('photo/missing', {});
    const map = { width: 3, height: 2, classOf };
    writeFileSync(join(into, 'classes.png'), await writeMaskPng(map, 2, vocPalette()));
    writeFileSync(join(into, 'probability.png'), await writeGreyPng(Uint8Array.of(10, 20, 30, 40, 50, 60), 3, 2));
    const area = (classIndex: number, className: string, pixels: number) => ({
      ...{ classIndex, className, pixels, share: pixels / 5 },
    });
    return {
      ...{ photoWidth: 6, photoHeight: 4, width: 3, height: 2, stepPx: 1, elapsedMs: 1, damaged: false, maps: [] },
      ...{ classes: 'classes.png', probability: 'probability.png', areas: [area(0, 'sky', 3), area(1, 'sea', 2)] },
    };
  },
} as unknown as Pick<RunnerProcess, 'ask'>;

const requestFor = (photo: string, change: Partial<LookRequest> = {}): LookRequest => ({
  photo: { path: at(`${photo}.jpg`), hash: photo.charCodeAt(0).toString(16).padStart(64, '0') },
  model: { path: at('network.onnx'), card, hash: 'e'.repeat(64) },
  ...{ settings, device: 'cpu', seen: true },
  ...change,
});

test('a photo is looked at once, and what was seen is there again after a restart', async () => {
  const first = await looksIn(folder.path, runner).look(requestFor('a'), watch);
  const again = await looksIn(folder.path, runner).look(requestFor('a'), watch);
  expect(again).toEqual(first);
  expect(asked).toEqual([{ method: 'segmentation.look', path: at('a.jpg') }]);
});

test('another photo, other settings or a corrected card are other looks', async () => {
  const looks = looksIn(folder.path, runner);
  const corrected = { ...card, classNames: ['heaven', 'sea'] };
  const requests = [
    requestFor('a'),
    requestFor('b'),
    requestFor('a', { settings: { ...settings, flip: true } }),
    requestFor('a', { model: { ...requestFor('a').model, card: corrected } }),
  ];
  const seen = [];
  for (const request of requests) seen.push(await looks.look(request, watch));
  expect(new Set(seen.map(({ id }) => id)).size).toBe(requests.length);
});

test('what nobody waits for goes behind what is seen', async () => {
  await looksIn(folder.path, runner).look(requestFor('a', { seen: false }), watch);
  expect(asked).toEqual([{ method: 'segmentation.photo', path: at('a.jpg') }]);
});

test('the pixels of a look are class indices in 16 bits and then probabilities in 8, as the contract says', async () => {
  const looks = looksIn(folder.path, runner);
  const look = await looks.look(requestFor('a'), watch);
  const bytes = gunzipSync(readFileSync(await looks.locate(look.id)));
  expect([...bytes]).toEqual([0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 255, 255, 10, 20, 30, 40, 50, 60]);
  expect((await looks.mapOf(look)).classOf).toEqual(classOf);
});

test('beyond the limit the looks go that were used longest ago', async () => {
  const plenty = looksIn(folder.path, runner);
  const [a, b] = [await plenty.look(requestFor('a'), watch), await plenty.look(requestFor('b'), watch)];
  const bytes = readFileSync(await plenty.locate(a.id)).length;
  utimesSync(await plenty.locate(a.id), 1000, 1000);
  utimesSync(await plenty.locate(b.id), 2000, 2000);
  await plenty.look(requestFor('a'), watch);
  const tight = looksIn(folder.path, runner, 2 * bytes);
  const c = await tight.look(requestFor('c'), watch);
  await expect(tight.locate(b.id)).rejects.toMatchObject({ code: 'segmentation/look-gone' });
  expect(existsSync(await tight.locate(a.id))).toBe(true);
  expect(existsSync(await tight.locate(c.id))).toBe(true);
  expect(readdirSync(at('looks')).filter((name) => name.startsWith(b.id))).toEqual([]);
});

test('a look that lost its pixels is looked at again', async () => {
  const looks = looksIn(folder.path, runner);
  const { id } = await looks.look(requestFor('a'), watch);
  rmSync(await looks.locate(id));
  await looks.look(requestFor('a'), watch);
  expect(asked).toHaveLength(2);
});

test('what a format cannot hold is told in sentences, and pictures lose nothing', async () => {
  const looks = looksIn(folder.path, runner);
  const look = await looks.look(requestFor('a'), watch);
  expect(await lossesOf(looks, requestFor('a'), look, ['png', 'overlay', 'cutout'])).toEqual([]);
  expect(await lossesOf(looks, requestFor('a'), look, ['csv'])).toEqual([
    'Left out: where in the photos the pixels lie.',
  ]);
  expect((await lossesOf(looks, requestFor('a'), look, ['geojson'])).join()).toContain('nobody judged some pixels (1)');
});

/** A job as the queue runs it, which stops after so many photos. */
async function runExport(formats: readonly MaskFormat[], photos: readonly number[], done = 0, stopAfter = Infinity) {
  const controller = new AbortController();
  const job = { done, failed: 0 };
  const scope = {
    task: { photos, model: 'e'.repeat(64), settings, formats, folder: at('masks') },
    signal: controller.signal,
    job,
    report: (patch: Partial<typeof job>) => {
      Object.assign(job, patch);
      if (job.done >= stopAfter) controller.abort(failure('engine/stopped', {}));
    },
  } as unknown as JobScope;
  const photo = (id: number) => ({ path: at(`${'abc'[id - 1] ?? ''}.jpg`), hash: String(id).padStart(64, '0') });
  const message = await exportMasks(scope, {
    library: {
      source: (id) => ({ id, path: photo(id).path, bytes: 1, modifiedMs: 1 }),
      detail: (id) => ({ ...photo(id), problem: null }) as never,
    },
    looks: looksIn(folder.path, runner),
    findModel: () => Promise.resolve({ path: at('network.onnx'), card }),
    device: () => 'cpu',
  });
  return { message, job };
}

test('masks are written in the size of their photos, and what belongs to all of them into one file', async () => {
  const { message, job } = await runExport(['png', 'csv'], [1, 2]);
  expect(readdirSync(at('masks')).sort()).toEqual(['a png.png', 'areas.csv', 'b png.png']);
  const { map } = await readMaskPng(readFileSync(at('masks', 'a png.png')));
  expect([map.width, map.height]).toEqual([6, 4]);
  expect(readFileSync(at('masks', 'areas.csv'), 'utf8').trim().split('\n')).toHaveLength(1 + 2 * 2);
  expect(message).toContain('2 photos written to');
  expect(message).toContain('Left out: where in the photos the pixels lie.');
  expect(job).toMatchObject({ done: 2, failed: 0 });
});

test('a photo that is gone is counted, and the others are written', async () => {
  broken.add(at('b.jpg'));
  const { message, job } = await runExport(['png'], [1, 2, 3]);
  expect(readdirSync(at('masks')).sort()).toEqual(['a.png', 'c.png']);
  expect(message).toContain('2 photos written');
  expect(message).toContain('1 unreadable');
  expect(job).toMatchObject({ done: 3, failed: 1 });
});

test('an export that is taken up again writes no photo twice, and misses none in the files for all', async () => {
  await expect(runExport(['png', 'csv'], [1, 2, 3], 0, 2)).rejects.toMatchObject({ code: 'engine/stopped' });
  await runExport(['png', 'csv'], [1, 2, 3], 2);
  expect(readdirSync(at('masks')).sort()).toEqual(['a png.png', 'areas.csv', 'b png.png', 'c png.png']);
  const rows = readFileSync(at('masks', 'areas.csv'), 'utf8');
  for (const photo of ['a.jpg', 'b.jpg', 'c.jpg']) expect(rows).toContain(photo);
});

test('an export of single files that is taken up again does not look at what is written', async () => {
  await runExport(['png'], [1, 2, 3], 2);
  expect(readdirSync(at('masks'))).toEqual(['c.png']);
  expect(asked.map(({ path }) => path)).toEqual([at('c.jpg')]);
});

test('a cut-out shows the photo where it shows the largest class', async () => {
  const photo = { width: 6, height: 4, channels: 3 as const, background: { r: 200, g: 100, b: 50 } };
  await sharp({ create: photo }).jpeg().toFile(at('a.jpg'));
  await runExport(['cutout'], [1]);
  const alpha = await sharp(at('masks', 'a.png')).extractChannel(3).raw().toBuffer();
  expect([alpha[0], alpha[23]]).toEqual([255, 0]);
});
