import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize } from 'node:v8';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decode, readMetadata } from '../../electron/compiler/index.ts';
import {
  cardKey,
  FoveaError,
  ModelCard,
  SegmentationSettings,
  SegmenterSettings,
  type InputOf,
  type OutputOf,
  type ProgressOf,
  type RunnerContract,
} from '../../electron/contract/index.ts';
import { readMaskPng } from '../../electron/decode/index.ts';
import { segmentPhoto, trainSegmenter } from '../../electron/runner/tasks/segmentation/index.ts';
import { parted } from '../../electron/runner/tasks/segmentation/learning/parts.ts';
import { sizeFor } from '../../electron/runner/tasks/segmentation/learning/pictures.ts';
import { writeBase } from '../support/classFolders.ts';
import { temporaryFolder } from '../support/fovea.ts';
import { maskedScene, sceneNames, writeMaskedScenes, writePicture, writeTruth } from '../support/maskedScenes.ts';

// Segmenters learned from drawn scenes and their masks, by a small network of drawn weights.

type Method = RunnerContract['segmentation.train'];

const folder = temporaryFolder();
const at = (...names: readonly string[]): string => join(folder.path, ...names);
const hash = 'a'.repeat(64);
let files: InputOf<Method>['files'] = [];
let card: ModelCard;

beforeAll(async () => {
  const bytes = readFileSync(writeBase(at('base.onnx')));
  card = ModelCard.parse(JSON.parse(readMetadata(decode(bytes), cardKey) ?? ''));
  files = await writeMaskedScenes(folder.path, 10);
});
afterAll(() => folder.remove());

interface Trained extends OutputOf<Method> {
  readonly steps: readonly ProgressOf<Method>[];
}

interface Wishes extends Partial<Omit<InputOf<Method>, 'settings' | 'folder'>> {
  readonly settings?: Partial<SegmenterSettings>;
  /** Stops when it is told of this step. */
  readonly stopAt?: (step: ProgressOf<Method>) => boolean;
}

async function trained(run: string, { settings, stopAt, ...wishes }: Wishes = {}): Promise<Trained> {
  mkdirSync(at(run), { recursive: true });
  const steps: ProgressOf<Method>[] = [];
  let isStopped = false;
  const scope = {
    onStop: () => undefined,
    stop: {
      aborted: false,
      throwIfAborted: () => {
        if (isStopped) throw new Error('stopped here');
      },
    },
    progress: (step: ProgressOf<Method>) => {
      steps.push(step);
      isStopped ||= stopAt?.(step) === true;
    },
  };
  const input = {
    ...{ model: { path: at('base.onnx'), hash, card }, files, name: null, classNames: [...sceneNames] },
    ...{ voidClass: null, device: 'cpu' as const, folder: at(run), settings: SegmenterSettings.parse(settings ?? {}) },
  };
  const output = await trainSegmenter({ ...input, ...wishes }, scope, (step) => step());
  return { ...output, steps };
}

