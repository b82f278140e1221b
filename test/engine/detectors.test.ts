import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  DetectorSettings,
  everything,
  failure,
  type DetectionReport,
  type FoundObject,
  type KnownModel,
  type LabelledPhoto,
  type Model,
  type NewBox,
  type ProgressOf,
  type RunnerContract,
} from '../../electron/contract/index.ts';
import {
  detectorsIn,
  judgeByLibrary,
  learnable,
  proposeFiles,
  runQueued,
} from '../../electron/engine/detection/index.ts';
import { trainDetectorFiles, trainQueued } from '../../electron/engine/detection/index.ts';
import { learnDetector } from '../../electron/engine/detection/learning/learnDetector.ts';
import type { RunnerProcess } from '../../electron/engine/jobs/index.ts';
import type { JobScope } from '../../electron/engine/jobs/queue.ts';
import { Library } from '../../electron/engine/library/index.ts';
import { settingsIn } from '../../electron/engine/settings.ts';
import { detectionReport, writeVocBoxes } from '../../electron/runner/vision/index.ts';
import { temporaryFolder } from '../support/fovea.ts';
import { colorCard } from '../support/networks.ts';
import { fill, model as hash } from './libraries.ts';

// Detectors from the library to the runner and back. The runner is not there: what it would answer stands in each test.

let folder: ReturnType<typeof temporaryFolder>;
let library: Library;
let photos: number[];
/** The shelf. */
let shelf: Model[];

const at = (...names: readonly string[]): string => join(folder.path, ...names);
const signal = new AbortController().signal;
const crashed = failure('runner/crashed', { reason: 'signal SIGSEGV' });
const trunk: KnownModel = { path: '/trunk.onnx', hash: 'ee'.repeat(32), card: colorCard() };
const detector: KnownModel = {
  path: '/d.onnx',
  hash,
  card: { ...colorCard(), task: 'detection', classNames: ['cat', 'dog'] },
};
const settings = DetectorSettings.parse({});
const photo = (place: number): number => photos[place] ?? 0;
const drawing = (className: string, x0: number): NewBox => ({
  ...{ className, difficult: false, box: { x0, y0: 0, x1: x0 + 100, y1: 100 } },
});
const thing = (className: string, x0: number, score: number): FoundObject => ({
  ...{ ...drawing(className, x0), score, classIndex: ['cat', 'dog'].indexOf(className) },
});

beforeEach(() => {
  folder = temporaryFolder();
  library = new Library(at('library'));
  photos = fill(library, 4);
  shelf = [];
});
afterEach(() => {
  library.close();
  folder.remove();
});

type Ask = (method: string, input: never, options?: { onProgress?: (step: never) => void }) => Promise<unknown>;
const runnerOf = (ask: Ask) => ({ ask }) as unknown as Pick<RunnerProcess, 'ask'>;
/** A runner that finds things in photos by their paths. */
const finding = (answer: (path: string) => readonly FoundObject[]) =>
  runnerOf((_method, { path }: { path: string }) =>
    Promise.resolve().then(() => ({
      ...{ photoWidth: 4000, photoHeight: 3000, detections: answer(path), proposals: 10, elapsedMs: 1, damaged: false },
    })),
  );

const models = {
  list: () => Promise.resolve(shelf),
  find: (wanted: string) => {
    const model = shelf.find((one) => one.hash === wanted);
    return model ? Promise.resolve({ path: '/m', model }) : Promise.reject(failure('model/unknown', { model: wanted }));
  },
  addTrained: (_path: string, card: Model['card']) => {
    const model: Model = { hash, origin: 'trained', bytes: 1, card };
    shelf.push(model);
    return Promise.resolve(model);
  },
};
const store = (onChange = (): void => undefined) =>
  detectorsIn({ dataDir: folder.path, models: models, settings: settingsIn(folder.path), onChange });

/** A job as the queue runs it. */
function scopeOf(id: number, task: unknown, stop = signal) {
  const job = { done: 0, failed: 0, total: null, message: '' };
  return { id, task, signal: stop, job, report: (patch: object) => Object.assign(job, patch) } as unknown as JobScope;
}

