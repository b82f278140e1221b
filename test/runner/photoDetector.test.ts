import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decode, encode, readMetadata, seeded } from '../../electron/compiler/index.ts';
import {
  cardKey,
  DetectorSettings,
  detectorUseKey,
  ModelCard,
  type DetectorExportKind,
  type KnownModel,
  type ModelFile,
} from '../../electron/contract/index.ts';
import type { Picture } from '../../electron/runner/dense/index.ts';
import { lookupTable, writePhoto } from '../../electron/runner/pixels/index.ts';
import { createSession, Tensor } from '../../electron/runner/runtime/index.ts';
import type { DescribedRegions } from '../../electron/runner/tasks/detection/detectors/cache.ts';
import { thingsAmong, type DetectorHead } from '../../electron/runner/tasks/detection/detectors/find.ts';
import { readDetector, writeDetector } from '../../electron/runner/tasks/detection/detectors/index.ts';
import { photoDetectorGraph, photoWindows } from '../../electron/runner/tasks/detection/detectors/photoGraph.ts';
import { exportDetector } from '../../electron/runner/tasks/detection/index.ts';
import { openRegions, regionNetwork, type RegionNetwork } from '../../electron/runner/tasks/detection/regions/index.ts';
import type { Detection } from '../../electron/runner/vision/index.ts';
import { nativeFailure } from '../../native/index.ts';
import { temporaryFolder } from '../support/fovea.ts';
import { colorCard, randomCnn } from '../support/networks.ts';
import { makeScene } from '../support/scenes.ts';

// A detector as one network that takes a photo alone, and its export, with a small drawn network and a drawn head.

const seed = Number(process.env['SEED'] ?? 5);
const folder = temporaryFolder();
const settings = DetectorSettings.parse({ proposals: 'windows' });
const classNames = ['red', 'green', 'blue'];
const device = 'cpu' as const;
const turn = <T>(step: () => Promise<T> | T): Promise<T> => Promise.resolve(step());
const scope = { stop: { aborted: false, throwIfAborted: () => undefined }, progress: () => undefined };

/** A detector as it is on the shelf, and the regions of the picture that it is asked about. */
interface Drawn {
  readonly network: RegionNetwork;
  readonly head: DetectorHead;
  readonly regions: DescribedRegions;
  readonly model: KnownModel;
}

let picture: Picture;
let shared: Drawn;
let exact: Drawn;

/** Whether Python is here, and whether it has what the exported program needs. */
const python = process.env['PYTHON'] ?? 'python3';
const hasPython = spawnSync(python, ['--version']).status === 0;
const runsPrograms = spawnSync(python, ['-c', 'import numpy, onnxruntime, PIL']).status === 0;

beforeAll(async () => {
  if (nativeFailure() !== null) return;
  const base = { path: join(folder.path, 'base.onnx'), card: colorCard({ width: 64, height: 64 }, 'base') };
  writeFileSync(base.path, randomCnn(seed));
  const windows = photoWindows({ size: { width: 320, height: 320 } });
  picture = makeScene(seed, { width: 320, height: 320 });
  shared = await drawn(base, 'shared', windows);
  exact = await drawn(
    base,
    'exact',
    windows.filter((_, at) => Math.floor(at / 4) % 40 === 0),
  );
});
afterAll(() => folder.remove());

async function drawn(base: ModelFile, form: 'shared' | 'exact', boxes: Int32Array): Promise<Drawn> {
  const network = await regionNetwork(base, { form, grid: 2, tap: null, device });
  const describer = await openRegions(network, device);
  const rows = await describer.describe(picture, boxes, { turn });
  await describer.close();
  const { width, height } = picture;
  const regions = { ...{ width, height, photoWidth: width, photoHeight: height }, boxes, rows };
  const head = drawnHead(regions, network.width);
  const path = join(folder.path, `${form}.onnx`);
  const detector = { ...{ network, head, classNames, settings }, describes: '', trunk: null };
  await writeDetector(path, detector);
  const card: ModelCard = {
    ...base.card,
    ...{ name: form, task: 'detection', classNames, outputKind: 'probabilities' },
    ...{ inputName: 'detector/photo', outputName: 'detector/probabilities' },
  };
  const hash = createHash('sha256').update(readFileSync(path)).digest('hex');
  return { network, head, regions, model: { path, hash, card } };
}

