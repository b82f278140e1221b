import { appendFile, readdir, readFile, rm, symlink, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EpochRecord, TrainingWishes } from '../../electron/contract/index.ts';
import { trainNetwork, type TrainingRequest } from '../../electron/runner/training/index.ts';
import {
  bytesOfTrained,
  drawnSet,
  emptyFolder,
  linearNetwork,
  requestOf,
  smallCnn,
  watched,
} from '../support/learning.ts';

const folders: string[] = [];
const folder = async (): Promise<string> => {
  const made = await emptyFolder();
  folders.push(made);
  return made;
};
afterAll(() => Promise.all(folders.map((path) => rm(path, { recursive: true, force: true }))));

const classes = 3;
const pictures = { classes, dims: [3, 12, 12] };
const features = { classes, dims: [20] };
const headSets = {
  classes,
  train: drawnSet({ ...features, seed: 1, count: 70 }),
  holdout: drawnSet({ ...features, seed: 2, count: 40 }),
};
const photoSets = {
  classes,
  train: drawnSet({ ...pictures, seed: 1, count: 40 }),
  holdout: drawnSet({ ...pictures, seed: 2, count: 20 }),
};

const headRun = async (wishes: TrainingWishes = {}): Promise<TrainingRequest> =>
  requestOf(linearNetwork(20, classes), { ...headSets, folder: await folder() }, wishes);
const photoRun = async (wishes: TrainingWishes = {}): Promise<TrainingRequest> =>
  requestOf(smallCnn(classes), { ...photoSets, folder: await folder() }, wishes);

const metricsOf = async ({ folder: at }: TrainingRequest): Promise<EpochRecord[]> => {
  const lines = (await readFile(join(at, 'metrics.jsonl'), 'utf8')).trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as EpochRecord);
};

/** The lowest mean negative log-likelihood of the truth over temperatures, by trying 2,000 of them. */
function costAtBest(probabilities: Float32Array, truth: Int32Array): number {
  const costAt = (temperature: number): number => {
    let cost = 0;
    for (const [n, own] of truth.entries()) {
      const row = Array.from(probabilities.subarray(n * classes, (n + 1) * classes), (p) => Math.log(p) / temperature);
      cost += Math.log(row.reduce((sum, one) => sum + Math.exp(one), 0)) - row[own]!;
    }
    return cost / truth.length;
  };
  return Math.min(...Array.from({ length: 2000 }, (_, i) => costAt(0.01 * 1.005 ** i)));
}

test('a small convolutional network learns its examples by heart', async () => {
  const watch = watched();
  const request = { ...(await photoRun({ epochs: 25, weightDecay: 0 })), holdout: null };
  await trainNetwork(request, watch.hooks);
  const [first, last] = [watch.epochs[0]!, watch.epochs.at(-1)!];
  expect(last.trainLoss).toBeLessThan(0.02 * first.trainLoss);
  expect(last.trainAccuracy).toBe(1);
  expect(await metricsOf(request)).toEqual(watch.epochs);
});

