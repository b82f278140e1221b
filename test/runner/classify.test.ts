import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ClassifiedPhoto, DeviceId, FoveaError, ModelFile, Scope } from '../../electron/contract/index.ts';
import { keepSessions } from '../../electron/runner/runtime/index.ts';
import { newSchedule } from '../../electron/runner/schedule.ts';
import {
  checkCard,
  type Classifier,
  classifierOpener,
  classify,
  type OpenClassifier,
} from '../../electron/runner/tasks/classification/index.ts';
import { colorNames } from '../support/networks.ts';
import { testFolder } from './support/folder.ts';

const folder = testFolder();
const sessions = keepSessions(1e8);
const open = classifierOpener(sessions);
const colors = Array.from({ length: 40 }, (_, at) => colorNames[at % colorNames.length]!);
let paths: string[] = [];

beforeAll(async () => {
  paths = await Promise.all(colors.map((color, at) => folder.picture(`${at}-${color}.png`, color)));
});
afterAll(async () => {
  await sessions.clear();
  folder.remove();
});

interface Step {
  readonly photos: readonly ClassifiedPhoto[];
  readonly device: DeviceId;
  readonly fellBack: string | null;
}

/** A scope that collects what is reported and can be stopped. */
function collecting() {
  const steps: Step[] = [];
  const listeners: (() => void)[] = [];
  const stop = {
    aborted: false,
    throwIfAborted(): void {
      if (stop.aborted) throw Object.assign(new Error('stopped'), { code: 'engine/stopped' });
    },
  };
  const scope: Scope<Step> = {
    stop,
    onStop: (listener) => void listeners.push(listener),
    progress: (step) => void steps.push(step),
  };
  const abort = (): void => {
    stop.aborted = true;
    listeners.forEach((listener) => listener());
  };
  return { steps, scope, abort, photos: () => steps.flatMap((step) => step.photos) };
}

const run = async (model: ModelFile, list: readonly string[], device: DeviceId = 'cpu', opener = open) => {
  const { scope, photos, steps } = collecting();
  const turn = newSchedule().background;
  const end = await classify({ model, paths: list, topK: 3, device }, scope, { open: opener, turn });
  return { end, photos: photos(), steps };
};

const answers = (photos: readonly ClassifiedPhoto[]): (string | undefined)[] =>
  photos.map(({ top }) => top[0]?.className);

for (const kind of ['logits', 'probabilities'] as const) {
  for (const layout of ['NCHW', 'NHWC'] as const) {
    test(`${kind} of an ${layout} network: each photo gets its own color, in order, with a probability`, async () => {
      const model = folder.model(`${kind}-${layout}.onnx`, {
        kind,
        layout,
        colorOrder: layout === 'NCHW' ? 'RGB' : 'BGR',
      });
      const { end, photos } = await run(model, paths);
      expect(answers(photos)).toEqual(colors);
      expect(photos.every(({ top }) => top[0]!.probability > 0.9 && top.length === 3)).toBe(true);
      expect(end).toMatchObject({ done: 40, failed: 0, device: 'cpu' });
    });
  }
}

test('a network that takes one photo per run is fed one by one', async () => {
  const { end, photos } = await run(folder.model('single.onnx', { dynamicBatch: false }), paths);
  expect(end.batch).toBe(1);
  expect(answers(photos)).toEqual(colors);
});

test('runs of a fixed number of photos all have that many, and a photo has the same answer among any others', async () => {
  const lengths: number[] = [];
  const counting: OpenClassifier = async (model, device) => {
    const real = await open(model, device);
    return { ...real, classify: (photos) => (lengths.push(photos.length), real.classify(photos)) };
  };
  const answersTo = async (list: readonly string[]) => {
    const { scope, photos } = collecting();
    const asked = { model: folder.model(), paths: list, topK: 3, device: 'cpu', batch: 16 } as const;
    const end = await classify(asked, scope, { open: counting, turn: newSchedule().background });
    expect(end).toMatchObject({ batch: 16, done: list.length });
    return new Map(photos().map(({ path, top }) => [path, top]));
  };
  const [together, backwards] = [await answersTo(paths), await answersTo(paths.slice(0, 5).reverse())];
  expect(lengths).toEqual([16, 16, 16, 16]);
  for (const [path, top] of backwards) expect(together.get(path)).toEqual(top);
});

test('a photo that cannot be read is reported with its reason, in its place, and the others are not disturbed', async () => {
  const broken = folder.write('broken.jpg', 'not a picture');
  const list = [paths[0]!, broken, folder.write('empty.jpg', ''), paths[1]!, `${folder.dir}/gone.jpg`];
  const { end, photos } = await run(folder.model(), list);
  expect(photos.map(({ problem, top }) => problem?.code ?? top[0]?.className)).toEqual([
    colors[0],
    'photo/not-an-image',
    'photo/empty',
    colors[1],
    'photo/missing',
  ]);
  expect(end).toMatchObject({ done: 5, failed: 3 });
});