/** Machines that take every twentieth window for a thing, and regressions that move boxes far, out of the photo too. */
function drawnHead({ rows }: DescribedRegions, width: number): DetectorHead {
  const rng = seeded(seed);
  const draw = (count: number, spread: number) => Float32Array.from({ length: count }, () => spread * (rng() - 0.5));
  const weights = draw(classNames.length * width, 30);
  const scoresOf = (own: number): number[] =>
    Array.from({ length: rows.length / width }, (_, region) =>
      weights
        .subarray(own * width, (own + 1) * width)
        .reduce((sum, weight, f) => sum + weight * (rows[region * width + f] ?? 0), 0),
    );
  const bias = Float32Array.from(classNames.keys(), (own) => {
    const sorted = scoresOf(own).sort((a, b) => b - a);
    const border = Math.floor(sorted.length / 20);
    return -1.2 - ((sorted[border] ?? 0) + (sorted[border + 1] ?? 0)) / 2;
  });
  const regression = () => ({ weights: draw(4 * width, 4), bias: draw(4, 0.5) });
  return {
    machines: { weights, bias },
    curves: classNames.map((_, own) => ({ slope: 1 + own, offset: own - 1 })),
    regressors: [regression(), null, regression()],
  };
}

function inputOf({ preprocessing, size }: RegionNetwork, { pixels }: Picture): Tensor {
  const room = new Float32Array(3 * size.width * size.height);
  writePhoto(pixels, lookupTable(preprocessing), { ...preprocessing, ...size }, room, 0);
  return new Tensor('float32', room, [1, 3, size.height, size.width]);
}

/** What a network for a photo alone finds in the picture. */
async function answered(bytes: Uint8Array): Promise<Detection[]> {
  const session = await createSession(bytes, device);
  const outputs = await session.run({ [session.inputNames[0] ?? '']: inputOf(shared.network, picture) });
  await session.release();
  const [boxes, scores, classes] = ['boxes', 'scores', 'classes'].map((name) => outputs[name]?.data);
  const sides = boxes as Float32Array;
  return Array.from(scores as Float32Array, (score, at) => {
    const [x0 = NaN, y0 = NaN, x1 = NaN, y1 = NaN] = sides.subarray(4 * at, 4 * at + 4);
    return { box: { x0, y0, x1, y1 }, score, classIndex: Number((classes as BigInt64Array)[at]) };
  });
}

/** The regions as the exported program reads them. */
function boxesFile({ model, regions: { boxes } }: Drawn): string {
  const path = join(folder.path, `${model.card.name} boxes.csv`);
  const lines = Array.from({ length: boxes.length / 4 }, (_, at) => boxes.subarray(4 * at, 4 * at + 4).join());
  writeFileSync(path, lines.join('\n'));
  return path;
}

/** A line of the exported program. */
function thingIn(line: unknown): Detection {
  const { class: className, score, box } = line as { class: string; score: number; box: readonly number[] };
  const [x0 = NaN, y0 = NaN, x1 = NaN, y1 = NaN] = box;
  return { box: { x0, y0, x1, y1 }, score, classIndex: classNames.indexOf(className) };
}

/** The same things in the same order, boxes within 1e-4 of the square's side. */
function expectSame(found: readonly Detection[], wanted: readonly Detection[]): void {
  expect(
    found.map(({ classIndex }) => classIndex),
    `SEED=${seed}`,
  ).toEqual(wanted.map(({ classIndex }) => classIndex));
  for (const [at, { box, score }] of wanted.entries()) {
    const one = found[at];
    expect(Math.abs((one?.score ?? NaN) - score), `SEED=${seed} ${at}`).toBeLessThan(1e-4);
    for (const side of ['x0', 'y0', 'x1', 'y1'] as const) {
      const apart = Math.abs((one?.box[side] ?? NaN) - box[side]) / 320;
      expect(apart, `SEED=${seed} ${at} ${side}`).toBeLessThan(1e-4);
    }
  }
}

