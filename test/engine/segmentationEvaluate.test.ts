import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { failure, SegmentationSettings, type ModelCard } from '../../electron/contract/index.ts';
import { writeGreyPng, writeMaskPng } from '../../electron/decode/index.ts';
import type { RunnerProcess } from '../../electron/engine/jobs/index.ts';
import { unpackLook } from '../../electron/engine/segmentation/libraryPixels.ts';
import {
  evaluateMasks,
  judgedPhoto,
  looksIn,
  type MasksToJudge,
  type Looks,
} from '../../electron/engine/segmentation/index.ts';
import { notJudged, vocPalette } from '../../electron/runner/vision/index.ts';
import { temporaryFolder } from '../support/fovea.ts';
import { colorCard } from '../support/networks.ts';

// Networks judged by masks. The runner answers every photo with what a test has set for its name.

let folder: ReturnType<typeof temporaryFolder>;
let looks: Looks;
let answers: Map<string, readonly number[]>;
let asked: { readonly method: string; readonly path: string }[];

const at = (...names: readonly string[]): string => join(folder.path, ...names);
const card: ModelCard = { ...colorCard(), task: 'segmentation', classNames: ['sky', 'sea', 'boat'] };
const never = new AbortController().signal;

beforeEach(() => {
  folder = temporaryFolder();
  mkdirSync(at('photos'));
  mkdirSync(at('masks'));
  looks = looksIn(folder.path, runner);
  answers = new Map();
  asked = [];
});
afterEach(() => folder.remove());

const runner = {
  ask: async (method: string, { path, folder: into }: { path: string; folder: string }) => {
    asked.push({ method, path });
    const classOf = answers.get(path);
    if (!classOf) throw failure('photo/missing', {});
    const size = { width: 3, height: 2 };
    writeFileSync(
      join(into, 'classes.png'),
      await writeMaskPng({ ...size, classOf: Uint16Array.from(classOf) }, 3, vocPalette()),
    );
    writeFileSync(join(into, 'probability.png'), await writeGreyPng(Uint8Array.of(10, 20, 30, 40, 50, 60), 3, 2));
    return {
      ...{ photoWidth: 6, photoHeight: 4, ...size, stepPx: 1, elapsedMs: 1, damaged: false, maps: [], areas: [] },
      ...{ classes: 'classes.png', probability: 'probability.png' },
    };
  },
} as unknown as Pick<RunnerProcess, 'ask'>;

/** A photo, its mask, and what the network says of it: three by two pixels; no answer: it cannot be read. */
async function photo(name: string, truth: readonly number[], answer: readonly number[] | null, masks = 'masks') {
  writeFileSync(at('photos', `${name}.jpg`), '');
  const map = { width: 3, height: 2, classOf: Uint16Array.from(truth) };
  writeFileSync(at(masks, `${name}.png`), await writeMaskPng(map, 3, vocPalette()));
  if (answer) answers.set(at('photos', `${name}.jpg`), answer);
}

const judging = (change: Partial<MasksToJudge> = {}): MasksToJudge => ({
  ...{ paths: [at('photos')], truths: [at('masks')], model: { path: at('network.onnx'), card } },
  ...{ settings: SegmentationSettings.parse({}), voidClass: null, device: 'cpu' },
  ...change,
});

const evaluate = (change: Partial<MasksToJudge> = {}) => evaluateMasks(runner, judging(change), () => undefined, never);

test('each photo says which pairs of classes it confuses, the most pixels first, and the worst photo stands first', async () => {
  await photo('good', [0, 0, 0, 1, 1, 1], [0, 0, 0, 1, 1, 1]);
  await photo('bad', [0, 0, 0, 1, 1, 1], [2, 2, 0, 1, 1, 0]);
  const { photos, confusion, meanIou } = await evaluate();
  expect(photos.map(({ path, confused }) => ({ path, confused }))).toEqual([
    {
      path: at('photos', 'bad.jpg'),
      confused: [
        { truth: 0, predicted: 2, pixels: 2 },
        { truth: 1, predicted: 0, pixels: 1 },
      ],
    },
    { path: at('photos', 'good.jpg'), confused: [] },
  ]);
  expect(confusion).toEqual([
    [4, 0, 2, 0],
    [1, 5, 0, 0],
    [0, 0, 0, 0],
  ]);
  // Of sky 4 of 7 pixels are met, of sea 5 of 6, of boats none.
  expect(meanIou).toBeCloseTo((4 / 7 + 5 / 6 + 0) / 3, 12);
});

test('pixels that were left open are told as such, those of the void class not at all', async () => {
  await photo('a', [0, 0, 0, 2, 2, 1], [0, notJudged, 1, 0, 0, 1]);
  const { photos } = await evaluate({ voidClass: 2 });
  expect(photos[0]?.confused).toEqual([
    { truth: 0, predicted: 1, pixels: 1 },
    { truth: 0, predicted: 3, pixels: 1 },
  ]);
});

test('a photo that cannot be judged says why and stands before the others', async () => {
  await photo('fine', [0, 0, 0, 1, 1, 1], [0, 0, 0, 1, 1, 1]);
  await photo('gone', [0, 0, 0, 1, 1, 1], null);
  writeFileSync(at('photos', 'maskless.jpg'), '');
  const { photos } = await evaluate();
  expect(photos.map(({ problem }) => problem?.code ?? null)).toEqual(['photo/missing', 'mask/missing', null]);
  expect(photos[0]?.confused).toEqual([]);
});

test('masks are found in folders of the folder', async () => {
  mkdirSync(at('masks', 'coast'));
  await photo('a', [0, 0, 0, 1, 1, 1], [0, 0, 0, 1, 1, 1], 'masks/coast');
  expect((await evaluate()).meanIou).toBe(1);
});

test('one of the photos is kept beside its mask, pixel for pixel in the size of the mask', async () => {
  await photo('a', [0, 0, 0, 2, 1, 1], [0, 0, 1, 1, 1, notJudged]);
  const judged = await judgedPhoto({ runner, looks }, judging({ voidClass: 2 }), at('photos', 'a.jpg'), {
    signal: never,
  });
  const pixelsOf = async (look: string) => unpackLook(readFileSync(await looks.locate(look)), 3, 2);
  expect(judged).toMatchObject({ width: 3, height: 2 });
  expect([...(await pixelsOf(judged.truth)).map.classOf]).toEqual([0, 0, 0, notJudged, 1, 1]);
  const { map, probability } = await pixelsOf(judged.answer);
  expect([...map.classOf]).toEqual([0, 0, 1, 1, 1, notJudged]);
  expect([...probability]).toEqual([10, 20, 30, 40, 50, 60]);
  expect(asked).toEqual([{ method: 'segmentation.look', path: at('photos', 'a.jpg') }]);
});

test('only a photo of those that were chosen is opened', async () => {
  await photo('a', [0, 0, 0, 1, 1, 1], [0, 0, 0, 1, 1, 1]);
  writeFileSync(at('elsewhere.jpg'), '');
  const opened = judgedPhoto({ runner, looks }, judging(), at('elsewhere.jpg'), { signal: never });
  await expect(opened).rejects.toMatchObject({ code: 'library/grant-unknown' });
  expect(asked).toEqual([]);
});
