import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encode, readMetadata, seeded, withMetadata } from '../../electron/compiler/index.ts';
import { detectorKey, DetectorSettings, type DeviceId, type LabelledPhoto } from '../../electron/contract/index.ts';
import { lookupTable, writePhoto } from '../../electron/runner/pixels/index.ts';
import { createSession, readGraph, Tensor } from '../../electron/runner/runtime/index.ts';
import { regionCache } from '../../electron/runner/tasks/detection/detectors/cache.ts';
import { readDetector } from '../../electron/runner/tasks/detection/detectors/index.ts';
import {
  detectorTrainer,
  findProposals,
  mergeTrees,
  thingSearch,
} from '../../electron/runner/tasks/detection/index.ts';
import { openRegions, regionNetwork } from '../../electron/runner/tasks/detection/regions/index.ts';
import { detectionReport, iou } from '../../electron/runner/vision/index.ts';
import { nativeFailure } from '../../native/index.ts';
import { sceneClasses, writeBoxedScenes } from '../support/boxedScenes.ts';
import { temporaryFolder } from '../support/fovea.ts';
import { builtIn } from '../support/models.ts';

// Detectors learned from boxes, with the network in the box, on drawn scenes.

const seed = Number(process.env['SEED'] ?? 4);
const folder = temporaryFolder();
const cacheDir = join(folder.path, 'cache');
const device: DeviceId = 'cpu';
const hashOf = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');
const model = { ...builtIn(), hash: hashOf(builtIn().path) };
const settings = DetectorSettings.parse({ mostProposals: 60, heldOut: 4 });
const turn = <T>(step: () => Promise<T> | T): Promise<T> => Promise.resolve(step());
const scope = {
  stop: { aborted: false, throwIfAborted: () => undefined },
  onStop: () => undefined,
  progress: () => undefined,
};

let photos: LabelledPhoto[];
const trainer = detectorTrainer();
const learn = (form: 'exact' | 'shared', from: readonly LabelledPhoto[] = photos, change = {}) => {
  const file = join(folder.path, `${form}.onnx`);
  const asked = { ...settings, form, ...change };
  return trainer
    .train(
      { model, name: form, classNames: sceneClasses, photos: from, settings: asked, file, cacheDir, device },
      scope,
      turn,
    )
    .then((trained) => ({ ...trained, detector: { path: file, card: trained.card, hash: hashOf(file) } }));
};

beforeAll(async () => {
  photos = await writeBoxedScenes(folder.path, 24, seed);
});
afterAll(() => folder.remove());