describe('every way to learn lowers the loss', () => {
  const ways: Readonly<Record<string, TrainingWishes>> = {
    'svm, sgd': { loss: 'svm', optimizer: 'sgd' },
    'hinge, momentum': { loss: 'hinge', optimizer: 'momentum', learningRate: 0.02 },
    'squared hinge, adam': { loss: 'squared-hinge', optimizer: 'adam', learningRate: 0.005 },
    'sigmoid, adamw': { loss: 'sigmoid', optimizer: 'adamw', learningRate: 0.01 },
    'triplet, adam': { loss: 'triplet', optimizer: 'adam', learningRate: 0.003 },
    'softmax, batch statistics': { batchNorm: 'updated' },
    'softmax, L1, no clipping, label smoothing': { l1: 1e-4, clipNorm: null, labelSmoothing: 0.1 },
    'softmax, dropout': { dropout: 0.3 },
    'softmax, mixup and cutmix': { mixup: 0.2, cutmix: 0.5 },
    'softmax, one-cycle, class weights': { schedule: 'one-cycle', balance: 'weights' },
    'softmax, plateau, drawn evenly': { schedule: 'plateau', balance: 'resample' },
    'softmax, steps, a rate that is found': { schedule: 'step', learningRate: null },
  };

  test.each(Object.entries(ways))('%s', async (_name, wishes) => {
    const watch = watched();
    const trained = await trainNetwork(await photoRun({ epochs: 8, ...wishes }), watch.hooks);
    const [first, last] = [watch.epochs[0]!, watch.epochs.at(-1)!];
    expect(last.trainLoss).toBeLessThan(first.trainLoss);
    expect(
      watch.epochs.find(({ best, epoch }) => best && epoch === trained.bestEpoch)?.holdoutAccuracy,
    ).toBeGreaterThan(0.6);
    expect(trained.restarts).toHaveLength(1);
  });
});

test('photos with several classes are learned by sigmoids', async () => {
  const set = { ...features, multiLabel: true };
  const sets = {
    classes,
    train: drawnSet({ ...set, seed: 1, count: 100 }),
    holdout: drawnSet({ ...set, seed: 2, count: 50 }),
  };
  const watch = watched();
  const wishes = { loss: 'sigmoid', epochs: 30, learningRate: 0.1 } as const;
  await trainNetwork(requestOf(linearNetwork(20, classes), { ...sets, folder: await folder() }, wishes), watch.hooks);
  expect(watch.epochs.at(-1)!.holdoutAccuracy).toBeGreaterThan(0.85);
});

test('the best epoch is kept, and training ends when none is better for long enough', async () => {
  // Hold-out examples of drawn classes: learning by heart makes the loss on them rise.
  const holdout = {
    ...headSets.holdout,
    classOf: headSets.holdout.classOf.map((k, n) => (n % 2 ? (k + 1) % classes : k)),
  };
  const request = { ...(await headRun({ epochs: 60, patience: 3, learningRate: 0.5 })), holdout };
  const watch = watched();
  const trained = await trainNetwork(request, watch.hooks);
  const costs = watch.judged.map(({ probabilities }) => costAtBest(probabilities, holdout.classOf));
  const best = costs.indexOf(Math.min(...costs)) + 1;
  expect(trained.bestEpoch).toBe(best);
  expect(watch.epochs).toHaveLength(best + 3);
  expect(trained.endedEarly).toBe('no better for 3 epochs');
  // The weights are those of that epoch: a run that ends there has the same.
  const short = {
    ...request,
    folder: await folder(),
    settings: { ...request.settings, schedule: 'constant' as const, warmupEpochs: 0 },
  };
  const long = await trainNetwork({ ...short, folder: await folder() }, watched().hooks);
  const cut = { ...short, holdout: null, settings: { ...short.settings, epochs: long.bestEpoch!, patience: null } };
  expect(bytesOfTrained(await trainNetwork(cut, watched().hooks))).toEqual(bytesOfTrained(long));
});

test('the same plan makes the same bytes, dropout and mixing included; another seed makes others', async () => {
  const wishes = { dropout: 0.4, mixup: 0.3, epochs: 2 } as const;
  const bytes = async (seed: number): Promise<Buffer> =>
    bytesOfTrained(await trainNetwork(await photoRun({ ...wishes, seed }), watched().hooks));
  expect(await bytes(1)).toEqual(await bytes(1));
  expect((await bytes(2)).equals(await bytes(1))).toBe(false);
});

