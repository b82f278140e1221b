import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { cutAt, seeded } from '../../../electron/compiler/index.ts';
import {
  LabSettings,
  type KnownModel,
  type LabProgress,
  type LabResult,
  type Preprocessing,
} from '../../../electron/contract/index.ts';
import { boundTo, readFolded } from '../../../electron/runner/evidence/index.ts';
import { readPicture, writeRgb } from '../../../electron/runner/pixels/index.ts';
import { Tensor } from '../../../electron/runner/runtime/index.ts';
import {
  openPainter,
  parametersOf,
  straight,
  stylize,
  weightedScore,
  type Parametrization,
} from '../../../electron/runner/synthesis/index.ts';
import { makeInLab } from '../../../electron/runner/tasks/lab/index.ts';
import { temporaryFolder } from '../../support/fovea.ts';
import {
  cardFor,
  classes,
  convolutional,
  linear,
  linearWeights,
  modelIn,
  painting,
  pixels,
  side,
} from './synthesisNetworks.ts';

// Pictures made by gradients, where it is known what must come of it.

const folder = temporaryFolder();
afterAll(() => folder.remove());

const turn = <T>(step: () => Promise<T> | T): Promise<T> => Promise.resolve(step());
const quiet = { turn, stop: { aborted: false, throwIfAborted: () => undefined } };
const rng = seeded(7);
const nhwc: Partial<Preprocessing> = { layout: 'NHWC', colorOrder: 'BGR', mean: [0, 0, 0], std: [1, 1, 1] };
const plain = modelIn(folder.path, 'linear', linear([3, side, side]), cardFor('classification'));
const turned = modelIn(folder.path, 'turned', linear([side, side, 3]), cardFor('classification', nhwc));
const stages = modelIn(folder.path, 'stages', convolutional(), cardFor('classification'));

async function photo(name: string, width = side, height = side): Promise<string> {
  const path = join(folder.path, name);
  const bytes = Uint8Array.from({ length: 3 * width * height }, (_, at) => 128 + 90 * Math.sin(at / 17 + 2 * rng()));
  await writeRgb(path, { pixels: bytes, width, height });
  return path;
}

interface Made extends LabResult {
  readonly folder: string;
  readonly steps: LabProgress[];
}

/** @param stopAt  the step after which it is told to stop */
async function made(model: KnownModel, settings: object, photos: string[] = [], stopAt = Infinity): Promise<Made> {
  const into = mkdtempSync(join(folder.path, 'made-'));
  const steps: LabProgress[] = [];
  const stop = {
    aborted: false,
    throwIfAborted(): void {
      if (stop.aborted) throw new Error(`stopped after ${steps.length}`);
    },
  };
  const progress = (step: LabProgress): void => {
    steps.push(step);
    stop.aborted ||= steps.length === stopAt;
  };
  const asked = { model, others: [stages], photos, device: 'cpu' as const, folder: into };
  const scope = { stop, onStop: () => undefined, progress };
  const result = await makeInLab({ ...asked, settings: LabSettings.parse(settings) }, scope, turn);
  return { ...result, folder: into, steps };
}

const fourier = { basis: 'fourier', moves: true, squashed: true, decorrelated: true } as const;
const canvas = { width: side, height: side, margin: 3 };

async function painterOf(model: KnownModel, parametrization: Parametrization, value = 'scores') {
  const graph = cutAt(boundTo(await readFolded(model), model.card, 1), [value]);
  const terms = [{ loss: weightedScore(value), name: 'aim' }] as const;
  return openPainter(model, 'cpu', { graph, batch: 1, canvas, parametrization, terms });
}

const ofFirst = { 'scores/weights': new Tensor('float32', Float32Array.of(1, 0, 0), [1, classes]) };

