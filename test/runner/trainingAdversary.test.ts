import { rm } from 'node:fs/promises';
import { afterAll, expect, test } from 'vitest';
import { Emit, floatsOf, floatTensor, graphOf, tensorValue, type Graph } from '../../electron/compiler/index.ts';
import type { Preprocessing, TrainingWishes } from '../../electron/contract/index.ts';
import { lookupTable } from '../../electron/runner/pixels/index.ts';
import { trainNetwork, type TrainingRequest } from '../../electron/runner/training/index.ts';
import { derived } from '../../electron/runner/vision/index.ts';
import { bytesOfTrained, drawnSet, emptyFolder, requestOf, smallCnn, watched } from '../support/learning.ts';

const folders: string[] = [];
const folder = async (): Promise<string> => {
  const made = await emptyFolder();
  folders.push(made);
  return made;
};
afterAll(() => Promise.all(folders.map((path) => rm(path, { recursive: true, force: true }))));

const classes = 3;
const preprocessingOf = (layout: 'NCHW' | 'NHWC', side: number): Preprocessing => ({
  ...{ fit: 'crop', width: side, height: side, shortSide: side, layout, colorOrder: 'RGB' },
  ...{ mean: [124, 116, 104], std: [58, 30, 120] },
});

const epsilon = 8;
const rate = 0.5;
const batch = 4;
const [side, length] = [4, 3 * 4 * 4];

function linear(dims: readonly number[]): Graph {
  const emit = new Emit(null);
  const rng = derived(3, 'weights');
  emit.initializers.push(
    floatTensor(
      'matrix',
      [classes, length],
      Float32Array.from({ length: classes * length }, () => rng() - 0.5),
    ),
  );
  const rows = emit.op('Flatten', ['picture'], { axis: 1 });
  const logits = emit.op('Gemm', [rows, 'matrix'], { transB: 1 }, { name: 'logits' });
  return graphOf(
    'linear',
    emit,
    [tensorValue('picture', 'float32', ['N', ...dims])],
    [tensorValue(logits, 'float32', ['N', classes])],
  );
}

/** Whole levels, black and white among them, as the numbers of a network. */
function pictures(preprocessing: Preprocessing, channelOf: (at: number) => number): Float32Array {
  const table = lookupTable(preprocessing);
  const rng = derived(5, 'levels');
  return Float32Array.from({ length: batch * length }, (_, at) => {
    const level = Math.min(255, Math.max(0, Math.floor(320 * rng()) - 32));
    return table[256 * channelOf(at % length) + level]!;
  });
}

/** softmax(W x) − one-hot, [classes] */
function residual(weights: Float32Array, x: Float64Array, own: number): number[] {
  const scores = Array.from({ length: classes }, (_, k) =>
    x.reduce((sum, one, i) => sum + one * weights[k * length + i]!, 0),
  );
  const powers = scores.map(Math.exp);
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power, k) => power / sum - Number(k === own));
}

