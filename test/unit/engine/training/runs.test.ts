import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RunId } from '../../../../electron/contract/index.ts';
import {
  checkUnchanged,
  makePlan,
  nameFor,
  planAgain,
  predictionsOf,
  runsIn,
  type RunStore,
} from '../../../../electron/engine/training/runs/index.ts';
import { checkpointsIn } from '../../../../electron/runner/training/loop/checkpoint.ts';
import { firstPlace } from '../../../../electron/runner/training/loop/place.ts';
import { baseHash, cardOf, epochOf, examples, planOf, predictionOf, resultOf, sha256 } from '../../../support/runs.ts';

let folder: string;
let runs: RunStore;
const never = { aborted: false, throwIfAborted: () => undefined };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fovea-runs-'));
  runs = runsIn(folder);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const plan = planOf();
const { id } = plan;

test('a run exists from the moment its plan is written, and is read back whole by another store', async () => {
  await runs.create(plan);
  const other = runsIn(folder);
  expect(await other.plan(id)).toEqual(plan);
  expect(await other.list()).toEqual([
    {
      ...{ id, name: 'Flowers', dataset: null, state: 'waiting', startedAtMs: plan.startedAtMs, problem: null },
      ...{ baseModel: baseHash, baseName: 'Base', depth: { kind: 'head' }, loss: 'softmax', result: null },
      ...{ classNames: ['daisy', 'tulip'], counts: { train: 8, holdout: 0, test: 2 } },
    },
  ]);
});

test('runs are listed newest first; a folder that a crash left without a state is none', async () => {
  const later = planOf({ id: '20261124-101531-0000' });
  await runs.create(plan);
  await runs.create(later);
  await runs.create(planOf({ id: '20261124-101532-0000' }));
  rmSync(runs.files('20261124-101532-0000').state);
  expect((await runs.list()).map((run) => run.id)).toEqual([later.id, id]);
});

test('an unknown run is named in the error', async () => {
  await expect(runs.find(id)).rejects.toMatchObject({ code: 'training/run-unknown' });
  await expect(runs.plan(id)).rejects.toMatchObject({ code: 'training/run-unknown' });
});

test('one process at a time has a run: a second one is told which', async () => {
  await runs.create(plan);
  const open = await runs.begin(id);
  expect((await runs.find(id)).state).toBe('running');
  await expect(runsIn(folder).begin(id)).rejects.toMatchObject({
    code: 'training/run-busy',
    message: expect.stringContaining(String(process.pid)) as string,
  });
  await expect(runs.forget(id)).rejects.toMatchObject({ code: 'training/run-busy' });
  await open.leave('stopped', null);
  expect((await runs.find(id)).state).toBe('stopped');
  await (await runs.begin(id)).leave('failed', { code: 'a/b', message: 'c', remedy: 'd' });
  expect(await runs.find(id)).toMatchObject({ state: 'failed', problem: { code: 'a/b' } });
});

test('a run whose process died is stopped, not running for ever', async () => {
  await runs.create(plan);
  const { state } = runs.files(id);
  const left = { ...(JSON.parse(readFileSync(state, 'utf8')) as object), state: 'running', pid: 4_194_305 };
  writeFileSync(state, JSON.stringify(left));
  expect((await runs.find(id)).state).toBe('stopped');
  await (await runs.begin(id)).leave('stopped', null);
});

test('a result is recorded with its card and a page that says how good it is', async () => {
  await runs.create(plan);
  const open = await runs.begin(id);
  expect(open.ended).toBeNull();
  const recorded = await open.record(resultOf(sha256('w')), cardOf('Flowers'));
  expect(recorded).toMatchObject({ state: 'done', result: { model: sha256('w') } });
  const page = readFileSync(runs.files(id).readme, 'utf8');
  expect(page).toMatch(/^---\nlibrary_name: onnx\n/);
  for (const words of [
    'base_model: "Base"',
    '# Flowers',
    '| daisy | 4 | 0 | 1 |',
    'accuracy 50.0 % (95 %: 10.0 % to 90.0 %)',
    `fovea rerun ${id}`,
    sha256('the set'),
  ])
    expect(page).toContain(words);
  const again = await runs.begin(id);
  expect(again.ended?.result.model).toBe(sha256('w'));
  await again.leave('stopped', null);
});