describe('a picture made by gradients', () => {
  test.each([plain, turned])('is that of its parameters: $card.preprocessing.layout', async (model) => {
    const { mean, std } = model.card.preprocessing;
    const numbers = Float32Array.from({ length: pixels }, (_, at) => {
      const channel = Math.floor(at / (side * side)) as 0 | 1 | 2;
      return (20 + 200 * rng() - mean[channel]) / std[channel];
    });
    const painter = await painterOf(model, fourier);
    const found = await painter.picture(parametersOf(numbers, model.card, canvas, fourier));
    await painter.close();
    const off = found.map(
      (value, at) => Math.abs(value - (numbers[at] ?? 0)) * std[Math.floor(at / (side * side)) as 0 | 1 | 2],
    );
    expect(Math.max(...off)).toBeLessThan(0.05);
  });

  test.each([plain, turned])('has the gradient of its parameters: $card.preprocessing.layout', async (model) => {
    const painter = await painterOf(model, fourier);
    const count = 3 * (side + 6) ** 2;
    const [at, along] = [0.3, 1].map((size) => Float32Array.from({ length: count }, () => size * (2 * rng() - 1)));
    const view = { x: 2, y: -1, zoom: 1.1 };
    const lossAt = async (h: number): Promise<number> =>
      (
        await painter.step(
          at!.map((value, i) => value + h * (along![i] ?? 0)),
          view,
          ofFirst,
        )
      ).loss;
    const { gradient } = await painter.step(at!, view, ofFirst);
    const slope = gradient.reduce((sum, value, i) => sum + value * (along![i] ?? 0), 0);
    const h = 1e-3;
    const central = ((await lossAt(h)) - (await lossAt(-h))) / (2 * h);
    await painter.close();
    expect(Math.abs(central - slope)).toBeLessThan(0.01 * Math.abs(slope) + 0.05);
  });

  test('moves although all units are off', async () => {
    const model = modelIn(folder.path, 'off', convolutional(100), cardFor('classification'));
    const painter = await painterOf(model, fourier, 'second');
    const weights = new Float32Array(8 * 16).fill(1);
    const { gradient, losses } = await painter.step(new Float32Array(3 * (side + 6) ** 2), straight, {
      'second/weights': new Tensor('float32', weights, [1, 8, 4, 4]),
    });
    await painter.close();
    expect(losses[0]).toBeCloseTo(0);
    expect(gradient.some((value) => value !== 0)).toBe(true);
  });

  test('is white where a linear network wants more, and black where less', async () => {
    const settings = { method: 'maximize', procedure: 'lecture', jitter: 0, blur: 0, totalVariation: 0, steps: 250 };
    const targets = [0, 2].map((classIndex) => ({ kind: 'class', classIndex }));
    const result = await made(plain, { ...settings, targets });
    expect(result.pictures.map(({ role }) => role)).toEqual(['sheet', 'result', 'result']);
    for (const [at, classIndex] of [0, 2].entries()) {
      const file = result.pictures[at + 1]?.file ?? '';
      const seen = await readPicture(join(result.folder, file), () => ({ width: side, height: side }));
      for (let i = 0; i < pixels; i += 1) {
        const weight = linearWeights[classIndex * pixels + (i % 3) * side * side + Math.floor(i / 3)] ?? 0;
        if (Math.abs(weight) > 0.1) expect(seen.pixels[i]).toBe(weight > 0 ? 255 : 0);
      }
      expect(result.answers[at]?.top[0]?.classIndex).toBe(classIndex);
    }
    expect(result.measures['least probability']).toBeGreaterThan(0.99);
    expect(result.answers.filter(({ network }) => network === stages.card.name)).toHaveLength(4);
  });

  test('shows more of what a unit sees, in several sizes, and of a photo', async () => {
    const target = { kind: 'unit', layer: 'second', channel: 3, position: null };
    const asked = { method: 'maximize', targets: [target], steps: 24, jitter: 2 };
    const result = await made(stages, { ...asked, octaves: 2, size: 24 });
    expect(result.pictures[0]).toMatchObject({ width: 24, height: 24, about: 'second, channel 3' });
    const [first = 0, last = 0] = [result.curves[0]?.y[0], result.curves[0]?.y.at(-1)];
    expect(last).toBeGreaterThan(first);
    const dreamed = await made(stages, { ...asked, jitter: 0, blur: 0, totalVariation: 0, fromPhoto: true }, [
      await photo('dream.png'),
    ]);
    expect(dreamed.curves[0]?.y.at(-1)).toBeGreaterThan(dreamed.curves[0]?.y[0] ?? Infinity);
    expect(dreamed.frames.length).toBeGreaterThan(0);
  });

  test('has the activations of a photo, and those between two', async () => {
    const photos = [await photo('one.png'), await photo('two.png')];
    const asked = { steps: 120, layer: 'first', totalVariation: 0 };
    const { measures, curves } = await made(stages, { method: 'inversion', ...asked }, photos);
    expect(measures['distance']).toBeLessThan(0.4 * (curves[0]?.y[0] ?? 0));
    const between = await made(stages, { method: 'interpolation', pictures: 3, ...asked }, photos);
    expect(between.pictures.map(({ role }) => role)).toEqual([
      'sheet',
      'original',
      'target',
      'result',
      'result',
      'result',
    ]);
    expect(between.pictures[0]?.cells?.labels).toEqual(['0 %', '50 %', '100 %']);
  });
});

