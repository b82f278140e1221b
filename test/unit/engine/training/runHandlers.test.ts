import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TrainingSettings, type Handlers, type EngineContract } from '../../../../electron/contract/index.ts';
import { newEngine, type Engine } from '../../../../electron/engine/engine.ts';
import { datasetHandlers } from '../../../../electron/engine/rpc/datasetHandlers.ts';
import { runHandlers } from '../../../../electron/engine/rpc/runHandlers.ts';
import { temporaryFolder } from '../../../support/fovea.ts';
import { baseHash, cardOf, planOf } from '../../../support/runs.ts';

// A whole engine over an empty data folder. Its shelf has no model: a run that gets its turn fails at once, and says so.

let engine: Engine;
let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
  const modelsDir = join(folder.path, 'models');
  engine = newEngine({ dataDir: folder.path, modelsDir, readyDir: null, builtInDir: null });
});
afterEach(async () => {
  await engine.close();
  folder.remove();
});

type Answers = ReturnType<typeof runHandlers> & ReturnType<typeof datasetHandlers>;
const scope: never = { progress: () => undefined, stop: { aborted: false, throwIfAborted: () => undefined } } as never;
const asks = (over: Engine): { [K in keyof Answers]: (input: unknown) => Promise<never> } => {
  const answers: Partial<Handlers<EngineContract>> = { ...runHandlers(over), ...datasetHandlers(over) };
  return Object.fromEntries(
    Object.entries(answers).map(([name, answer]) => [name, async (input: unknown) => answer(input as never, scope)]),
  ) as never;
};

const plan = planOf();
const { id: run } = plan;

const left = async (): Promise<void> => {
  await engine.training.runs.create(plan);
  await (await engine.training.runs.begin(run)).leave('stopped', null);
};
const ended = async (job: number): Promise<void> => {
  const { queue } = await engine.session();
  await expect.poll(() => queue.list().find(({ id }) => id === job)?.state).toBe('failed');
};

test('a run that the command line left is put on the queue, once', async () => {
  await left();
  const { job } = await asks(engine)['training.resume']({ run });
  await ended(job);
  expect(await engine.training.runs.find(run)).toMatchObject({ state: 'failed', problem: { code: 'model/unknown' } });
  expect(await asks(engine)['training.resume']({ run })).toEqual({ job });
  await ended(job);
  const { queue } = await engine.session();
  expect(queue.list()).toHaveLength(1);
  queue.clear(job);
  const { job: next } = await asks(engine)['training.resume']({ run });
  await ended(next);
});

test('a run that another process has is not begun twice, and not removed', async () => {
  await engine.training.runs.create(plan);
  const open = await engine.training.runs.begin(run);
  await expect(asks(engine)['training.resume']({ run })).rejects.toMatchObject({ code: 'training/run-busy' });
  await expect(asks(engine)['training.forgetRun']({ run })).rejects.toMatchObject({ code: 'training/run-busy' });
  await open.leave('stopped', null);
  await expect(asks(engine)['training.resume']({ run: '20261124-101530-ffff' })).rejects.toMatchObject({
    code: 'training/run-unknown',
  });
});

test('a removed run comes back, and can be gone on with', async () => {
  await left();
  await asks(engine)['training.forgetRun']({ run });
  expect(await asks(engine)['training.runs'](undefined)).toEqual([]);
  await asks(engine)['training.restoreRun']({ run });
  expect(await asks(engine)['training.runs'](undefined)).toMatchObject([{ id: run, state: 'stopped', reached: null }]);
  const { job } = await asks(engine)['training.resume']({ run });
  await ended(job);
});

test('a run on a set that nobody has looked at is queued at once; the look is the run’s first work', async () => {
  const model = { hash: baseHash, origin: 'built-in' as const, bytes: 1, card: cardOf('Base') };
  const models = { ...engine.models, find: () => Promise.resolve({ model, path: '/base.onnx' }) };
  const dataset = engine.training.datasets.open({ kind: 'folders', paths: [folder.path] });
  const asked = { dataset, model: baseHash, settings: TrainingSettings.parse({}), name: '' };
  const { run: started, job } = (await asks({ ...engine, models })['training.start'](asked)) as {
    run: string;
    job: number;
  };
  expect(await engine.training.runs.plan(started)).toMatchObject({ unseen: true, dataset, examples: [] });
  await ended(job);
});

test('a forgotten set comes back with the same number', async () => {
  const dataset = engine.training.datasets.open({ kind: 'folders', paths: [folder.path] });
  await asks(engine)['training.forgetDataset']({ dataset });
  expect(await asks(engine)['training.datasets'](undefined)).toEqual([]);
  await asks(engine)['training.restoreDataset']({ dataset });
  expect(await asks(engine)['training.datasets'](undefined)).toMatchObject([{ id: dataset }]);
  await expect(asks(engine)['training.restoreDataset']({ dataset: '0'.repeat(12) })).rejects.toMatchObject({
    code: 'training/dataset-unknown',
  });
});