describe('learning', () => {
  const card = { ...colorCard(), name: 'Mine', task: 'detection' as const, classNames: ['cat', 'dog'] };
  const report = (path: string): DetectionReport =>
    detectionReport('Mine', [{ path, photo: null, truth: [], found: [] }], ['cat', 'dog']);
  const labelled = (count: number): LabelledPhoto[] =>
    Array.from({ length: count }, (_, index) => ({
      ...{ path: `/photos/${index}.jpg`, hash: String(index).padStart(64, '0'), complete: true },
      boxes: [{ classIndex: 0, box: { x0: 0, y0: 0, x1: 9, y1: 9 }, difficult: false }],
    }));
  const asked = (own: readonly LabelledPhoto[]) => ({
    ...{ name: 'Mine', model: trunk, classNames: ['cat', 'dog'], photos: own, settings, device: 'cpu' as const },
  });
  const quiet = { signal, onProgress: () => undefined };

  test('of the library takes all boxes, and then the detector is on the shelf, written down and in use', async () => {
    library.boxes.draw(photo(0), [drawing('dog', 0), drawing('cat', 500)]);
    library.boxes.complete([photo(1)], true);
    library.boxes.draw(photo(3), [drawing('cat', 0)]);
    library.forget([photo(3)]);
    const inputs: unknown[] = [];
    const path = library.source(photo(0)).path;
    const missed = {
      path,
      className: 'cat',
      box: drawing('cat', 500).box,
      photo: null,
      score: 0,
      kind: 'missed' as const,
    };
    const runner = runnerOf((_method, input) => {
      inputs.push(input);
      return Promise.resolve({ card, report: { ...report(path), worst: [missed] }, skipped: [] });
    });
    const changes: string[] = [];
    const detectors = store(() => changes.push('changed'));
    const known = () => Promise.resolve(trunk);
    const scope = scopeOf(1, { name: 'Mine', model: trunk.hash, settings });
    const told = await trainQueued(scope, { library, runner, models, detectors, known, device: () => 'cpu' });
    expect(told).toBe('“Mine” learned from 2 photos.');
    expect(inputs).toMatchObject([
      {
        ...{ name: 'Mine', classNames: ['cat', 'dog'], cacheDir: at('detectors'), model: trunk, settings },
        photos: [
          { path, complete: false, boxes: [{ classIndex: 1 }, { classIndex: 0 }] },
          { path: library.source(photo(1)).path, complete: true, boxes: [] },
        ],
      },
    ]);
    const { detectors: list, inUse } = await store().list();
    expect(inUse).toBe(hash);
    expect(list).toMatchObject([{ model: hash, name: 'Mine', trunkName: trunk.card.name, settings }]);
    expect(list[0]?.report?.worst[0]?.photo).toBe(photo(0));
    expect(changes.length).toBeGreaterThan(0);
    shelf = [];
    expect(await store().list()).toEqual({ detectors: [], inUse: null });
  });

  test('is still listed where its record is older than the hash of its network', async () => {
    const runner = runnerOf(() => Promise.resolve({ card, report: null, skipped: [] }));
    await learnDetector({ runner, models, detectors: store() }, asked(labelled(1)), quiet);
    const file = at('detectors', `${hash}.json`);
    const { trunk: written, ...older } = JSON.parse(readFileSync(file, 'utf8')) as { trunk: string };
    expect(written).toBe(trunk.hash);
    writeFileSync(file, JSON.stringify(older));
    expect((await store().list()).detectors).toMatchObject([{ name: 'Mine', trunkName: trunk.card.name, trunk: null }]);
  });

  test('needs a box, and no more than 200 classes', async () => {
    const runner = runnerOf(() => Promise.reject(new Error('nobody asks')));
    const needs = { runner, models, detectors: store() };
    const empty = labelled(2).map((one) => ({ ...one, boxes: [] }));
    await expect(learnDetector(needs, asked(empty), quiet)).rejects.toMatchObject({ code: 'detection/no-boxes' });
    const many = { ...asked(labelled(1)), classNames: Array.from({ length: 300 }, (_, index) => `class ${index}`) };
    await expect(learnDetector(needs, many, quiet)).rejects.toThrow('There are boxes of 300 classes');
  });

  test('leaves out a photo at which the runner dies each time, and those that it could not read', async () => {
    const runner = runnerOf((_method, { photos: given }: { photos: readonly LabelledPhoto[] }, options) => {
      const tell = options?.onProgress as unknown as (step: ProgressOf<RunnerContract['detectors.train']>) => void;
      for (const [done, { path }] of given.entries()) {
        tell({ phase: 'regions', done, total: given.length });
        if (path === '/photos/2.jpg') return Promise.reject(crashed);
      }
      const problem = { code: 'photo/missing', message: 'It is gone.', remedy: '' };
      return Promise.resolve({ card, report: null, skipped: [{ index: 2, problem }] });
    });
    const learned = await learnDetector({ runner, models, detectors: store() }, asked(labelled(4)), quiet);
    expect(learned.problems.map(({ path, problem }) => [path, problem.code])).toEqual([
      ['/photos/2.jpg', 'photo/corrupt'],
      ['/photos/3.jpg', 'photo/missing'],
    ]);
  });

  test('gives up where the runner dies before it begins', async () => {
    const runner = runnerOf(() => Promise.reject(crashed));
    const needs = { runner, models, detectors: store() };
    await expect(learnDetector(needs, asked(labelled(2)), quiet)).rejects.toBe(crashed);
  });

  test('from files finds photos by name, takes what is not drawn for background, and says what was left out', async () => {
    mkdirSync(at('photos'));
    mkdirSync(at('xml'));
    const size = { width: 40, height: 30 };
    for (const name of ['a', 'b', 'c'])
      await sharp({ create: { ...size, channels: 3, background: '#808080' } }).toFile(at('photos', `${name}.png`));
    writeFileSync(at('photos', 'd.jpg'), 'no photo');
    for (const [name, objects] of [
      ['a', [drawing('dog', 0), drawing('cat', 35)]],
      ['b', []],
      ['d', [drawing('cat', 0)]],
      ['elsewhere', [drawing('cat', 0)]],
    ] as const)
      writeFileSync(at('xml', `${name}.xml`), writeVocBoxes({ photo: { file: `${name}.jpg`, ...size }, objects }).text);
    const inputs: { photos: readonly LabelledPhoto[]; classNames: readonly string[] }[] = [];
    const runner = runnerOf((_method, input) => {
      inputs.push(input);
      return Promise.resolve({ card, report: null, skipped: [] });
    });
    const files = { paths: [at('photos')], annotations: at('xml') };
    const needs = { runner, models, detectors: store() };
    const train = () => trainDetectorFiles(needs, { ...asked([]), ...files }, () => undefined, signal);
    const { losses } = await train();
    expect(inputs[0]?.classNames).toEqual(['dog', 'cat']);
    expect(inputs[0]?.photos).toMatchObject([
      {
        path: at('photos', 'a.png'),
        complete: true,
        boxes: [{ classIndex: 0 }, { classIndex: 1, box: { x0: 35, x1: 40 } }],
      },
      { path: at('photos', 'b.png'), complete: true, boxes: [] },
    ]);
    expect(losses).toContain('Left out: annotations of 1 photo elsewhere, such as elsewhere.xml.');
    expect(losses.join('\n')).toContain('Left out: 1 photo that no annotation is about.');
    rmSync(at('photos', 'a.png'));
    await expect(train()).rejects.toMatchObject({ code: 'detection/no-boxes' });
  });
});