describe.skipIf(nativeFailure() !== null)('a detector learned from boxes', () => {
  test.each(['shared', 'exact'] as const)('finds things in photos it never saw: %s', async (form) => {
    const { detector, report, skipped } = await learn(form);
    expect(skipped).toEqual([]);
    expect(report?.photos, `SEED=${seed}`).toBe(6);
    expect(report?.meanAp50, `SEED=${seed}`).toBeGreaterThan(0.8);
    const search = thingSearch();
    const fresh = await writeBoxedScenes(join(folder.path), 30, seed + 1000);
    const judged = [];
    for (const photo of fresh.slice(24)) {
      const input = { model: detector, path: photo.path, hash: photo.hash, cacheDir, device, seen: true };
      const { detections } = await search.find(input, scope, turn);
      judged.push({ path: photo.path, photo: null, truth: photo.boxes, found: detections });
    }
    expect(detectionReport(form, judged, sceneClasses).meanAp50, `SEED=${seed}`).toBeGreaterThan(0.8);
    photos = await writeBoxedScenes(folder.path, 24, seed);
  });

  test.each(['shared', 'exact'] as const)('is one file that any runtime answers alike: %s', async (form) => {
    const { detector } = await learn(form);
    const { network, head } = await readDetector(detector);
    const describer = await openRegions(network, device);
    const side = form === 'shared' ? network.size.width : 200;
    const rng = seeded(seed);
    const picture = {
      width: side,
      height: side,
      pixels: Uint8Array.from({ length: 3 * side * side }, () => 255 * rng()),
    };
    const boxes = Float32Array.from(
      Array.from({ length: network.batch === 1 ? 5 : network.batch }, () => {
        const [x, y] = [rng() * side * 0.6, rng() * side * 0.6];
        return [x, y, x + 20 + rng() * side * 0.3, y + 20 + rng() * side * 0.3];
      }).flat(),
    );
    const rows = await describer.describe(picture, boxes, { turn });
    await describer.close();
    const session = await createSession(readFileSync(detector.path), device);
    const { preprocessing } = detector.card;
    const room = new Float32Array(3 * side * side);
    writePhoto(
      picture.pixels,
      lookupTable(preprocessing),
      { ...preprocessing, layout: 'NCHW', width: side, height: side },
      room,
      0,
    );
    const outputs = await session.run({
      [detector.card.inputName]: new Tensor('float32', room, [1, 3, side, side]),
      'detector/boxes': new Tensor('float32', boxes, [boxes.length / 4, 4]),
    });
    await session.release();
    const answered = outputs[detector.card.outputName]?.data as Float32Array;
    const { weights, bias } = head.machines;
    const classes = bias.length;
    for (let region = 0; region < boxes.length / 4; region++)
      for (let own = 0; own < classes; own++) {
        let score = bias[own] ?? 0;
        for (let f = 0; f < network.width; f++)
          score += (weights[own * network.width + f] ?? 0) * (rows[region * network.width + f] ?? 0);
        const { slope, offset } = head.curves[own] ?? { slope: NaN, offset: NaN };
        const wanted = 1 / (1 + Math.exp(-(slope * score + offset)));
        expect(answered[region * classes + own], `SEED=${seed}`).toBeCloseTo(wanted, 4);
      }
  });

  test('names the network that it was learned on; an older file, which does not, still opens', async () => {
    const { detector } = await learn('shared', photos.slice(0, 8));
    expect((await readDetector(detector)).trunk).toBe(model.hash);
    const graph = await readGraph(detector.path);
    const record = JSON.parse(readMetadata(graph, detectorKey) ?? '') as { trunk: string };
    const path = join(folder.path, 'older.onnx');
    writeFileSync(
      path,
      encode(withMetadata(graph, { [detectorKey]: JSON.stringify({ ...record, trunk: undefined }) })),
    );
    expect(await readDetector({ ...detector, path })).toMatchObject({ trunk: null, classNames: sceneClasses });
  });

  test('learns the same from what it kept as from what it describes anew', async () => {
    const file = join(folder.path, 'again.onnx');
    const few = photos.slice(0, 8);
    const input = { model, name: 'shared', classNames: sceneClasses, photos: few, file, cacheDir, device };
    const anew = async (): Promise<Buffer> => {
      await detectorTrainer().train({ ...input, settings }, scope, turn);
      return readFileSync(file);
    };
    const kept = await anew();
    rmSync(cacheDir, { recursive: true });
    expect((await anew()).equals(kept)).toBe(true);
  });

  test('keeps nothing of a photo that it only looks at', async () => {
    const { detector } = await learn('shared', photos.slice(0, 8));
    const kept = (): number => readdirSync(cacheDir, { recursive: true }).length;
    const before = kept();
    const [photo] = photos.slice(20);
    const input = { model: detector, path: photo?.path ?? '', hash: photo?.hash ?? '', cacheDir, device, seen: true };
    const { proposals } = await thingSearch().find({ ...input, hash: 'c'.repeat(64) }, scope, turn);
    expect(proposals).toBeGreaterThan(0);
    expect(kept()).toBe(before);
  });

  test('makes room by what others left, and never by its own', async () => {
    const room = join(folder.path, 'room');
    const [own, other] = [regionCache(room, 'own', 2), regionCache(room, 'other', 2)];
    const sides = { width: 9, height: 9, photoWidth: 90, photoHeight: 90 };
    const regions = { ...sides, boxes: Int32Array.of(0, 0, 4, 4), rows: Float32Array.of(0.6, 0.8) };
    await other.write('a', regions);
    await own.write('a', regions);
    await own.trimOthers();
    expect(await other.read('a')).toEqual(regions);
    await own.trimOthers(1);
    expect(await other.read('a')).toBeNull();
    expect(await own.read('a')).toEqual(regions);
  });

  test('goes on without photos that cannot be read, and says which', async () => {
    const broken = join(folder.path, 'broken.png');
    writeFileSync(broken, 'no picture');
    const odd = [
      ...photos,
      { path: broken, hash: 'a'.repeat(64), boxes: photos[0]?.boxes ?? [], complete: true },
      { path: join(folder.path, 'gone.png'), hash: 'b'.repeat(64), boxes: [], complete: true },
    ];
    const { skipped } = await learn('shared', odd);
    expect(skipped.map(({ index, problem }) => [index, problem.code.split('/')[0]])).toEqual([
      [24, 'photo'],
      [25, 'photo'],
    ]);
  });

  test('refuses photos without boxes, and a detector as the network to learn on', async () => {
    const bare = photos.map((photo) => ({ ...photo, boxes: [] }));
    await expect(learn('shared', bare)).rejects.toMatchObject({ code: 'detection/no-boxes' });
    const { detector } = await learn('shared');
    const input = {
      model: detector,
      name: 'x',
      classNames: sceneClasses,
      photos,
      settings,
      file: 'x',
      cacheDir,
      device,
    };
    await expect(trainer.train(input, scope, turn)).rejects.toMatchObject({ code: 'model/unsupported' });
    await expect(readDetector(model)).rejects.toMatchObject({ code: 'model/unsupported' });
  });

  test('refuses to warp regions to an input that leaves no room around them', async () => {
    const preprocessing = { ...model.card.preprocessing, width: 32, height: 32 };
    const small = { ...model, card: { ...model.card, preprocessing } };
    const wishes = { form: 'exact' as const, grid: null, tap: null, device };
    await expect(regionNetwork(small, wishes)).rejects.toMatchObject({ code: 'model/unsupported' });
  });

  test('learns from windows where regions are not proposed', async () => {
    const { report } = await learn('shared', photos, { proposals: 'windows', mostProposals: 400 });
    expect(report?.meanAp50, `SEED=${seed}`).toBeGreaterThan(0.3);
  });
});