test('a class name cannot break the page: neither its table nor its front matter', async () => {
  const name = 'a | "b"\n---\nc';
  await runs.create(planOf({ name, classNames: ['x|y', 'tulip'] }));
  await (await runs.begin(id)).record(resultOf(sha256('w')), cardOf('Flowers'));
  const page = readFileSync(runs.files(id).readme, 'utf8');
  expect(page.split('\n').filter((line) => line === '---')).toHaveLength(2);
  expect(page).toContain('| x\\|y | 4 |');
  expect(page).toContain(`name: ${JSON.stringify(name)}`);
});

test('epochs are in order; of one that was trained twice the later record counts, of one half written none', async () => {
  await runs.create(plan);
  const lines = [epochOf(1), epochOf(2, 9), epochOf(2, 0.25)].map((record) => `${JSON.stringify(record)}\n`);
  appendFileSync(runs.files(id).metrics, `${lines.join('')}{"restart":0,"epo`);
  expect(await runs.epochs(id)).toEqual([epochOf(1), epochOf(2, 0.25)]);
});

test('a forgotten run lies whole in the bin', async () => {
  await runs.create(plan);
  await runs.forget(id);
  expect(await runs.list()).toEqual([]);
  expect(await readdir(join(folder, 'runs', 'bin', id))).toContain('run.json');
  await expect(runs.forget(id)).rejects.toMatchObject({ code: 'training/run-unknown' });
});

test('the number of a run says when it began, and no two are alike', () => {
  const now = new Date(Date.UTC(2026, 10, 24, 9, 5, 3));
  const set = { classNames: ['daisy', 'tulip'], multiLabel: false, examples, hash: sha256('s'), findings: [] };
  const base = { hash: baseHash, origin: 'built-in' as const, bytes: 1, card: cardOf('Base') };
  const { settings } = plan;
  const made = makePlan({ name: 'n', dataset: null, set, base, settings, device: 'cpu' }, now);
  expect(made.id).toMatch(/^20261124-090503-[0-9a-f]{4}$/);
  expect(RunId.safeParse(made.id).success).toBe(true);
  const ids = Array.from({ length: 20 }, () => planAgain(made, null, now).id);
  expect(new Set(ids).size).toBeGreaterThan(15);
});

test('a run made again differs in its number alone, and keeps the formulations that were found', () => {
  const result = { ...resultOf(sha256('w')), winners: { place: 'im2col' } };
  const { versions: _versions, ...again } = planAgain(plan, result);
  const { versions: _first, ...first } = plan;
  expect(again).toEqual({
    ...first,
    ...{ id: again.id, startedAtMs: again.startedAtMs, again: id, winners: { place: 'im2col' } },
  });
});

test('whether a run made again has the same model stands in its record', async () => {
  await runs.create(plan);
  await (await runs.begin(id)).record(resultOf(sha256('w')), cardOf('Flowers'));
  const outcomes: unknown[] = [];
  for (const weights of ['w', 'v']) {
    const again = planAgain(plan, null);
    await runs.create(again);
    outcomes.push((await runs.find(again.id)).again);
    outcomes.push((await (await runs.begin(again.id)).record(resultOf(sha256(weights)), cardOf('Flowers'))).again);
  }
  expect(outcomes).toEqual([null, true, null, false].map((same) => ({ of: id, same })));
});

test('photos that changed or went since are counted, and the first is named', async () => {
  const files = ['a', 'b', 'c'].map((name) => join(folder, name));
  for (const file of files) writeFileSync(file, file);
  const own = files.map((path, group) => ({ ...examples[0]!, path, hash: sha256(path), group }));
  let done = 0;
  await checkUnchanged(own, { stop: never, onProgress: (count) => (done = count) });
  expect(done).toBe(3);
  writeFileSync(files[1]!, 'something else');
  rmSync(files[2]!);
  await expect(checkUnchanged(own, { stop: never, onProgress: () => undefined })).rejects.toMatchObject({
    code: 'training/changed',
    message: expect.stringMatching(/: 2, the first ".*b"/) as string,
  });
});