describe('a detector in the library', () => {
  const known = () => Promise.resolve(detector);
  const queued = () =>
    library.boxes.plan(photos, hash, {
      ...{ kind: 'detectors.run', title: '', task: { model: hash }, unit: 'photos', total: null },
    });
  const run = (job: number, runner: Pick<RunnerProcess, 'ask'>, stop = signal) =>
    runQueued(scopeOf(job, { model: hash }, stop), { library, runner, cacheDir: '/c', known, device: () => 'cpu' });
  const name = (place: number): string => library.source(photo(place)).path;

  test('keeps what it finds photo by photo, and a photo that cannot be read is its own problem', async () => {
    const broken = name(1);
    const told = await run(
      queued(),
      finding((path) => {
        if (path === broken) throw failure('photo/missing', {});
        return [thing('cat', 10, 0.9)];
      }),
    );
    expect(told).toMatch(/^3 photos searched by .*, 1 unreadable$/);
    expect(photos.map((id) => library.boxes.of(id, hash).found.length)).toEqual([1, 0, 1, 1]);
    expect(library.detail(photo(1)).problem?.code).toBe('photo/missing');
    expect(library.jobs.countWork(queued())).toBe(0);
  });

  test('goes on after the runner died, and blames a photo only when it dies there each time', async () => {
    const [once, always] = [name(1), name(2)];
    let deaths = 0;
    const runner = finding((path) => {
      if (path === always || (path === once && (deaths += 1) === 1)) throw crashed;
      return [thing('cat', 10, 0.9)];
    });
    await run(queued(), runner);
    expect(photos.map((id) => library.boxes.of(id, hash).found.length)).toEqual([1, 1, 0, 1]);
    expect(library.detail(photo(2)).problem?.message).toContain('SIGSEGV');
  });

  test('that was stopped has kept what it found, and goes on with the rest', async () => {
    const controller = new AbortController();
    let asked = 0;
    const runner = finding(() => {
      if ((asked += 1) === 3) {
        controller.abort(failure('engine/stopped', {}));
        throw failure('engine/stopped', {});
      }
      return [thing('cat', 10, 0.9)];
    });
    const job = queued();
    await expect(run(job, runner, controller.signal)).rejects.toMatchObject({ code: 'engine/stopped' });
    expect(library.jobs.workLeft(job, 9).map((left) => left.photo)).toEqual(photos.slice(2));
    await run(job, runner);
    expect(asked).toBe(5);
  });

  test('ends the job where all photos are concerned alike', async () => {
    const job = queued();
    const runner = finding(() => {
      throw failure('detection/no-addon', { reason: 'it was not built.' });
    });
    await expect(run(job, runner)).rejects.toMatchObject({ code: 'detection/no-addon' });
    expect(library.jobs.countWork(job)).toBe(4);
  });

  test('is judged by drawn boxes of the classes it knows, and mistakes name their photo', async () => {
    library.boxes.draw(photo(0), [drawing('cat', 0), drawing('bird', 900)]);
    library.boxes.draw(photo(1), [drawing('cat', 0)]);
    library.boxes.complete([photo(2)], true);
    const runner = finding((path) => (path === name(2) ? [thing('cat', 0, 0.7)] : [thing('cat', 3, 0.8)]));
    const needs = { library, runner, cacheDir: '/c', known, device: 'cpu' as const };
    const judge = (ids: readonly number[]) =>
      judgeByLibrary(needs, { ids, model: hash }, { signal, onProgress: () => undefined });
    const report = await judge(photos);
    expect(report).toMatchObject({ photos: 3, meanAp50: 1, classes: [{ className: 'cat', boxes: 2 }, { boxes: 0 }] });
    expect(report.worst).toEqual([]);
    await expect(judge([photo(2)])).rejects.toMatchObject({ code: 'detection/no-boxes' });
  });

  test('is chosen only if it is one, and is in use while it is on the shelf', async () => {
    const detectors = store();
    shelf = [
      { hash, origin: 'imported', bytes: 1, card: detector.card },
      { hash: trunk.hash, origin: 'imported', bytes: 1, card: trunk.card },
    ];
    await expect(detectors.choose(trunk.hash)).rejects.toMatchObject({ code: 'model/unknown' });
    await expect(detectors.choose('cd'.repeat(32))).rejects.toMatchObject({ code: 'model/unknown' });
    expect(await detectors.inUse()).toBeNull();
    await detectors.choose(hash);
    expect(await detectors.inUse()).toBe(hash);
    shelf = [];
    detectors.refresh();
    expect(await detectors.inUse()).toBeNull();
  });

  test('learns classes in the order of the alphabet, so that more boxes do not change their numbers', () => {
    library.boxes.draw(photo(0), [drawing('dog', 0), drawing('dog', 500), drawing('cat', 0)]);
    expect(learnable(library).classNames).toEqual(['cat', 'dog']);
    expect(library.ids(everything, 'added')).toHaveLength(4);
  });
});