describe('a style', () => {
  const asked = { method: 'style', steps: 30, size: 32, styleLayers: ['first', 'second'], contentLayer: 'second' };

  test('is taken on, and the photo keeps its proportions', async () => {
    const photos = [await photo('wide.png', 40, 20), await photo('style.png', 24, 24)];
    const result = await made(stages, asked, photos);
    expect(result.measures['loss left']).toBeLessThan(0.5);
    expect(result.pictures.map(({ width, height }) => [width, height])).toEqual([
      [32, 16],
      [32, 16],
    ]);
    expect(result.steps).toHaveLength(30);
    expect(result.settings).toMatchObject({ contentLayer: 'second' });
  });

  test('stops within a step', async () => {
    const photos = [await photo('wide.png', 40, 20), await photo('style.png', 24, 24)];
    await expect(made(stages, asked, photos, 4)).rejects.toThrow('stopped after 4');
    await expect(made(stages, { method: 'maximize', steps: 9, jitter: 0 }, photos, 4)).rejects.toThrow(
      'stopped after 4',
    );
  });

  test('of a network made for it leaves no seam between tiles', async () => {
    const model = modelIn(
      folder.path,
      'painting',
      painting(),
      cardFor('style', { mean: [128, 128, 128], std: [64, 64, 64] }),
    );
    const read = await readFolded(model);
    const picture = await readPicture(await photo('large.png', 100, 70), (width, height) => ({ width, height }));
    const small = { ...quiet, mostPixels: 64 * 64, halo: 16 };
    const whole = await stylize(read, model, 'cpu', picture, { ...small, tile: 112 });
    const tiled = await stylize(read, model, 'cpu', picture, { ...small, tile: 64 });
    expect([tiled.width, tiled.height]).toEqual([100, 70]);
    expect(new Set(whole.pixels).size).toBeGreaterThan(50);
    const off = tiled.pixels.map((value, at) => Math.abs(value - (whole.pixels[at] ?? 0)));
    expect(Math.max(...off)).toBeLessThanOrEqual(1);
    // Measured on all of the picture itself, statistics are those that the network takes.
    const taken = await stylize(read, model, 'cpu', picture, quiet);
    const given = await stylize(read, model, 'cpu', picture, {
      ...quiet,
      mostPixels: 112 * 80 - 1,
      tile: 112,
      halo: 16,
    });
    const mean =
      taken.pixels.reduce((sum, value, at) => sum + Math.abs(value - (given.pixels[at] ?? 0)), 0) / taken.pixels.length;
    expect(mean).toBeLessThan(12);
  });
});

test('what cannot be made is refused in words', async () => {
  const photos = [await photo('one.png')];
  await expect(made(stages, { method: 'inversion', layer: 'nowhere' }, photos)).rejects.toMatchObject({
    code: 'lab/no-layer',
  });
  await expect(made(stages, { method: 'style' }, photos)).rejects.toMatchObject({ code: 'lab/unfit' });
  await expect(made(stages, { method: 'maximize' })).rejects.toMatchObject({ code: 'lab/unfit' });
  await expect(made(plain, { method: 'maximize', size: 32, jitter: 0 }, photos)).rejects.toMatchObject({
    code: 'lab/unfit',
  });
  await expect(made(stages, { method: 'maximize', size: 4000 }, photos)).rejects.toMatchObject({ code: 'lab/unfit' });
  await expect(made(stages, { method: 'fast-style' }, photos)).rejects.toMatchObject({ code: 'lab/unfit' });
});
