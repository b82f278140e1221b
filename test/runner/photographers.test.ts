import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { floatsOf, headBias, headWeight } from '../../electron/compiler/index.ts';
import {
  PhotographerSettings,
  type CollectedPhoto,
  type OutputOf,
  type RunnerContract,
} from '../../electron/contract/index.ts';
import { lookupTable, readGuarded, readInput, writePhoto } from '../../electron/runner/pixels/index.ts';
import { createSession, readGraph, Tensor } from '../../electron/runner/runtime/index.ts';
import {
  photographerEvidence,
  photographerIdentifier,
  photographerProfiles,
  trainPhotographers,
} from '../../electron/runner/tasks/photographer/index.ts';
import { likeliest } from '../../electron/runner/vision/index.ts';
import { drawnPhotographers, writePhotographers } from '../support/drawnPhotographers.ts';
import { temporaryFolder } from '../support/fovea.ts';
import { builtIn } from '../support/models.ts';

// Who took a photo, with the network in the box, on drawn photos of three photographers.

const seed = Number(process.env['SEED'] ?? 6);
const folder = temporaryFolder();
afterAll(() => folder.remove());
const cacheDir = join(folder.path, 'cache');
const trunk = { ...builtIn(), hash: createHash('sha256').update(readFileSync(builtIn().path)).digest('hex') };
const classNames = [...drawnPhotographers];
const scope = {
  stop: { aborted: false, throwIfAborted: () => undefined },
  onStop: () => undefined,
  progress: () => undefined,
};
const turn = <T>(step: () => Promise<T> | T): Promise<T> => Promise.resolve(step());
const settings = PhotographerSettings.parse({ repetitions: 2 });
const file = join(folder.path, 'photographers.onnx');
const learn = (photos: readonly CollectedPhoto[], change = {}) =>
  trainPhotographers(
    {
      ...{ model: trunk, name: 'Drawn', classNames, photos, settings: { ...settings, ...change }, device: 'cpu' },
      ...{ file, cacheDir },
    },
    scope,
    turn,
  );

const identifier = photographerIdentifier();

let photos: CollectedPhoto[];
let learned: OutputOf<RunnerContract['photographers.train']>;
const network = () => ({ path: file, card: learned.card, hash: 'f'.repeat(64) });
const rowsFile = () => ({ file: `${file}.rows`, classOf: learned.attributions.map(({ classIndex }) => classIndex) });

beforeAll(async () => {
  photos = await writePhotographers(folder.path, { photos: 12, seed, marked: 'Discs' });
  learned = await learn(photos);
});

describe('photographers that were learned', () => {
  test('are told apart, better than by chance, and beside every baseline', () => {
    const { rows } = learned.report;
    const chosen = rows.find((row) => row.chosen);
    expect(chosen?.accuracy.value).toBeGreaterThan(0.85);
    expect(rows.find(({ name }) => name === 'chance')?.accuracy.value).toBeCloseTo(1 / 3, 12);
    const kinds = rows.filter(({ kind }) => kind !== 'features' && kind !== 'combination').map(({ name }) => name);
    expect(kinds).toEqual([
      ...['without color', 'without borders', 'half as fine'],
      ...['chance', 'most frequent', 'color', 'coarse texture'],
    ]);
    expect(learned.report.strangers?.area).toBeGreaterThan(0.5);
  });

  test('a mark on all photos of one of them is named, with the corner', () => {
    const [mark] = learned.report.findings.filter(({ kind }) => kind === 'mark');
    expect(mark?.photographer).toBe('Discs');
    expect(mark?.sentence).toContain('12 of 12 photos of Discs carry the same mark in the bottom right corner');
  });

  test('law: the file says of a photo what its machines say of the rows that they learned from', async () => {
    const graph = await readGraph(file);
    const numbers = (name: string): Float32Array => {
      const tensor = graph.initializers.find((one) => one.name === name);
      return Float32Array.from((tensor && floatsOf(tensor)) ?? []);
    };
    const [weight, bias] = [numbers(headWeight(1)), numbers(headBias(1))];
    const bytes = await readFile(`${file}.rows`);
    const rows = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
    const width = rows.length / photos.length;
    const session = await createSession(file, 'cpu');
    const { preprocessing, inputName, outputName } = learned.card;
    for (const at of [0, 13, 30]) {
      const { pixels } = await readInput(photos[at]?.path ?? '', preprocessing);
      const room = new Float32Array(pixels.length);
      writePhoto(pixels, lookupTable(preprocessing), preprocessing, room, 0);
      const dims = [1, 3, preprocessing.height, preprocessing.width];
      const answer = (await session.run({ [inputName]: new Tensor('float32', room, dims) }))[outputName]?.data;
      const each = Array.from(bias, (offset, own) => {
        let sum = offset;
        for (let f = 0; f < width; f += 1) sum += (weight[own * width + f] ?? 0) * (rows[at * width + f] ?? 0);
        return 1 / (1 + Math.exp(-sum));
      });
      const total = each.reduce((sum, value) => sum + value, 0);
      for (const [own, value] of each.entries()) expect(Number(answer?.[own])).toBeCloseTo(value / total, 4);
    }
    await session.release();
  });

  test('answers are of machines that did not know the photo: the same photos learn the same', async () => {
    const again = await learn(photos);
    expect(again.report).toEqual(learned.report);
    expect(again.attributions).toEqual(learned.attributions);
    for (const { probabilities } of again.attributions)
      expect(probabilities.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 4);
  });

  test('a photo of the collection is familiar and most like itself; noise is nobody’s', async () => {
    const asked = { model: network(), rows: rowsFile(), device: 'cpu' as const };
    const known = await identifier.identify({ ...asked, path: photos[3]?.path ?? '' }, scope, turn);
    expect(likeliest(Float32Array.from(known.probabilities), 0, 3)).toBe(0);
    expect(known.likeness.indexOf(Math.max(...known.likeness))).toBe(3);
    expect(known.likeness[3]).toBeCloseTo(1, 4);
    expect(known.familiarity).toBeGreaterThan(known.below);
    const path = join(folder.path, 'noise.png');
    const noise = { create: { width: 200, height: 150, channels: 3 as const, background: '#808080' } };
    await sharp({ ...noise, create: { ...noise.create, noise: { type: 'gaussian', mean: 128, sigma: 70 } } })
      .png()
      .toFile(path);
    const strange = await identifier.identify({ ...asked, path }, scope, turn);
    expect(strange.familiarity).toBeLessThan(known.below);
  });

  test('evidence lies on the photo, and the strongest tenth weighs more than a drawn one', async () => {
    const asked = { model: network(), path: photos[14]?.path ?? '', classIndex: 1, device: 'cpu' as const };
    for (const method of ['occlusion', 'gradient'] as const) {
      const map = await photographerEvidence({ ...asked, method, grid: 8 }, scope, turn);
      expect(map.values).toHaveLength(64);
      expect(map.withoutTop).toBeLessThan(map.withoutDrawn);
      expect(map).toMatchObject({ photoWidth: 200, photoHeight: 150 });
    }
  });

  test('profiles say how photos are made', async () => {
    const asked = { recognizer: trunk, classNames, photos, device: 'cpu' as const, cacheDir };
    const profiles = await photographerProfiles(asked, scope, turn);
    expect(profiles.map(({ className }) => className)).toEqual(classNames);
    const [stripes, discs, squares] = profiles;
    expect(stripes?.look.warmth).toBeGreaterThan(10);
    expect(discs?.look.warmth).toBeLessThan(0);
    expect(squares?.look.chroma).toBeLessThan(2);
    for (const { colors, setApart, upright } of profiles) {
      for (const third of [0, 30, 60])
        expect(colors.slice(third, third + 30).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 3);
      expect(setApart.every(({ q }) => q <= 0.05)).toBe(true);
      expect(upright).toBe(0);
    }
  });
});