test.each(['NCHW', 'NHWC'] as const)('one step learns from pictures moved as the paper says, %s', async (layout) => {
  const preprocessing = preprocessingOf(layout, side);
  const channelOf = (at: number): number => (layout === 'NCHW' ? Math.floor(at / side ** 2) : at % 3);
  const dims = layout === 'NCHW' ? [3, side, side] : [side, side, 3];
  const network = linear(dims);
  const plain = pictures(preprocessing, channelOf);
  const classOf = Int32Array.of(0, 1, 2, 1);
  let order: readonly number[] = [];
  const train: TrainingRequest['train'] = {
    ...{ count: batch, dims, classOf, targets: null },
    fill(indices, into) {
      order = [...indices];
      order.forEach((example, row) => into.set(plain.subarray(example * length, (example + 1) * length), row * length));
    },
  };
  const wishes: TrainingWishes = {
    ...{ adversarial: epsilon, epochs: 1, batch, optimizer: 'sgd', learningRate: rate, schedule: 'constant' },
    ...{ warmupEpochs: 0, weightDecay: 0, clipNorm: null, seed: 9 },
  };
  const request = {
    ...requestOf(network, { train, holdout: null, classes, folder: await folder() }, wishes),
    preprocessing,
  };
  const trained = await trainNetwork(request, watched().hooks);

  const weights = floatsOf(network.initializers[0]!) as Float32Array;
  const wanted = Float64Array.from(weights);
  const rng = derived(9, 'adversary', 0, 1, 0);
  let [atBound, atRange] = [0, 0];
  for (const example of order) {
    const x = Float64Array.from(plain.subarray(example * length, (example + 1) * length));
    const inRange = (value: number, at: number): number => {
      const [mean, std] = [preprocessing.mean[channelOf(at)]!, preprocessing.std[channelOf(at)]!];
      return Math.min((255 - mean) / std, Math.max(-mean / std, value));
    };
    const reach = (at: number): number => epsilon / preprocessing.std[channelOf(at)]!;
    const drawn = x.map((value, at) => inRange(value + reach(at) * (2 * rng() - 1), at));
    const away = residual(weights, drawn, classOf[example]!);
    const attacked = drawn.map((value, at) => {
      const slope = away.reduce((sum, one, k) => sum + one * weights[k * length + at]!, 0);
      const delta = value - x[at]! + 1.25 * reach(at) * Math.sign(slope);
      atBound += Number(Math.abs(delta) > reach(at));
      const bounded = x[at]! + Math.min(reach(at), Math.max(-reach(at), delta));
      atRange += Number(inRange(bounded, at) !== bounded);
      return inRange(bounded, at);
    });
    residual(weights, attacked, classOf[example]!).forEach((one, k) =>
      attacked.forEach((value, at) => (wanted[k * length + at]! -= (rate / batch) * one * value)),
    );
  }
  expect([atBound > 20, atRange > 5], 'both bounds were met').toEqual([true, true]);
  const learned = floatsOf(trained.network.initializers.find(({ name }) => name === 'matrix')!) as Float32Array;
  const apart = Math.max(...learned.map((value, at) => Math.abs(value - wanted[at]!)));
  expect(apart).toBeLessThan(1e-5);
});

const shape = { classes, dims: [3, 12, 12] };
const sets = {
  classes,
  train: drawnSet({ ...shape, seed: 1, count: 40 }),
  holdout: drawnSet({ ...shape, seed: 2, count: 20 }),
};
const cnnRun = async (wishes: TrainingWishes, preprocessing?: Preprocessing): Promise<TrainingRequest> => ({
  ...requestOf(smallCnn(classes), { ...sets, folder: await folder() }, { epochs: 2, ...wishes }),
  ...(preprocessing && { preprocessing }),
});

test('at 0, and of examples that are no pictures, nothing is other than without it', async () => {
  const preprocessing = preprocessingOf('NCHW', 12);
  const bytes = async (request: TrainingRequest): Promise<Buffer> =>
    bytesOfTrained(await trainNetwork(request, watched().hooks));
  const plain = await bytes(await cnnRun({}));
  expect(await bytes(await cnnRun({ adversarial: 0 }, preprocessing))).toEqual(plain);
  expect(await bytes(await cnnRun({ adversarial: 4 }))).toEqual(plain);
  expect((await bytes(await cnnRun({ adversarial: 4 }, preprocessing))).equals(plain)).toBe(false);
});

test('a run that was stopped goes on to the same bytes, with dropout, mixing, statistics and a rate that is found', async () => {
  const wishes: TrainingWishes = {
    ...{ adversarial: 4, dropout: 0.2, mixup: 0.3, batchNorm: 'updated', optimizer: 'adam', learningRate: null },
  };
  const request = await cnnRun(wishes, preprocessingOf('NCHW', 12));
  const whole = bytesOfTrained(await trainNetwork({ ...request, folder: await folder() }, watched().hooks));
  for (const step of [2, 4]) {
    const watch = watched(({ done }, { stop }) => {
      if (done >= step) stop();
    });
    await expect(trainNetwork(request, watch.hooks)).rejects.toMatchObject({ code: 'engine/stopped' });
  }
  expect(bytesOfTrained(await trainNetwork(request, watched().hooks))).toEqual(whole);
});