test('proposals of files are measured against what is drawn, but for what is difficult', async () => {
  mkdirSync(at('photos'));
  const size = { width: 400, height: 300 };
  for (const name of ['a', 'b'])
    await sharp({ create: { ...size, channels: 3, background: '#808080' } }).toFile(at('photos', `${name}.png`));
  const objects = [drawing('cat', 0), drawing('dog', 200), { ...drawing('dog', 300), difficult: true }];
  writeFileSync(at('a.xml'), writeVocBoxes({ photo: { file: 'a.png', ...size }, objects }).text);
  const runner = runnerOf((_method, { path }: { path: string }) => {
    if (path.endsWith('b.png')) return Promise.reject(failure('photo/corrupt', { reason: 'it ends.' }));
    return Promise.resolve({ photoWidth: 400, photoHeight: 300, boxes: [0, 0, 100, 100, 0, 0, 10, 10], elapsedMs: 4 });
  });
  const files: unknown[] = [];
  const asked = { paths: [at('photos')], annotations: at('a.xml'), source: 'fast' as const, most: 10 };
  const done = await proposeFiles(
    runner,
    asked,
    ({ file }) => file && files.push(file.problem?.code ?? file.boxes),
    signal,
  );
  expect(done).toEqual({ recall: 0.5, meanBestOverlap: 0.5, meanCount: 2, meanMs: 4 });
  expect(files).toEqual([[0, 0, 100, 100, 0, 0, 10, 10], 'photo/corrupt']);
  expect(await proposeFiles(runner, { ...asked, annotations: null }, () => undefined, signal)).toMatchObject({
    recall: null,
  });
});