test('classes without names are called by their number', async () => {
  const model = folder.model();
  const { photos } = await run({ ...model, card: { ...model.card, classNames: [] } }, paths.slice(0, 2));
  expect(answers(photos)).toEqual(['class 0', 'class 1']);
});

/** Opens a device that fails at its `failingRun`-th run, and the real CPU. */
const failingDevice =
  (failingRun: number): OpenClassifier =>
  async (model, device) => {
    const real = await open(model, 'cpu');
    if (device === 'cpu') return real;
    let runs = 0;
    const failing: Classifier = {
      ...real,
      device,
      classify: (photos) => (++runs === failingRun ? Promise.reject(new Error('device lost')) : real.classify(photos)),
    };
    return failing;
  };

test('a device that fails in mid-job is replaced by the CPU: no photo lost, none twice, and the job says so', async () => {
  const { end, photos, steps } = await run(folder.model(), paths, 'webgpu', failingDevice(3));
  expect(photos.map(({ index }) => index)).toEqual(paths.map((_, index) => index));
  expect(answers(photos)).toEqual(colors);
  expect(end.device).toBe('cpu');
  expect(steps.at(-1)?.fellBack).toContain('device lost');
});

test('a device that cannot even be opened is replaced by the CPU', async () => {
  const { end, photos, steps } = await run(folder.model(), paths.slice(0, 3), 'cuda');
  expect(answers(photos)).toEqual(colors.slice(0, 3));
  expect([end.device, steps.at(-1)?.fellBack === null]).toEqual(['cpu', false]);
});

test('a stopped job ends within 200 ms of its current batch, and what was done is reported', async () => {
  const { scope, abort, photos } = collecting();
  let batchEndedMs = 0;
  const slowly: OpenClassifier = async (model, device) => {
    const real = await open(model, device);
    const classifyPhotos: Classifier['classify'] = async (batch) => {
      const rows = await real.classify(batch);
      batchEndedMs = performance.now();
      return rows;
    };
    return { ...real, classify: classifyPhotos };
  };
  const many = Array.from({ length: 200 }, () => paths).flat();
  const turn = newSchedule().background;
  const job = classify({ model: folder.model(), paths: many, topK: 1, device: 'cpu' }, scope, { open: slowly, turn });
  setTimeout(abort, 150);
  await expect(job).rejects.toMatchObject({ code: 'engine/stopped' });
  expect(performance.now() - batchEndedMs).toBeLessThan(200);
  expect(photos().length).toBeGreaterThan(0);
  expect(photos().length).toBeLessThan(many.length);
  expect(photos().map(({ index }) => index)).toEqual(photos().map((_, index) => index));
});

const check = (model: ModelFile) => checkCard({ model }, { open, turn: newSchedule().interactive });
const refusal = (model: ModelFile): Promise<FoveaError> =>
  check(model).then(
    () => Promise.reject(new Error('it was accepted')),
    (thrown: unknown) => thrown as FoveaError,
  );

test('a card is accepted when it fits and refused in words when it does not', async () => {
  const good = folder.model();
  const { card } = good;
  await check(good);
  const wrong: Record<string, ModelFile['card']> = {
    'an input of another name': { ...card, inputName: 'pixels' },
    'an output of another name': { ...card, outputName: 'scores' },
    'another number of classes': { ...card, classNames: ['yes', 'no'] },
    'another size': { ...card, preprocessing: { ...card.preprocessing, width: 33 } },
    'another layout': { ...card, preprocessing: { ...card.preprocessing, layout: 'NHWC' } },
  };
  for (const [what, wrongCard] of Object.entries(wrong)) {
    const { code, message } = await refusal({ ...good, card: wrongCard });
    expect([what, code]).toEqual([what, 'model/bad-card']);
    expect(message).toContain('does not fit its network: ');
  }
});

test('a file that is no network is refused as such, whatever is in it', async () => {
  const { path, card } = folder.model();
  const { readFileSync, truncateSync } = await import('node:fs');
  const real = readFileSync(path);
  const files: Record<string, string> = {
    empty: folder.write('empty.onnx', ''),
    text: folder.write('text.onnx', 'this is a text\n'.repeat(100)),
    zeros: folder.write('zeros.onnx', new Uint8Array(1e6)),
    'cut short': folder.write('cut.onnx', real.subarray(0, real.length / 2)),
    'beyond 2 GB': folder.write('huge.onnx', real),
    folder: folder.dir,
    absent: `${folder.dir}/absent.onnx`,
  };
  // Sparse: it takes no room on the disk.
  truncateSync(files['beyond 2 GB']!, 3 * 2 ** 30);
  for (const [what, file] of Object.entries(files)) {
    const { code, remedy } = await refusal({ path: file, card });
    expect([what, code, remedy.length > 0]).toEqual([what, 'model/not-onnx', true]);
  }
});
