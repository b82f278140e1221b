import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import {
  FoveaError,
  PhotographerSettings,
  type InputOf,
  type KnownModel,
  type RunnerContract,
  type RunPlan,
} from '../../../../electron/contract/index.ts';
import { learnedDeeper, type Deeper } from '../../../../electron/engine/photographers/learning/deeper.ts';
import { foldsOf, repetitionSeed } from '../../../../electron/runner/vision/index.ts';
import { temporaryFolder } from '../../../support/fovea.ts';

// What is asked of the runner for a comparison, and what is made of its answers. The runner's own part of it is training,
// which has tests of its own; here one stands in for it that answers the truth, except for one photographer.

const folder = temporaryFolder();
afterAll(() => folder.remove());

const classNames = ['Ada', 'Bo', 'Cy'];
/** Of each photographer four shoots of two photos, of Cy only two. */
const photos = classNames.flatMap((name, classIndex) =>
  Array.from({ length: name === 'Cy' ? 4 : 8 }, (_, at) => ({
    ...{ path: `/${name}/${at}.jpg`, hash: `${classIndex}${at}`.padEnd(64, '0'), classIndex },
    ...{ group: 10 * classIndex + Math.floor(at / 2), probabilities: [] },
  })),
);
const model = { path: '', hash: 'f'.repeat(64), card: { name: 'net' } } as unknown as KnownModel;
const settings = PhotographerSettings.parse({ folds: 2, seed: 3, deeper: ['embedding', 'tuned'] });

function runnerThat(trains: (plan: RunPlan) => void) {
  const ask = ((_method: string, { plan, folder: into }: InputOf<RunnerContract['training.run']>) => {
    trains(plan);
    const lines = plan.examples.map(({ path, hash, part, classIndices: [truth = 0] }) =>
      JSON.stringify({
        ...{ path, hash, part, truth: [truth], predicted: truth === 1 ? 0 : truth },
        ...{ probability: 1, truthProbability: 1, outOfFold: part === 'test' },
      }),
    );
    writeFileSync(join(into, 'predictions.jsonl'), `${lines.join('\n')}\n`);
    return Promise.resolve({});
  }) as unknown as Deeper['runner']['ask'];
  return { ask };
}

const into = (name: string): string => {
  const path = join(folder.path, name);
  mkdirSync(path);
  return path;
};
const asked = (name: string, runner: Deeper['runner']): Deeper => ({
  ...{ runner, model, settings, device: 'cpu', cacheDir: '', folder: into(name), classNames, photos },
});

test('each way is learned once a fold of the first repetition, and no shoot is on both sides', async () => {
  const plans: RunPlan[] = [];
  const told: number[] = [];
  const rows = await learnedDeeper(
    asked(
      'whole',
      runnerThat((plan) => plans.push(plan)),
    ),
    {
      signal: new AbortController().signal,
      onProgress: ({ done, total }) => told.push(done / total),
    },
  );
  expect(plans.map(({ settings: { loss, depth } }) => [loss, depth.kind])).toEqual([
    ['triplet', 'head'],
    ['triplet', 'head'],
    ['softmax', 'blocks'],
    ['softmax', 'blocks'],
  ]);
  const folds = foldsOf({
    ...{ classesOf: photos.map(({ classIndex }) => [classIndex]) },
    ...{ groups: Int32Array.from(photos, ({ group }) => group), folds: 2, seed: repetitionSeed(3, 0) },
  });
  for (const [at, { examples }] of plans.entries()) {
    const judged = examples.filter(({ part }) => part === 'test').map(({ path }) => path);
    expect(judged).toEqual(photos.filter((_, photo) => folds[photo] === at % 2).map(({ path }) => path));
    const partsOf = new Map<number, Set<string>>();
    for (const { group, part } of examples) partsOf.set(group, (partsOf.get(group) ?? new Set()).add(part));
    expect([...partsOf.values()].every(({ size }) => size === 1)).toBe(true);
    const learned = examples.filter(({ part }) => part === 'train').flatMap(({ classIndices }) => classIndices);
    expect(new Set(learned).size).toBe(3);
  }
  expect(told).toEqual(told.toSorted((a, b) => a - b));
  // Right for Ada's 8 and Cy's 4 of 20 photos; Bo's 8 are taken for Ada's.
  expect(rows.map(({ kind, accuracy, repetitions, chosen }) => [kind, accuracy.value, repetitions, chosen])).toEqual([
    ['deeper', 0.6, 1, false],
    ['deeper', 0.6, 1, false],
  ]);
  expect(rows[0]?.macroF1.value).toBeCloseTo((2 / 3 + 0 + 1) / 3, 10);
});

test('nothing is asked where nobody wants it, and a runner that keeps dying is given up', async () => {
  let asks = 0;
  const dying = runnerThat(() => {
    asks += 1;
    throw new FoveaError('runner/crashed', 'gone', '');
  });
  const watch = { signal: new AbortController().signal, onProgress: () => undefined };
  const none = { ...asked('none', dying), settings: { ...settings, deeper: [] } };
  expect(await learnedDeeper(none, watch)).toEqual([]);
  expect([asks, readdirSync(none.folder)]).toEqual([0, []]);
  await expect(learnedDeeper(asked('dying', dying), watch)).rejects.toMatchObject({ code: 'runner/crashed' });
  expect(asks).toBe(3);
});