test('the last, smaller batch counts as what it is', async () => {
  // 70 examples in batches of 64: one step with all of them at once is the weighted mean of the two losses.
  const request = { ...(await headRun({ epochs: 1, batch: 64, learningRate: 1e-9 })), holdout: null };
  const whole = { ...request, folder: await folder(), settings: { ...request.settings, batch: 70 } };
  const [parts, all] = [watched(), watched()];
  await trainNetwork(request, parts.hooks);
  await trainNetwork(whole, all.hooks);
  expect(parts.steps).toHaveLength(2);
  expect(parts.epochs[0]!.trainLoss / all.epochs[0]!.trainLoss - 1).toBeCloseTo(0, 6);
  expect(parts.epochs[0]!.trainAccuracy).toBe(all.epochs[0]!.trainAccuracy);
});

test('class weights make a rare class be answered more often', async () => {
  const set = { ...features, noise: 3, rareness: 12 };
  const sets = {
    classes,
    train: drawnSet({ ...set, seed: 3, count: 200 }),
    holdout: drawnSet({ ...features, noise: 3, seed: 4, count: 90 }),
  };
  const rareAnswers = async (balance: 'none' | 'weights' | 'resample'): Promise<number> => {
    const request = requestOf(linearNetwork(20, classes), { ...sets, folder: await folder() }, { balance, epochs: 10 });
    let rare = 0;
    const hooks = {
      ...watched().hooks,
      onEpoch: (_: EpochRecord, judged: { probabilities: Float32Array } | null) => {
        const { probabilities } = judged!;
        rare = sets.holdout.classOf.reduce((sum, _k, n) => sum + probabilities[n * classes + classes - 1]!, 0);
      },
    };
    await trainNetwork(request, hooks);
    return rare;
  };
  const none = await rareAnswers('none');
  expect(await rareAnswers('weights')).toBeGreaterThan(1.5 * none);
  expect(await rareAnswers('resample')).toBeGreaterThan(1.5 * none);
});

test('restarts begin where they are told; the best on the hold-out is kept, and the spread is reported', async () => {
  const request = await headRun({ restarts: 3, epochs: 2 });
  const watch = watched();
  const startOf = (restart: number) =>
    new Map(linearNetwork(20, classes, 0.1 + restart).initializers.map((tensor) => [tensor.name, tensor] as const));
  const trained = await trainNetwork({ ...request, startOf }, watch.hooks);
  const costs = watch.judged.map(({ probabilities }) => costAtBest(probabilities, headSets.holdout.classOf));
  const best = watch.epochs.findLast((epoch) => epoch.best)!;
  expect(watch.epochs.indexOf(best)).toBe(costs.indexOf(Math.min(...costs)));
  expect(trained.bestEpoch).toBe(best.epoch);
  expect(trained.restarts).toHaveLength(3);
  expect(watch.epochs.map(({ restart, epoch }) => [restart, epoch])).toEqual(
    [0, 1, 2].flatMap((r) => [
      [r, 1],
      [r, 2],
    ]),
  );
});

test('who asks it to finish gets the best so far, after the step under way', async () => {
  const watch = watched(({ done }, { finish }) => {
    if (done === 7) finish();
  });
  const trained = await trainNetwork(await headRun({ epochs: 50 }), watch.hooks);
  expect(watch.steps).toHaveLength(7);
  expect(trained).toMatchObject({ bestEpoch: 1, endedEarly: 'you stopped it' });
});

test('who stops it finds a checkpoint, and the run goes on from there to the same weights', async () => {
  const request = await photoRun({
    epochs: 3,
    restarts: 2,
    dropout: 0.2,
    batchNorm: 'updated',
    optimizer: 'adam',
    learningRate: 0.01,
  });
  const whole = bytesOfTrained(await trainNetwork({ ...request, folder: await folder() }, watched().hooks));
  for (const step of [2, 4, 8, 13]) {
    const watch = watched(({ done }, { stop }) => {
      if (done >= step) stop();
    });
    await expect(trainNetwork(request, watch.hooks)).rejects.toMatchObject({ code: 'engine/stopped' });
    expect(watch.steps.at(-1)!.done).toBe(step);
  }
  const last = await trainNetwork(request, watched().hooks);
  expect(bytesOfTrained(last)).toEqual(whole);
  const metrics = await metricsOf(request);
  expect(metrics.map(({ restart, epoch }) => `${restart}.${epoch}`)).toEqual([
    '0.1',
    '0.2',
    '0.3',
    '1.1',
    '1.2',
    '1.3',
  ]);
});

