import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  TrainingSettings,
  type JobRecord,
  type OutputOf,
  type EngineContract,
  type TrainingWishes,
} from '../../electron/contract/index.ts';
import { writeBase, writeClassFolders } from '../support/classFolders.ts';
import { allPhotos, forkEngine, jobsEnded, type ForkedEngine } from '../support/engine.ts';
import { temporaryFolder } from '../support/fovea.ts';
import { below } from '../support/processes.ts';

// Runs of the queue, in a real engine with a real runner: what the window can do to them. The tests follow one another.

const folder = temporaryFolder();
const at = (...names: readonly string[]): string => join(folder.path, ...names);
const photosPerClass = 20;
let engine: ForkedEngine;
let dataset = '';
let model = '';

const start = (): ForkedEngine => forkEngine(at('library'), at('models'));

beforeAll(async () => {
  writeBase(at('net.onnx'));
  await writeClassFolders(at('photos'), photosPerClass);
  engine = start();
  const [network] = await engine.shell.ask('grants.add', { paths: [at('net.onnx')] });
  model = (await engine.window.ask('models.add', { grant: network?.id ?? '' })).hash;
});
afterAll(async () => {
  await engine.close();
  folder.remove();
});

type Told = OutputOf<EngineContract['training.run']>;
const told = (run: string): Promise<Told> => engine.window.ask('training.run', { run });

const begin = (name: string, wishes: TrainingWishes): Promise<{ run: string; job: number }> =>
  engine.window.ask('training.start', { dataset, model, settings: TrainingSettings.parse(wishes), name });

/** Long enough to do something to it: seconds, if nobody does. */
const long: TrainingWishes = { depth: { kind: 'blocks', blocks: 1 }, epochs: 400, patience: null, learningRate: 1e-4 };

