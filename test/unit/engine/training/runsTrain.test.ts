import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { failure, type Model, type ModelCard, type RunProgress } from '../../../../electron/contract/index.ts';
import {
  makeUnseenPlan,
  newTrainer,
  planAgain,
  runsIn,
  type RunStore,
} from '../../../../electron/engine/training/runs/index.ts';
import type { TrainWith } from '../../../../electron/engine/training/runs/train.ts';
import {
  baseHash,
  cardOf,
  epochOf,
  fakeRunner,
  planOf,
  resultOf,
  sha256,
  stepOf,
  trains,
} from '../../../support/runs.ts';

let folder: string;
let runs: RunStore;
let shelved: { path: string; card: ModelCard }[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fovea-train-'));
  runs = runsIn(folder);
  shelved = [];
  await runs.create(plan);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const plan = planOf();
const { id } = plan;
const cacheDir = '/features';
const base: Model = { hash: baseHash, origin: 'built-in', bytes: 1, card: cardOf('Base') };
const models = {
  find: (name: string | null) =>
    name === baseHash
      ? Promise.resolve({ model: base, path: '/base.onnx' })
      : Promise.reject(failure('model/unknown', { model: name ?? '' })),
  addTrained: (path: string, card: ModelCard) => {
    shelved.push({ path, card });
    return Promise.resolve({ ...base, card });
  },
};

const nobodyLooks: TrainWith['look'] = () => Promise.reject(new Error('This run has its examples.'));
const trainerWith = (runner: ReturnType<typeof fakeRunner>, look = nobodyLooks) =>
  newTrainer({ runs, runner, models, cacheDir, look });
const watch = (onProgress: (step: RunProgress) => void = () => undefined, signal = new AbortController().signal) => ({
  signal,
  onProgress,
});
const crash = () => Promise.reject(failure('runner/crashed', { reason: 'signal SIGKILL' }));
const runAsks = ({ asked }: ReturnType<typeof fakeRunner>) => asked.filter(({ method }) => method === 'training.run');

test('a run is trained from its plan, its network put on the shelf under its number, its result recorded', async () => {
  const runner = fakeRunner((input, scope) => {
    scope.progress(stepOf({ epochs: [epochOf(1)] }));
    return trains()(input, scope);
  });
  const steps: RunProgress[] = [];
  const trained = await trainerWith(runner).train(
    id,
    watch((step) => steps.push(step)),
  );
  const { network, folder: own } = runs.files(id);
  const model = { path: '/base.onnx', hash: baseHash, card: base.card };
  expect(runner.asked).toEqual([{ method: 'training.run', input: { plan, model, folder: own, cacheDir } }]);
  expect(shelved).toEqual([{ path: network, card: { ...cardOf('Flowers'), run: id } }]);
  expect(trained).toEqual(await runs.find(id));
  expect(trained).toMatchObject({ state: 'done', result: { model: sha256('weights') } });
  expect(steps).toEqual([stepOf({ epochs: [epochOf(1)] })]);
});

test('a runner that dies is asked again with the same folder, where its checkpoint lies', async () => {
  const runner = fakeRunner(crash, crash, trains());
  const trained = await trainerWith(runner).train(id, watch());
  expect(trained.state).toBe('done');
  expect(runAsks(runner)).toHaveLength(3);
  expect(new Set(runAsks(runner).map(({ input }) => JSON.stringify(input))).size).toBe(1);
});

test('a runner that dies again and again without a further epoch is not asked for ever, and the run is not lost', async () => {
  const runner = fakeRunner(crash);
  await expect(trainerWith(runner).train(id, watch())).rejects.toMatchObject({ code: 'runner/crashed' });
  expect(runAsks(runner)).toHaveLength(5);
  expect(await runs.find(id)).toMatchObject({ state: 'failed', problem: { code: 'runner/crashed' } });
  expect((await trainerWith(fakeRunner(trains())).train(id, watch())).state).toBe('done');
});

test('a runner that dies now and then but gets further is asked as often as it takes', async () => {
  const further = Array.from(
    { length: 12 },
    (_, i) => (_input: unknown, scope: { progress(step: RunProgress): void }) => {
      scope.progress(stepOf({ epochs: [epochOf(i + 1)] }));
      return crash();
    },
  );
  const runner = fakeRunner(...further, trains());
  expect((await trainerWith(runner).train(id, watch())).state).toBe('done');
  expect(runAsks(runner)).toHaveLength(13);
});

test('a full disk is told as such, once, and the run goes on when there is room', async () => {
  const runner = fakeRunner(() => Promise.reject(failure('disk/full', { path: '/checkpoint' })), trains());
  const trainer = trainerWith(runner);
  await expect(trainer.train(id, watch())).rejects.toMatchObject({ code: 'disk/full' });
  expect(await runs.find(id)).toMatchObject({ state: 'failed', problem: { code: 'disk/full' } });
  expect(runAsks(runner)).toHaveLength(1);
  expect(await trainer.train(id, watch())).toMatchObject({ state: 'done', problem: null });
});

test('a base model that is gone is named', async () => {
  const lost = planOf({ id: '20261124-101530-0000', baseModel: sha256('gone') });
  await runs.create(lost);
  const runner = fakeRunner(trains());
  await expect(trainerWith(runner).train(lost.id, watch())).rejects.toMatchObject({ code: 'model/unknown' });
  expect(runner.asked).toEqual([]);
});

test('stopped, a run is left as it stands; begun again it goes on', async () => {
  const stopping = new AbortController();
  const runner = fakeRunner((_input, { signal, progress }) => {
    expect(signal).toBe(stopping.signal);
    progress(stepOf());
    stopping.abort();
    return Promise.reject(failure('engine/stopped', {}));
  }, trains());
  const trainer = trainerWith(runner);
  await expect(trainer.train(id, watch(undefined, stopping.signal))).rejects.toMatchObject({ code: 'engine/stopped' });
  expect(await runs.find(id)).toMatchObject({ state: 'stopped', problem: null });
  expect((await trainer.train(id, watch())).state).toBe('done');
});

test('a run that ended is answered without training', async () => {
  const runner = fakeRunner(trains());
  const first = await trainerWith(runner).train(id, watch());
  expect(await trainerWith(runner).train(id, watch())).toEqual(first);
  expect(runAsks(runner)).toHaveLength(1);
  expect(shelved).toHaveLength(1);
});

test('finish reaches a run that is under way, and again the next life of a runner that dies', async () => {
  const asksToFinish = () => runner.asked.filter(({ method }) => method === 'training.finish');
  const runner: ReturnType<typeof fakeRunner> = fakeRunner(
    async (_input, { progress }) => {
      progress(stepOf());
      await trainer.finish(id);
      expect(asksToFinish()).toEqual([{ method: 'training.finish', input: { run: id } }]);
      return crash();
    },
    (input, scope) => {
      scope.progress(stepOf());
      scope.progress(stepOf());
      expect(asksToFinish()).toHaveLength(2);
      return trains()(input, scope);
    },
  );
  const trainer = trainerWith(runner);
  await trainer.train(id, watch());
  expect(asksToFinish()).toHaveLength(2);
});

test('finish of a run that waits holds as soon as it begins; of an unknown run it is refused', async () => {
  const runner = fakeRunner((input, scope) => {
    scope.progress(stepOf());
    return trains()(input, scope);
  });
  const trainer = trainerWith(runner);
  await trainer.finish(id);
  expect(runner.asked).toEqual([]);
  await trainer.train(id, watch());
  expect(runner.asked.map(({ method }) => method)).toEqual(['training.run', 'training.finish']);
  await expect(trainer.finish('20261124-101530-ffff')).rejects.toMatchObject({ code: 'training/run-unknown' });
});

test('two cannot train one run', async () => {
  const runner = fakeRunner(async (input, scope) => {
    await expect(trainerWith(runner).train(id, watch())).rejects.toMatchObject({ code: 'training/run-busy' });
    return trains()(input, scope);
  });
  expect((await trainerWith(runner).train(id, watch())).state).toBe('done');
});

test('made again with the same weights a run says so, with others it does not', async () => {
  await trainerWith(fakeRunner(trains())).train(id, watch());
  for (const [weights, same] of [
    ['weights', true],
    ['other weights', false],
  ] as const) {
    const again = planAgain(plan, resultOf(sha256('weights')));
    await runs.create(again);
    const trained = await trainerWith(fakeRunner(trains(weights))).train(again.id, watch());
    expect(trained.again).toEqual({ of: id, same });
  }
});

test('where the result cannot be written the run is not done, and the next attempt does it', async () => {
  // A folder in the place of the page's draft: the disk refuses the page as a full one would.
  const inTheWay = `${runs.files(id).readme}.draft`;
  const runner = fakeRunner(
    (input, scope) => {
      mkdirSync(inTheWay);
      return trains()(input, scope);
    },
    (input, scope) => {
      rmSync(inTheWay, { recursive: true });
      return trains()(input, scope);
    },
  );
  const trainer = trainerWith(runner);
  await expect(trainer.train(id, watch())).rejects.toThrow();
  expect(await runs.find(id)).toMatchObject({ state: 'failed', result: null });
  expect((await trainer.train(id, watch())).state).toBe('done');
});

const unseen = makeUnseenPlan(
  { name: 'New', dataset: 'f10e5a11ce00', base, settings: plan.settings, device: 'cpu' },
  ['daisy'],
  new Date(Date.UTC(2026, 10, 25)),
);
const { classNames, multiLabel, examples } = plan;
const set = { classNames, multiLabel, examples, hash: sha256('the set'), findings: [] };

test('a run on a set that nobody has looked at begins with the look, and is trained on what was seen', async () => {
  await runs.create(unseen);
  const runner = fakeRunner(trains());
  const steps: RunProgress[] = [];
  const trainer = trainerWith(runner, (asked, model, { onProgress }) => {
    expect([asked.dataset, model.path]).toEqual(['f10e5a11ce00', '/base.onnx']);
    onProgress(stepOf({ phase: 'looking', done: 3, total: 10 }));
    return Promise.resolve(set);
  });
  const trained = await trainer.train(
    unseen.id,
    watch((step) => steps.push(step)),
  );
  expect(steps.map(({ phase, done }) => [phase, done])).toEqual([['looking', 3]]);
  expect(trained).toMatchObject({ state: 'done', classNames, counts: { train: 8, holdout: 0, test: 2 } });
  const { unseen: _unseen, ...seen } = { ...unseen, classNames, multiLabel, examples, datasetHash: set.hash };
  expect(await runs.plan(unseen.id)).toEqual(seen);
  expect(runAsks(runner)).toMatchObject([{ input: { plan: seen } }]);
});

test('a look that finds too little fails the run with its words; the run is kept and looks again', async () => {
  await runs.create(unseen);
  let looks = 0;
  const trainer = trainerWith(fakeRunner(trains()), () => {
    looks += 1;
    return looks === 1 ? Promise.reject(failure('training/one-class', { className: 'daisy' })) : Promise.resolve(set);
  });
  await expect(trainer.train(unseen.id, watch())).rejects.toMatchObject({ code: 'training/one-class' });
  expect(await runs.find(unseen.id)).toMatchObject({ state: 'failed', problem: { code: 'training/one-class' } });
  expect(await trainer.train(unseen.id, watch())).toMatchObject({ state: 'done', problem: null });
});