describe('a loss that grows without bound', () => {
  test('is tried again from the best weights with a tenth of the rate', async () => {
    const request = await photoRun({
      epochs: 3,
      learningRate: 30,
      clipNorm: null,
      schedule: 'constant',
      warmupEpochs: 0,
      optimizer: 'sgd',
    });
    const watch = watched();
    await trainNetwork(request, watch.hooks).catch((thrown: unknown) =>
      expect(thrown).toMatchObject({ code: 'training/diverged' }),
    );
    expect(watch.messages.filter((line) => line.includes('a tenth of the learning rate'))).toHaveLength(1);
  });

  test('ends with advice the second time, and the best weights are there', async () => {
    const request = await photoRun({ epochs: 4, learningRate: 0.05 });
    let steps = 0;
    const fill: TrainingRequest['train']['fill'] = (indices, into, draw) => {
      steps += 1;
      void request.train.fill(indices, into, draw);
      if (steps > 6) into[0] = Infinity;
    };
    const poisoned = { ...request, train: { ...request.train, fill } };
    await expect(trainNetwork(poisoned, watched().hooks)).rejects.toMatchObject({ code: 'training/diverged' });
    expect(await readdir(request.folder)).toContain('best.onnx');
  });
});

describe('a checkpoint', () => {
  let request: TrainingRequest;
  let whole: Buffer;
  const stopAt = (step: number) =>
    watched(({ done }, { stop }) => {
      if (done >= step) stop();
    });

  beforeAll(async () => {
    request = await headRun({ epochs: 4 });
    whole = bytesOfTrained(await trainNetwork({ ...request, folder: await folder() }, watched().hooks));
  });

  test('that is torn gives way to the one before it', async () => {
    for (const step of [3, 6]) await trainNetwork(request, stopAt(step).hooks).catch(() => undefined);
    const files = (await readdir(join(request.folder, 'checkpoint'))).map((name) =>
      join(request.folder, 'checkpoint', name),
    );
    expect(files).toHaveLength(2);
    await truncate(files[0]!, 300);
    const watch = watched();
    expect(bytesOfTrained(await trainNetwork(request, watch.hooks))).toEqual(whole);
    expect(watch.steps[0]!.done).toBeGreaterThan(1);
    for (const file of files) await appendFile(file, 'x');
    const again = watched();
    await trainNetwork(request, again.hooks);
    expect(again.steps[0]!.done).toBe(1);
  });

  test.runIf(process.platform === 'linux')(
    'that the full disk refuses ends the run, which goes on from the one before',
    async () => {
      const own = { ...request, folder: await folder() };
      await trainNetwork(own, stopAt(5).hooks).catch(() => undefined);
      // The next one goes to the other of the two files: /dev/full takes no byte.
      for (const name of ['a.bin.part', 'b.bin.part']) await symlink('/dev/full', join(own.folder, 'checkpoint', name));
      await expect(trainNetwork(own, watched().hooks)).rejects.toMatchObject({ code: 'disk/full' });
      const watch = watched();
      expect(bytesOfTrained(await trainNetwork(own, watch.hooks))).toEqual(whole);
      expect(watch.steps[0]!.done).toBeGreaterThan(1);
    },
  );

  test('of another run is none', async () => {
    const other = { ...request, settings: { ...request.settings, seed: 5 } };
    await trainNetwork(request, stopAt(4).hooks).catch(() => undefined);
    const watch = watched();
    await trainNetwork(other, watch.hooks);
    expect(watch.steps[0]!.done).toBe(1);
  });
});
