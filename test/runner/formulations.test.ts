import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  differentiate,
  Emit,
  graphOf,
  tensorValue,
  type DifferentiateOptions,
  type Graph,
  type GradientSite,
} from '../../electron/compiler/index.ts';
import { evaluate } from '../../electron/reference/index.ts';
import {
  readWinners,
  runnableOn,
  tuneFormulations,
  writeWinners,
  type Timing,
  type TuneOptions,
  type WinnersKey,
} from '../../electron/runner/training/formulations.ts';
import { Draw } from '../support/cases/draw.ts';
import { relativeDifference, runInRuntime } from '../support/cases/runtime.ts';
import { seed, type Feeds } from '../support/passes.ts';

interface Subject {
  readonly graph: Graph;
  readonly options: DifferentiateOptions;
  readonly feeds: Feeds;
}

/** image → conv, relu, pool, pool → rows picked by an index that is fed → sum; several sites twice, one with integers */
function subject(): Subject {
  const draw = new Draw(seed);
  const emit = new Emit(null);
  const [image, weight, rows] = ['image', 'weight', 'rows'].map((name) => emit.fresh(name)) as [string, string, string];
  const twice = [1, 2].reduce((x) => {
    const conv = emit.op('Conv', [x, weight], { pads: [1, 1, 1, 1] });
    return emit.op('Relu', [conv]);
  }, image);
  const side = emit.op('MaxPool', [twice], { kernel_shape: [2, 2], strides: [2, 2] });
  const smooth = emit.op('AveragePool', [side], { kernel_shape: [3, 3], strides: [1, 1], pads: [1, 1, 1, 1] });
  const picked = emit.op('Gather', [emit.op('Tanh', [smooth]), rows], { axis: 2 });
  const sum = emit.op('ReduceSum', [emit.op('Mul', [picked, picked])], { keepdims: 0 }, { name: 'sum' });
  const inputs = [
    tensorValue(image, 'float32', [2, 4, 8, 8]),
    tensorValue(weight, 'float32', [4, 4, 3, 3]),
    tensorValue(rows, 'int64', [3]),
  ];
  return {
    graph: graphOf('subject', emit, inputs, [{ name: sum, type: null }]),
    options: { of: sum, wrt: [image, weight] },
    feeds: new Map([
      [image, draw.distinct([2, 4, 8, 8])],
      [weight, draw.floats([4, 4, 3, 3])],
      [rows, draw.ints([3], 0, 3)],
    ]),
  };
}

/** Every choice that the subject leaves, as often as it comes. */
function sitesOf({ graph, options }: Subject): readonly GradientSite[] {
  const sites: GradientSite[] = [];
  differentiate(graph, { ...options, choose: (site) => void sites.push(site) });
  return sites;
}

/** Tunes on the CPU and keeps what it reports. */
async function tuned({ graph, options }: Subject, tune: Partial<TuneOptions> = {}) {
  const timings: Timing[] = [];
  const steps: string[] = [];
  const result = await tuneFormulations(graph, options, {
    device: 'cpu',
    threads: 1,
    winners: {},
    onTiming: (timing) => void timings.push(timing),
    onSite: (done, total) => void steps.push(`${done}/${total}`),
    ...tune,
  });
  return { ...result, timings, steps };
}

const whole = subject();
const sites = sitesOf(whole);
const keys = [...new Set(sites.map(({ key }) => key))];

test('each winner is a candidate of its site, and each kind of site is timed once', async () => {
  const { winners, steps } = await tuned(whole);
  expect(keys.length).toBeLessThan(sites.length);
  expect(Object.keys(winners).sort()).toEqual([...keys].sort());
  for (const { key, candidates } of sites) expect(candidates).toContain(winners[key]);
  expect(steps).toEqual(keys.map((_, i) => `${i + 1}/${keys.length}`));
});