async function until(run: string, holds: (now: Told) => boolean): Promise<Told> {
  for (const startedMs = performance.now(); ;) {
    const now = await told(run);
    if (holds(now)) return now;
    if (now.run.state === 'failed' || performance.now() - startedMs > 40_000)
      throw new Error(`Run ${run} stands at epoch ${now.epochs.length}: ${JSON.stringify(now.run)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const atEpoch =
  (epoch: number) =>
  ({ run, epochs }: Told): boolean =>
    run.state === 'running' && epochs.length >= epoch;

const jobOf = async (id: number): Promise<JobRecord | undefined> =>
  (await engine.window.ask('jobs.list', undefined)).find((job) => job.id === id);

test('a dropped folder becomes a dataset whose photos are in the library', async () => {
  const grants = await engine.shell.ask('grants.add', { paths: [at('photos')] });
  const source = { kind: 'folders', grants: grants.map(({ id }) => id) } as const;
  const opened = await engine.window.ask('training.open', { source });
  ({ dataset } = opened);
  await jobsEnded(engine);
  expect(await jobOf(opened.job)).toMatchObject({ state: 'done', done: 3 * photosPerClass, failed: 0 });
  const set = await engine.window.ask('training.dataset', { dataset });
  expect(set).toMatchObject({ surveyed: true, examples: 3 * photosPerClass, name: 'photos', kind: 'folders' });
  expect(set.classes.map(({ className }) => className)).toEqual(['blue', 'green', 'red']);
  for (const { train, holdout, test: judged, photos } of set.classes) {
    expect(train + holdout + judged).toBe(photosPerClass);
    expect(photos.length).toBeGreaterThan(0);
  }
});

test('a label given in the library is the class of the example, and no class when it is undone', async () => {
  const photo = (await allPhotos(engine)).find(({ fileName }) => fileName === 'blue 003.jpg');
  await engine.window.ask('library.label', { photos: [photo?.id ?? 0], className: 'red' });
  const sizes = async () =>
    (await engine.window.ask('training.dataset', { dataset })).classes.map(
      ({ train, holdout, test: judged }) => train + holdout + judged,
    );
  expect(await sizes()).toEqual([photosPerClass - 1, photosPerClass, photosPerClass + 1]);
  await engine.window.ask('edits.undo', undefined);
  expect(await sizes()).toEqual([photosPerClass, photosPerClass, photosPerClass]);
});

test('a head is trained, judged and on the shelf, and its answers and map name photos of the library', async () => {
  const losses: string[] = [];
  const end = engine.window.on('training.progress', ({ phase }) => losses.push(phase));
  const { run, job } = await begin('my colors', {});
  await jobsEnded(engine);
  end();
  const { run: ended } = await told(run);
  expect(ended).toMatchObject({ state: 'done', name: 'my colors', problem: null });
  const { result } = ended;
  expect(result?.report.accuracy.value).toBeGreaterThan(0.7);
  expect(await jobOf(job)).toMatchObject({ state: 'done' });
  expect(losses).toContain('saving');

  const { models } = await engine.window.ask('models.shelf', undefined);
  expect(models.find(({ hash }) => hash === result?.model)).toMatchObject({
    origin: 'trained',
    card: { name: 'my colors', classNames: ['blue', 'green', 'red'], run },
  });

  const confusion = result?.report.confusion ?? [];
  for (const [truth, row] of confusion.entries())
    for (const [predicted, count] of row.entries()) {
      const of = { kind: 'cell', truth, predicted } as const;
      const answers = await engine.window.ask('training.predictions', { run, of, limit: 100 });
      expect(answers).toMatchObject({ total: count });
      expect(answers.rows.every(({ photo }) => photo !== null)).toBe(true);
    }
  const wrong = await engine.window.ask('training.predictions', { run, of: { kind: 'wrong' }, limit: 1 });
  const right = confusion.reduce((sum, row, k) => sum + (row[k] ?? 0), 0);
  expect(wrong.total).toBe((result?.report.count ?? 0) - right);
  await engine.window.ask('training.predictions', { run, of: { kind: 'labels' }, limit: 100 });

  const points = await engine.window.ask('training.map', { run });
  expect(points).toHaveLength(3 * photosPerClass);
  for (const { x, y, photo } of points) {
    expect(Math.min(x, y, 1 - x, 1 - y)).toBeGreaterThanOrEqual(0);
    expect(photo).not.toBeNull();
  }
  expect(await engine.window.ask('training.map', { run })).toEqual(points);
});

test('a run is paused and resumed, and ends as if it had not been', async () => {
  const { run, job } = await begin('paused', { ...long, epochs: 60 });
  await until(run, atEpoch(3));
  await engine.window.ask('jobs.pause', { job });
  const paused = await until(run, (now) => now.run.state === 'paused');
  const { length } = paused.epochs;
  expect(length).toBeLessThan(60);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect((await told(run)).epochs).toHaveLength(length);
  await engine.window.ask('jobs.resume', { job });
  const done = await until(run, (now) => now.run.state === 'done');
  expect(done.epochs.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));

  const again = await engine.window.ask('training.rerun', { run });
  const { run: second } = await until(again.run, (now) => now.run.state === 'done');
  expect(second).toMatchObject({ again: { of: run, same: true }, result: { model: done.run.result?.model } });
});

test('a stop is answered when the step under way has ended', async () => {
  const { run, job } = await begin('stopped', long);
  await until(run, atEpoch(3));
  const startedMs = performance.now();
  await engine.window.ask('jobs.stop', { job });
  await until(run, (now) => now.run.state === 'stopped');
  // A step of this network takes milliseconds; the bar is 200 ms, and other work may hold this machine.
  expect(performance.now() - startedMs).toBeLessThan(2_000);
  expect((await told(run)).run).toMatchObject({ state: 'stopped', result: null, problem: null });
});

test('a run that is asked to finish keeps its best, is on the shelf, and says who ended it', async () => {
  const { run } = await begin('finished', long);
  const { epochs: before } = await until(run, atEpoch(3));
  await engine.window.ask('training.finish', { run });
  const { run: ended, epochs } = await until(run, (now) => now.run.state === 'done');
  expect(epochs.length).toBeGreaterThanOrEqual(before.length);
  expect(epochs.length).toBeLessThan(400);
  expect(ended.result).toMatchObject({ endedEarly: 'you stopped it' });
  expect(ended.result?.report.accuracy.value).toBeGreaterThan(0.7);
  const { models } = await engine.window.ask('models.shelf', undefined);
  expect(models.map(({ hash }) => hash)).toContain(ended.result?.model);
});

test('a run that waits can be finished while another runs: it ends as soon as there is something to keep', async () => {
  const first = await begin('in front', long);
  const second = await begin('behind', { ...long, seed: 2 });
  expect((await told(second.run)).run.state).toBe('waiting');
  await until(first.run, atEpoch(2));
  await engine.window.ask('training.finish', { run: second.run });
  await engine.window.ask('training.finish', { run: first.run });
  const { run, epochs } = await until(second.run, (now) => now.run.state === 'done');
  expect(run.result?.endedEarly).toBe('you stopped it');
  expect(epochs.length).toBeLessThan(400);
});

test('a runner that is killed goes on, an engine that is killed is taken up by the next', async () => {
  const wishes = { ...long, seed: 5 };
  const { run } = await begin('killed', wishes);
  await until(run, atEpoch(2));
  const runner = below(engine.child.pid ?? 0).find(({ command }) => command.includes(join('runner', 'main.ts')));
  expect(runner).toBeDefined();
  process.kill(runner?.pid ?? 0, 'SIGKILL');
  await until(run, (now) => now.epochs.length >= 6);
  await engine.kill();
  engine = start();
  const done = await until(run, (now) => now.run.state === 'done');
  expect(done.epochs.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 400 }, (_, i) => i + 1));
  const calm = await begin('killed', wishes);
  const { run: other } = await until(calm.run, (now) => now.run.state === 'done');
  expect(other.result?.model).toBe(done.run.result?.model);
});

test('a run is forgotten in the middle, and a dataset with it gone leaves the others', async () => {
  const { run } = await begin('unwanted', long);
  await until(run, atEpoch(1));
  await engine.window.ask('training.forgetRun', { run });
  await expect(told(run)).rejects.toMatchObject({ code: 'training/run-unknown' });
  const runs = await engine.window.ask('training.runs', undefined);
  expect(runs.map(({ id }) => id)).not.toContain(run);
  expect(existsSync(at('library', 'runs', run))).toBe(false);
  expect(runs.length).toBeGreaterThan(4);
});

test('photos that are gone when a run begins cost a sentence, not the run', async () => {
  for (const name of ['red 000.jpg', 'red 001.jpg']) rmSync(at('photos', 'red', name));
  const { run } = await begin('with gaps', {});
  await jobsEnded(engine);
  const { run: ended } = await told(run);
  expect(ended).toMatchObject({ state: 'done', problem: null });
});
