import { afterAll, afterEach, expect, test } from 'vitest';
import type { ClassifiedPhoto } from '../../electron/contract/index.ts';
import { newSchedule } from '../../electron/runner/schedule.ts';
import { testFolder } from './support/folder.ts';
import { type RunnerProcess, startRunner } from './support/runnerProcess.ts';

const folder = testFolder();
afterAll(() => folder.remove());

let runner: RunnerProcess | null = null;
afterEach(async () => {
  await runner?.close();
  runner = null;
});

test('the runner ends by itself when the process that forked it lets go', async () => {
  const alone = startRunner();
  await alone.client.ask('models.check', { model: folder.model() });
  expect(await alone.close()).toBe(0);
});

test('reading a network gives its facts and a card that runs', async () => {
  runner = startRunner();
  const { path } = folder.model('guess.onnx');
  const { facts, card } = await runner.client.ask('models.inspect', { path, name: 'Guess' });
  expect(facts.ops.map(({ op }) => op).toSorted()).toEqual(['Conv', 'Flatten', 'Gemm', 'GlobalAveragePool', 'Relu']);
  expect(facts.inputs).toEqual([{ name: 'image', dims: ['N', 3, 32, 32] }]);
  expect(card).toMatchObject({ name: 'Guess', inputName: 'image', outputName: 'logits', confirmed: false });
  await runner.client.ask('models.check', { model: { path, card } });
});

test('reading something else says that it is no network', async () => {
  runner = startRunner();
  const path = folder.write('notes.onnx', 'milk, bread');
  await expect(runner.client.ask('models.inspect', { path, name: 'x' })).rejects.toMatchObject({
    code: 'model/not-onnx',
  });
});

test('one photo is answered while a long job runs, and the job goes on', async () => {
  runner = startRunner();
  const { client } = runner;
  const model = folder.model();
  const red = await folder.picture('red.png', 'red');
  const blue = await folder.picture('blue.png', 'blue');
  const photos: ClassifiedPhoto[] = [];
  let started = (): void => undefined;
  const running = new Promise<void>((resolve) => (started = resolve));
  const job = client.ask(
    'classification.classify',
    { model, paths: Array<string>(3000).fill(red), topK: 1, device: 'cpu' },
    {
      onProgress: (step) => {
        photos.push(...step.photos);
        started();
      },
    },
  );
  await running;
  const answer = await client.ask('classification.try', { model, path: blue, topK: 1, device: 'cpu' });
  expect(answer.top[0]?.className).toBe('blue');
  expect(photos.length).toBeLessThan(3000);
  expect((await job).done).toBe(3000);
  expect(photos.length).toBe(3000);
});

test('a job stops when it is told to', async () => {
  runner = startRunner();
  const red = await folder.picture('red.png', 'red');
  const controller = new AbortController();
  const request = { model: folder.model(), paths: Array<string>(50_000).fill(red), topK: 1, device: 'cpu' } as const;
  const job = runner.client.ask('classification.classify', request, {
    signal: controller.signal,
    onProgress: ({ photos }) => {
      if (photos.length > 0) controller.abort();
    },
  });
  await expect(job).rejects.toMatchObject({ code: 'engine/stopped' });
});

test('every device of this machine gets a verdict, exactly one is recommended, and the CPU is usable', async () => {
  runner = startRunner({ VK_ICD_FILENAMES: '/dev/null' });
  const steps: { done: number; total: number }[] = [];
  const verdicts = await runner.client.ask('devices.probe', undefined, { onProgress: (step) => steps.push(step) });
  expect(verdicts.filter(({ recommended }) => recommended)).toHaveLength(1);
  expect(verdicts[0]).toMatchObject({ id: 'cpu', usable: true, relativeError: 0 });
  expect(verdicts.filter(({ usable, reason }) => !usable && reason === '')).toEqual([]);
  expect(steps.at(-1)).toEqual({ done: verdicts.length, total: verdicts.length });
});

test('of waiting steps the interactive ones go first, each kind in the order of asking', async () => {
  const { interactive, background } = newSchedule();
  const order: string[] = [];
  const step = (name: string) => async () => {
    await Promise.resolve();
    order.push(name);
  };
  const failing = background(() => Promise.reject(new Error('lost')));
  await Promise.all([
    expect(failing).rejects.toThrow('lost'),
    background(step('b1')),
    background(step('b2')),
    interactive(step('i1')),
    interactive(step('i2')),
  ]);
  expect(order).toEqual(['i1', 'i2', 'b1', 'b2']);
});