describe('a segmenter learned from masks', () => {
  test('finds shapes on photos held out, and answers as a network like any other', async () => {
    const { report, file, card: made, steps } = await trained('head', { name: 'shapes' });
    expect(report).toMatchObject({ kept: 'head', learned: 8, judged: 2, problems: [], warnings: [], tuned: null });
    expect(report.head?.meanIou).toBeGreaterThan(0.8);
    expect(report.head?.ious.every((iou) => iou !== null && iou > 0.6)).toBe(true);
    expect([...new Set(steps.map(({ phase }) => phase))]).toEqual([
      ...['looking', 'describing', 'head', 'evaluating', 'saving'],
    ]);
    expect(made).toMatchObject({ name: 'shapes', task: 'segmentation', classNames: sceneNames });
    expect(made.notes).toContain(`mean IoU ${(report.head?.meanIou ?? 0).toFixed(3)}`);
    expect(JSON.parse(readMetadata(decode(readFileSync(file)), cardKey) ?? '')).toEqual(made);
    expect(await rightOn(file, made, 77)).toBeGreaterThan(0.9);
  });

  test('may begin with a segmenter that was learned the same way', async () => {
    const first = await trained('first');
    const model = { path: first.file, hash, card: first.card };
    const second = await trained('second', { model, settings: { depth: 'all', epochs: 1 } });
    expect(second.report.head?.meanIou).toBeGreaterThan(0.8);
    expect(await rightOn(second.file, second.card, 78)).toBeGreaterThan(0.9);
  });

  test('stopped after an epoch and asked for again, is the one of a run that was not, byte for byte', async () => {
    const settings = { depth: 'all', epochs: 3, dice: 0.3 } as const;
    const whole = await trained('whole', { settings });
    const perEpoch = whole.steps.filter(({ phase }) => phase === 'tuning').length / 3;
    const stopAt = ({ phase, done }: ProgressOf<Method>): boolean => phase === 'tuning' && done === perEpoch + 1;
    await expect(trained('cut', { settings, stopAt })).rejects.toThrow('stopped here');
    const rest = await trained('cut', { settings });
    expect(rest.steps.filter(({ phase }) => phase === 'tuning')).toHaveLength(2 * perEpoch);
    expect(rest.steps.some(({ phase }) => phase === 'describing')).toBe(false);
    expect(rest.report).toEqual(whole.report);
    expect(readFileSync(rest.file).equals(readFileSync(whole.file))).toBe(true);
    const learned = (run: string): unknown => deserialize(readFileSync(at(run, 'learned.bin')));
    expect(learned('cut')).toEqual(learned('whole'));
    const { head, tuned, kept } = whole.report;
    expect(kept).toBe((head?.meanIou ?? 0) > (tuned?.meanIou ?? 0) ? 'head' : 'tuned');
  });

  test('what is kept of other photos, or is damaged, is not gone on with', async () => {
    const settings = { depth: 'all', epochs: 1 } as const;
    mkdirSync(at('other'), { recursive: true });
    copyFileSync(at('cut', 'learned.bin'), at('other', 'learned.bin'));
    const fewer = await trained('other', { settings, files: files.slice(0, 6) });
    expect(fewer.steps.some(({ phase }) => phase === 'describing')).toBe(true);
    writeFileSync(at('other', 'learned.bin'), 'no state');
    const again = await trained('other', { settings, files: files.slice(0, 6) });
    expect(readFileSync(again.file).equals(readFileSync(fewer.file))).toBe(true);
  });

  test('leaves out what cannot be learned from, each with its reason, and photos may have several sizes', async () => {
    const [first] = files;
    const broken = { photo: at('broken', 'photo.png'), mask: at('broken', 'mask.png'), gone: at('broken', 'gone.png') };
    mkdirSync(at('broken'));
    writeFileSync(broken.photo, 'no photo');
    writeFileSync(broken.mask, readFileSync(first!.mask).subarray(0, 90));
    const wide = await writeMaskedScenes(at('wide'), 3, { width: 100, height: 50 });
    const wrong = await writeTruth(maskedScene(1, 40, 32).truth, at('broken'), 'small');
    const beyond = await writeTruth(
      { width: 80, height: 64, classOf: new Uint16Array(5120).fill(3) },
      at('broken'),
      'three',
      4,
    );
    const { report, card: made } = await trained('odd', {
      files: [
        ...files.slice(0, 4),
        { path: broken.photo, mask: first!.mask },
        { path: first!.path, mask: broken.mask },
        ...wide,
        { path: first!.path, mask: broken.gone },
        { path: first!.path, mask: wrong },
        { path: first!.path, mask: beyond },
        { path: first!.path, mask: first!.path },
      ],
    });
    expect(report.problems.map(({ problem }) => problem.code)).toEqual([
      ...[
        'photo/not-an-image',
        'mask/not-readable',
        'mask/not-readable',
        'mask/size',
        'mask/class',
        'mask/not-readable',
      ],
    ]);
    expect([report.learned, report.judged]).toEqual([6, 1]);
    expect(made.preprocessing).toMatchObject({ width: 80, height: 64 });
  });

  test('does not learn what is void, and says which classes it never saw', async () => {
    const { report } = await trained('void', { voidClass: 2 });
    expect(report.head?.ious[2]).toBe(null);
    expect(report.warnings).toEqual(['No photo that is learned from shows: disc. They are never answered.']);
  });

  test('numbers classes without names, up to 300 of them', async () => {
    const striped = async (classes: number, photo: number) => {
      const { picture } = maskedScene(photo, 60, 40);
      const classOf = Uint16Array.from({ length: 2400 }, (_, pixel) => Math.min(classes - 1, Math.floor(pixel / 4)));
      const name = `${classes} ${photo}`;
      const mask = await writeTruth({ width: 60, height: 40, classOf }, at('many', 'masks'), name, classes);
      return { path: await writePicture({ picture }, at('many'), name), mask };
    };
    const { report, card: made } = await trained('many', {
      ...{ classNames: null, files: [await striped(300, 1), await striped(300, 2)] },
    });
    expect(report.classNames.slice(298)).toEqual(['class 298', 'class 299']);
    expect(made.classNames).toHaveLength(300);
    const more = trained('more', { classNames: null, files: [await striped(301, 1)] });
    await expect(more).rejects.toMatchObject({ code: 'segmentation/too-many-classes' });
  });

  test('is refused where there is one class, or no mask that can be used', async () => {
    const ground = await writeTruth({ width: 80, height: 64, classOf: new Uint16Array(5120) }, at('one'), 'ground');
    const one = trained('none', { files: files.map(({ path }) => ({ path, mask: ground })) });
    await expect(one).rejects.toThrow('The masks have no two classes: all is "ground".');
    const none = trained('none', { files: files.map(({ path }) => ({ path, mask: path })) });
    await expect(none).rejects.toThrow(/^None of the 10 photos has a mask that can be learned from; the first: /);
    await expect(none).rejects.toBeInstanceOf(FoveaError);
  });
});