describe.skipIf(nativeFailure() !== null)('proposals', () => {
  test('cover the things of a photo, and are the same each time', async () => {
    const [photo] = photos;
    const asked = { path: photo?.path ?? '', source: 'fast', most: 200 } as const;
    const { boxes, photoWidth } = await findProposals(asked, scope);
    expect(photoWidth).toBe(240);
    expect((await findProposals(asked, scope)).boxes).toEqual(boxes);
    for (const { box } of photo?.boxes ?? []) {
      const best = Array.from({ length: boxes.length / 4 }, (_, at) => {
        const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = boxes.slice(4 * at, 4 * at + 4);
        return iou(box, { x0, y0, x1, y1 });
      });
      expect(Math.max(...best), `SEED=${seed}`).toBeGreaterThan(0.7);
    }
  });

  test('come from trees whose root is the whole photo', async () => {
    const trees = await mergeTrees({ path: photos[0]?.path ?? '', source: 'single' }, scope);
    expect(trees).toHaveLength(1);
    expect(trees[0]?.boxes.slice(-4)).toEqual([0, 0, 240, 180]);
    expect(trees[0]?.strategy).toBe('color + texture + size + fill');
  });
});

describe('regions', () => {
  test('of one map are described alike wherever the photo is cut, and rows have length 1', async () => {
    const network = await regionNetwork(model, { form: 'shared', grid: 2, tap: null, device });
    const describer = await openRegions(network, device);
    const rng = seeded(seed);
    const picture = { width: 100, height: 60, pixels: Uint8Array.from({ length: 18_000 }, () => 255 * rng()) };
    const boxes = [0, 0, 100, 60, 20, 10, 70, 50];
    const rows = await describer.describe(picture, boxes, { turn });
    const single = await describer.describe(picture, boxes.slice(4), { turn });
    expect(rows.slice(network.width)).toEqual(single);
    for (let at = 0; at < 2; at++) {
      const row = rows.subarray(at * network.width, (at + 1) * network.width);
      expect(row.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(1, 4);
    }
    await describer.close();
  });
});