describe('collections that cannot be learned from', () => {
  test('photos of one shoot only', async () => {
    const oneShoot = photos.map((photo) => (photo.classIndex === 1 ? { ...photo, group: 99 } : photo));
    await expect(learn(oneShoot)).rejects.toMatchObject({ code: 'photographers/one-shoot' });
  });

  test('one photo of somebody', async () => {
    const few = photos.filter(({ classIndex }, at) => classIndex !== 2 || at === 24);
    await expect(learn(few)).rejects.toMatchObject({ code: 'training/too-few' });
  });

  test('a photo that cannot be read is left out and named', async () => {
    const path = join(folder.path, 'broken.jpg');
    await writeFile(path, 'no photo');
    const hash = createHash('sha256').update('no photo').digest('hex');
    const quick = { guards: false, baselines: false, strangers: false, repetitions: 1 };
    const { unreadable, attributions } = await learn([{ path, hash, classIndex: 0, group: 77 }, ...photos], quick);
    expect(unreadable.map((one) => one.path)).toEqual([path]);
    expect(attributions).toHaveLength(photos.length);
  });
});

describe('guarded photos', () => {
  const { preprocessing } = trunk.card;
  const pathOf = (): string => photos[0]?.path ?? '';

  test('as they are: what the network sees, bit for bit', async () => {
    const { pixels } = await readInput(pathOf(), preprocessing);
    expect(await readGuarded(pathOf(), preprocessing, 'as-is')).toEqual(pixels);
  });

  test('without color: three equal numbers', async () => {
    const grey = await readGuarded(pathOf(), preprocessing, 'grey');
    expect(grey.every((value, at) => value === grey[at - (at % 3)])).toBe(true);
    expect(new Set(grey).size).toBeGreaterThan(20);
  });

  test('without borders: what the network sees of the photo inside them', async () => {
    const inner = join(folder.path, 'inner.png');
    await sharp(pathOf()).extract({ left: 20, top: 15, width: 160, height: 120 }).png().toFile(inner);
    const { pixels } = await readInput(inner, preprocessing);
    const guarded = await readGuarded(pathOf(), preprocessing, 'no-border');
    expect(Math.max(...guarded.map((value, at) => Math.abs(value - (pixels[at] ?? 0))))).toBeLessThan(3);
  });

  test('half as fine: a checkerboard is grey, a plain color stays', async () => {
    const { width, height } = preprocessing;
    const board = join(folder.path, 'board.png');
    const raw = Uint8Array.from({ length: 3 * width * height }, (_, at) => {
      const pixel = Math.floor(at / 3);
      return ((pixel % width) + Math.floor(pixel / width)) % 2 === 0 ? 0 : 200;
    });
    await sharp(raw, { raw: { width, height, channels: 3 } })
      .png()
      .toFile(board);
    const squashed = { ...preprocessing, fit: 'squash' as const };
    expect(new Set(await readGuarded(board, squashed, 'small'))).toEqual(new Set([100]));
  });
});