/** Share of a new scene's pixels that the saved network has right. */
async function rightOn(path: string, made: ModelCard, seed: number): Promise<number> {
  const scene = maskedScene(seed, 80, 64);
  const photo = await writePicture(scene, at('shown'), 'new');
  const scope = {
    progress: () => undefined,
    onStop: () => undefined,
    stop: { aborted: false, throwIfAborted: () => undefined },
  };
  const settings = SegmentationSettings.parse({});
  const asked = { model: { path, card: made }, path: photo, settings, device: 'cpu' as const, folder: at('shown') };
  const { classes } = await segmentPhoto(asked, scope, (step) => step());
  const { map } = await readMaskPng(readFileSync(at('shown', classes)));
  expect([map.width, map.height]).toEqual([80, 64]);
  return map.classOf.filter((own, pixel) => own === scene.truth.classOf[pixel]).length / map.classOf.length;
}

describe('photos held out', () => {
  const seen = (count: number, showing: (index: number) => readonly number[] = () => [5, 5]) => ({
    photos: Array.from({ length: count }, (_, index) => ({
      ...{ path: String(index), mask: '', photoWidth: 8, photoHeight: 8, counts: Float64Array.from(showing(index)) },
    })),
    ...{ classNames: ['a', 'b'], problems: [] },
  });

  test.each([5, 9, 10, 11, 103])('are every fifth of %d, drawn by the seed, and no other photo is missing', (count) => {
    const { learned, judged } = parted(seen(count), 1);
    expect(judged).toHaveLength(Math.floor(count / 5));
    const all = [...learned, ...judged].map(({ path }) => Number(path)).sort((a, b) => a - b);
    expect(all).toEqual(Array.from({ length: count }, (_, index) => index));
    expect(parted(seen(count), 1)).toEqual({ learned, judged, warnings: [] });
  });

  test('are others with another seed', () => {
    const drawn = [1, 2, 3, 4].map((seed) =>
      parted(seen(50), seed)
        .judged.map(({ path }) => path)
        .join(),
    );
    expect(new Set(drawn).size).toBe(4);
  });

  test.each([1, 4])('are none of %d, which is said', (count) => {
    const { learned, judged, warnings } = parted(seen(count), 1);
    expect([learned.length, judged.length]).toEqual([count, 0]);
    expect(warnings.join()).toContain('none is held out');
  });

  test('are none where without them there were one class', () => {
    const only = parted(seen(5), 1).judged[0]?.path;
    const { judged, warnings } = parted(
      seen(5, (index) => (String(index) === only ? [0, 9] : [9, 0])),
      1,
    );
    expect(judged).toEqual([]);
    expect(warnings.join()).toContain('there is one class');
  });
});

test('a photo is looked at in its own size, in a megapixel, or in what its classes leave room for', () => {
  const sized = (photoWidth: number, photoHeight: number, classes: number) =>
    sizeFor({ path: '', mask: '', photoWidth, photoHeight, counts: new Float64Array(0) }, classes);
  expect(sized(480, 360, 11)).toEqual({ width: 480, height: 360 });
  expect(sized(4000, 3000, 11)).toEqual({ width: 1155, height: 866 });
  const { width, height } = sized(4000, 3000, 300);
  expect(300 * width * height).toBeLessThanOrEqual(64e6);
  expect(width / height).toBeCloseTo(4 / 3, 2);
});
