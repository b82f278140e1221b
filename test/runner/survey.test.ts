import { createHash } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { appendFile, copyFile, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Augmentation, type KnownModel, type Scope, type SurveyedPhoto } from '../../electron/contract/index.ts';
import { newSchedule } from '../../electron/runner/schedule.ts';
import { candidateLayers } from '../../electron/runner/tasks/learning/layers.ts';
import { openBase } from '../../electron/runner/training/index.ts';
import { survey } from '../../electron/runner/tasks/learning/survey.ts';
import { computeFeatures } from '../../electron/runner/training/index.ts';
import { fingerprintDistance } from '../../electron/runner/vision/index.ts';
import { colorCard, randomCnn } from '../support/networks.ts';
import { writeScenes } from '../support/scenes.ts';

const folder = mkdtempSync(join(tmpdir(), 'survey-'));
let paths: string[] = [];
const broken = join(folder, 'broken.jpg');
const turn = newSchedule().background;

beforeAll(async () => {
  paths = (await writeScenes(join(folder, 'scenes'), 14, 1, { width: 160, height: 120 })).map(({ path }) => path);
  await writeFile(broken, 'this is no photo');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function model(seed = 3): KnownModel {
  const network = randomCnn(seed, { width: 32, height: 32 });
  const path = join(folder, `cnn-${seed}.onnx`);
  writeFileSync(path, network);
  return { path, hash: sha(network), card: colorCard({ width: 32, height: 32 }, 'cnn') };
}

let caches = 0;
const freshCache = (): string => join(folder, `cache-${caches++}`);

interface Wish {
  readonly list?: readonly string[];
  readonly cacheDir: string;
  readonly use?: KnownModel | null;
  /** Runs of the network, its opening included, with which it is stopped. */
  readonly stopAfter?: number;
}

async function look({ list = paths, cacheDir, use = model(), stopAfter = Infinity }: Wish) {
  const photos: SurveyedPhoto[] = [];
  const listeners: (() => void)[] = [];
  const stop = {
    aborted: false,
    throwIfAborted(): void {
      if (stop.aborted) throw Object.assign(new Error('stopped'), { code: 'engine/stopped' });
    },
  };
  const scope: Scope<{ photos: readonly SurveyedPhoto[] }> = {
    stop,
    onStop: (listener) => void listeners.push(listener),
    progress: (step) => {
      photos.push(...step.photos);
    },
  };
  let turns = 0;
  const counted: typeof turn = (step) => {
    turns++;
    if (turns >= stopAfter) {
      stop.aborted = true;
      for (const listener of listeners) listener();
    }
    return turn(step);
  };
  const end = survey({ paths: list, model: use, cacheDir, device: 'cpu' }, scope, { turn: counted });
  const outcome = await end.catch((thrown: unknown) => thrown as { code: string });
  return { outcome, photos: photos.toSorted((a, b) => a.index - b.index) };
}

test('each file is told once: hash, fingerprint, and a problem where it cannot be read', async () => {
  const list = [...paths.slice(0, 5), broken, join(folder, 'absent.jpg'), ...paths.slice(5)];
  const { outcome, photos } = await look({ list, cacheDir: freshCache() });
  expect(photos.map(({ index, path }) => [index, path])).toEqual(list.map((path, index) => [index, path]));
  const hashes = await Promise.all(paths.map(async (path) => sha(await readFile(path))));
  expect(photos.flatMap(({ hash }) => hash ?? [])).toEqual(hashes);
  expect(photos.flatMap(({ problem }) => problem?.code ?? [])).toEqual(['photo/not-an-image', 'photo/missing']);
  expect(outcome).toMatchObject({ done: list.length, computed: list.length });
});

test('its features are those of computeFeatures, which has nothing left to do', async () => {
  const cacheDir = freshCache();
  const { photos } = await look({ cacheDir });
  const cuts = candidateLayers(await openBase(model(), true)).map((value) => ({ value, pooled: true }));
  const compute = async (dir: string) => {
    let computed = photos.length;
    const sets = await computeFeatures(
      {
        ...{ model: model(), cuts, views: 0, seed: 1, cacheDir: dir, device: 'cpu' },
        photos: photos.map(({ path, hash }) => ({ path, hash: hash! })),
        augmentation: Augmentation.parse({}),
      },
      {
        turn,
        stop: { aborted: false, throwIfAborted: () => undefined },
        onProgress: (done) => (computed = Math.min(computed, photos.length - done)),
      },
    );
    return { sets, computed };
  };
  const cached = await compute(cacheDir);
  const fresh = await compute(freshCache());
  expect(cuts.length).toBe(3);
  expect(cached.sets.map(({ values }) => sha(Buffer.from(values.buffer)))).toEqual(
    fresh.sets.map(({ values }) => sha(Buffer.from(values.buffer))),
  );
  expect(cached.computed).toBe(0);
});

test('known files are not opened again; one that changed is', async () => {
  const cacheDir = freshCache();
  const changing = join(folder, 'changing.jpg');
  await copyFile(paths[0]!, changing);
  const list = [...paths, changing, broken];
  const first = await look({ list, cacheDir });
  const second = await look({ list, cacheDir });
  expect(second.photos).toEqual(first.photos);
  expect(second.outcome).toMatchObject({ computed: 0 });
  await copyFile(paths[1]!, changing);
  await utimes(changing, new Date(), new Date(1e12));
  const third = await look({ list, cacheDir });
  expect(third.outcome).toMatchObject({ computed: 1 });
  expect(third.photos[paths.length]?.hash).toBe(first.photos[1]?.hash);
});

test('another model looks again, and a survey without one needs no network', async () => {
  const cacheDir = freshCache();
  const plain = await look({ cacheDir, use: null });
  const seen = await look({ cacheDir });
  const other = await look({ cacheDir, use: model(4) });
  const back = await look({ cacheDir });
  expect([plain, seen, other, back].map(({ outcome }) => outcome)).toMatchObject([
    { computed: paths.length },
    { computed: paths.length },
    { computed: paths.length },
    { computed: 0 },
  ]);
  for (const [at, { fingerprint }] of plain.photos.entries())
    expect(fingerprintDistance(fingerprint!, seen.photos[at]!.fingerprint!)).toBeLessThan(8);
});

test('a stopped survey keeps what it has, and a torn line costs only itself', async () => {
  const cacheDir = freshCache();
  const many = Array.from({ length: 60 }, (_, at) => join(folder, `many-${at}.jpg`));
  for (const [at, path] of many.entries()) {
    const { data, info } = await sharp(paths[at % paths.length])
      .raw()
      .toBuffer({ resolveWithObject: true });
    data[0] = at;
    data[1] = 255 - at;
    await sharp(data, { raw: { width: info.width, height: info.height, channels: 3 } })
      .png()
      .toFile(path);
  }
  const stopped = await look({ list: many, cacheDir, stopAfter: 5 });
  expect(stopped.outcome).toMatchObject({ code: 'engine/stopped' });
  await appendFile(join(cacheDir, 'survey.jsonl'), '["12/3",{"path":"torn');
  const rest = await look({ list: many, cacheDir });
  const { computed } = rest.outcome as { computed: number };
  expect(rest.photos.length).toBe(many.length);
  expect(computed).toBeGreaterThan(0);
  expect(computed).toBeLessThan(many.length);
  const again = await look({ list: many, cacheDir });
  expect(again.outcome).toMatchObject({ computed: 0 });
});