describe.skipIf(nativeFailure() !== null)('a detector for a photo alone', () => {
  test('finds what the detector finds among the same windows, in the same order', async () => {
    const { network, head, regions } = shared;
    const wanted = thingsAmong(regions, head);
    expect(new Set(wanted.map(({ classIndex }) => classIndex)).size, `SEED=${seed}`).toBe(3);
    expectSame(await answered(encode(photoDetectorGraph(network, head))), wanted);
  });

  test('finds the surest where there are too many, and nothing where nothing is', async () => {
    const { network, head, regions } = shared;
    const { weights, bias } = head.machines;
    const withBias = (by: number): DetectorHead => ({
      ...head,
      machines: { weights, bias: bias.map((own) => own + by) },
      regressors: null,
    });
    const many = thingsAmong(regions, withBias(5));
    expect(many).toHaveLength(200);
    expectSame(await answered(encode(photoDetectorGraph(network, withBias(5)))), many);
    expect(await answered(encode(photoDetectorGraph(network, withBias(-100))))).toEqual([]);
  });
});

describe.skipIf(nativeFailure() !== null)('a detector that is exported', () => {
  const exported = async (kind: DetectorExportKind, of = shared.model) => {
    const target = join(folder.path, `${of.card.name} ${kind}`);
    const { files } = await exportDetector({ model: of, kind, folder: target }, scope);
    return { target, files, use: JSON.parse(readFileSync(join(target, 'detector.json'), 'utf8')) as unknown };
  };

  test('takes a photo alone, says how, and is a detector to Fovea as before', async () => {
    const { target, files, use } = await exported('photo-alone');
    expect(files).toEqual(['detector.onnx', 'detector.json', 'labels.txt', 'use.py']);
    expect(use).toMatchObject({
      ...{ name: 'shared', kind: 'photo-alone', classNames, settings, square: 320, longestSide: 500 },
      outputs: ['boxes', 'scores', 'classes'],
    });
    expect(readFileSync(join(target, 'labels.txt'), 'utf8')).toBe('red\ngreen\nblue\n');
    const bytes = readFileSync(join(target, 'detector.onnx'));
    expectSame(await answered(bytes), thingsAmong(shared.regions, shared.head));
    const graph = decode(bytes);
    expect(JSON.parse(readMetadata(graph, detectorUseKey) ?? '')).toEqual(use);
    const card = ModelCard.parse(JSON.parse(readMetadata(graph, cardKey) ?? ''));
    const again = await readDetector({ path: join(target, 'detector.onnx'), card });
    const before = await readDetector(shared.model);
    expect(again.head).toEqual(before.head);
    expect(again.network.graph.nodes).toEqual(before.network.graph.nodes);
  });

  test('of the exact form is refused alone, with the form to learn, and nothing is written', async () => {
    await expect(exported('photo-alone', exact.model)).rejects.toMatchObject({
      code: 'detection/exact-alone',
      remedy: expect.stringContaining('shared form') as string,
    });
    expect(existsSync(join(folder.path, 'exact photo-alone'))).toBe(false);
  });

  test('stops between files', async () => {
    const stopped = { ...scope, stop: { aborted: true, throwIfAborted: () => expect.fail('stopped') } };
    const target = join(folder.path, 'stopped');
    await expect(exportDetector({ model: shared.model, kind: 'photo-alone', folder: target }, stopped)).rejects.toThrow(
      'stopped',
    );
    expect(existsSync(target)).toBe(false);
  });

  test.skipIf(!hasPython)(
    'comes with a program that Python can read, and that finds the same where it can run',
    async () => {
      const photo = join(folder.path, 'photo.png');
      const { width, height, pixels } = picture;
      await sharp(pixels, { raw: { width, height, channels: 3 } }).toFile(photo);
      const programs = [
        { ...(await exported('photo-alone')), of: shared, words: [photo] },
        { ...(await exported('with-proposals')), of: shared, words: [photo, boxesFile(shared)] },
        { ...(await exported('with-proposals', exact.model)), of: exact, words: [photo, boxesFile(exact)] },
      ];
      for (const { target, of, words } of programs) {
        const program = join(target, 'use.py');
        const parsed = spawnSync(python, ['-m', 'py_compile', program], { encoding: 'utf8' });
        expect(parsed.status, parsed.stderr).toBe(0);
        if (!runsPrograms) continue;
        const { status, stdout, stderr } = spawnSync(python, [program, ...words], { encoding: 'utf8' });
        expect(status, stderr).toBe(0);
        const found = stdout
          .trim()
          .split('\n')
          .map((line) => thingIn(JSON.parse(line)));
        expectSame(found, thingsAmong(of.regions, of.head));
      }
    },
  );
});