test('each formulation is timed, where the node reads fed integers too, and the fastest wins', async () => {
  expect(keys.some((key) => key.startsWith('Gather'))).toBe(true);
  const { winners, timings } = await tuned(whole);
  for (const key of keys) {
    const ofSite = timings.filter((timing) => timing.key === key);
    expect(ofSite.map(({ formulation }) => formulation)).toEqual(sites.find((site) => site.key === key)?.candidates);
    for (const { formulation, ms } of ofSite) expect(ms, `${key}: ${formulation}`).toBeLessThan(Infinity);
    const fastest = ofSite.reduce((best, timing) => (timing.ms < best.ms ? timing : best));
    expect(winners[key]).toBe(fastest.formulation);
  }
});

test('whatever wins, the gradients are the untuned ones within 1e-5', async () => {
  const { choose } = await tuned(whole);
  const last = ({ candidates }: GradientSite): string | undefined => candidates.at(-1);
  const plain = differentiate(whole.graph, whole.options);
  const wanted = evaluate(plain.graph, whole.feeds);
  for (const chosen of [choose, last]) {
    const { graph } = differentiate(whole.graph, { ...whole.options, choose: chosen });
    const found = await runInRuntime(graph, whole.feeds);
    for (const name of plain.gradients.values())
      expect(relativeDifference(found.get(name)!, wanted.get(name)!), `${name} (seed ${seed})`).toBeLessThan(1e-5);
  }
});

test('what is known is not timed again, and what is not a candidate any more is', async () => {
  const { winners } = await tuned(whole);
  const again = await tuned(whole, { winners });
  expect(again).toMatchObject({ winners, steps: [], timings: [] });
  const [changed = ''] = keys;
  const renamed = await tuned(whole, { winners: { ...winners, [changed]: 'of an older version' } });
  expect(renamed.steps).toEqual(['1/1']);
  expect(sites.find(({ key }) => key === changed)?.candidates).toContain(renamed.winners[changed]);
});

test('it can be stopped between two sites', async () => {
  const stopper = new AbortController();
  const steps: number[] = [];
  const onSite = (done: number): void => {
    steps.push(done);
    if (done === 2) stopper.abort(new Error('stopped'));
  };
  await expect(tuned(whole, { onSite, stop: stopper.signal })).rejects.toThrow('stopped');
  expect(steps).toEqual([1, 2]);
});

test('before anything is timed, WebGPU is given the only max pooling that it can run, and the CPU the first', () => {
  const pool = sites.find(({ node, formal }) => node.op === 'MaxPool' && formal === 'X')!;
  expect(runnableOn('webgpu')(pool)).toBe('taps');
  expect(runnableOn('cpu')(pool)).toBe(pool.candidates[0]);
  for (const site of sites) expect(site.candidates).toContain(runnableOn('webgpu')(site));
});

describe('the file of winners', () => {
  const key: WinnersKey = { device: 'cpu', threads: 2, runtime: '1.30.0' };
  const winners = { 'Conv W [1,2]': 'taps-gemm', 'Relu X [3]': 'step' };
  let folder = '';
  beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'winners-'))));
  afterAll(() => rm(folder, { recursive: true }));

  test('gives back what was written, and leaves nothing beside it', async () => {
    const path = join(folder, 'deep', 'winners.json');
    await writeWinners(path, key, winners);
    expect(await readWinners(path, key)).toEqual(winners);
    await expect(readFile(`${path}.part`)).rejects.toThrow('ENOENT');
  });

  test('says nothing to another device, number of threads or runtime', async () => {
    const path = join(folder, 'winners.json');
    await writeWinners(path, key, winners);
    const others: readonly Partial<WinnersKey>[] = [{ device: 'webgpu' }, { threads: 1 }, { runtime: '1.31.0' }];
    for (const other of others) expect(await readWinners(path, { ...key, ...other })).toEqual({});
  });

  test.each([
    '',
    '{',
    'null',
    '[]',
    '"text"',
    JSON.stringify({ ...key }),
    JSON.stringify({ ...key, winners: ['step'] }),
  ])('says nothing where it is absent or reads %j', async (text) => {
    const path = join(folder, 'corrupt.json');
    expect(await readWinners(join(folder, 'absent.json'), key)).toEqual({});
    await writeFile(path, text);
    expect(await readWinners(path, key)).toEqual({});
    await writeFile(path, JSON.stringify({ ...key, winners: { 'Relu X [3]': 5 } }));
    expect(await readWinners(path, key)).toEqual({});
  });
});