test('a confusion cell holds test examples of that truth and answer; mistakes come most certain first', () => {
  const all = [
    predictionOf({ path: 'right' }),
    predictionOf({ path: 'unsure', predicted: 1, probability: 0.6, truthProbability: 0.4 }),
    predictionOf({ path: 'sure', predicted: 1, probability: 0.9, truthProbability: 0.1 }),
    predictionOf({ path: 'learned from', part: 'train', predicted: 1, probability: 0.9, truthProbability: 0.1 }),
  ];
  const paths = (of: Parameters<typeof predictionsOf>[1]): string[] =>
    predictionsOf(all, of, 2).map(({ path }) => path);
  expect(paths({ kind: 'cell', truth: 0, predicted: 0 })).toEqual(['right']);
  expect(paths({ kind: 'cell', truth: 0, predicted: 1 })).toEqual(['sure', 'unsure']);
  expect(paths({ kind: 'cell', truth: 1, predicted: 0 })).toEqual([]);
  expect(paths({ kind: 'wrong' })).toEqual(['sure', 'unsure']);
});

test('likely label errors come from answers of models that had not learned from the example', () => {
  const tulips = Array.from({ length: 4 }, (_, i) =>
    predictionOf({
      path: `tulip ${i}`,
      part: 'train',
      truth: [1],
      predicted: 1,
      probability: 0.8,
      truthProbability: 0.8,
    }),
  );
  const mislabelled = predictionOf({
    path: 'odd',
    part: 'train',
    predicted: 1,
    probability: 0.95,
    truthProbability: 0.05,
  });
  const all = [
    ...tulips,
    mislabelled,
    { ...mislabelled, path: 'learned from', outOfFold: false },
    // Less sure than tulips usually are: nothing to say.
    predictionOf({ path: 'doubtful', part: 'train', predicted: 1, probability: 0.6, truthProbability: 0.4 }),
  ];
  expect(predictionsOf(all, { kind: 'labels' }, 2).map(({ path }) => path)).toEqual(['odd']);
});

test('a model that nobody named says what was trained', () => {
  const { settings } = plan;
  expect(nameFor('flowers', 'MobileNet', { ...settings, loss: 'svm' })).toBe('flowers, SVM head of MobileNet');
  expect(nameFor('flowers', 'MobileNet', { ...settings, depth: { kind: 'blocks', blocks: 2 } })).toBe(
    'flowers, last 2 blocks of MobileNet',
  );
});

test('a removed run lies in the bin with all its files, and comes back as it was', async () => {
  await runs.create(plan);
  appendFileSync(runs.files(id).metrics, `${JSON.stringify(epochOf(1))}\n`);
  const before = [await runs.find(id), await runs.epochs(id)];
  await runs.forget(id);
  expect(await runs.list()).toEqual([]);
  await runs.restore(id);
  expect([await runs.find(id), await runs.epochs(id)]).toEqual(before);
  await runs.restore(id);
  expect((await runs.list()).map((run) => run.id)).toEqual([id]);
  await expect(runs.restore('20261124-101531-0000')).rejects.toMatchObject({ code: 'training/run-unknown' });
});

test('a run that was stopped says where its newer checkpoint goes on', async () => {
  await runs.create(plan);
  await (await runs.begin(id)).leave('stopped', null);
  expect((await runs.find(id)).reached).toBeNull();
  const checkpoints = checkpointsIn(runs.files(id).checkpoint, 'key');
  await checkpoints.read();
  const numbers = new Map([['weight', new Float32Array(1000)]]);
  const at = (epoch: number, step: number) => ({
    ...{ place: { ...firstPlace(), restart: 1, epoch, step }, winners: {}, now: numbers, best: null, champion: null },
  });
  for (const [epoch, step] of [
    [2, 0],
    [2, 7],
    [3, 4],
  ] as const) {
    await checkpoints.write(at(epoch, step), false);
    expect((await runs.find(id)).reached).toEqual({ restart: 1, epoch, step });
  }
  writeFileSync(join(runs.files(id).checkpoint, 'b.bin'), 'torn');
  expect((await runs.find(id)).reached).toEqual({ restart: 1, epoch: 2, step: 7 });
});
