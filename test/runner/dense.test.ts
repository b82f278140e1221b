import { describe, expect, test } from 'vitest';
import { seeded } from '../../electron/compiler/index.ts';
import type { ModelFile } from '../../electron/contract/index.ts';
import { openDense, readPatchNetwork, stridesOf, type PlaceScores } from '../../electron/runner/dense/index.ts';
import { seedOf } from '../support/dense.ts';
import { noisyPicture, oneByOne } from '../support/denseTwin.ts';
import { builtIn, sharedModel } from '../support/models.ts';
import { sharedAbsent, sharedDir } from '../support/shared.ts';

// A classifier at every place of a picture, in tiles and stages, against the same places one by one.

const seed = seedOf(7);
const shared = sharedDir();
const now = <T>(step: () => Promise<T>): Promise<T> => step();

interface Case {
  readonly name: string;
  readonly model: () => Promise<ModelFile> | ModelFile;
  /** Pixels of the picture: some more than a position sees. */
  readonly size: readonly [width: number, height: number];
  /** Pixels of the picture that is cut into tiles. */
  readonly large: readonly [width: number, height: number];
}

const cases: readonly Case[] = [
  { name: 'the built-in', model: builtIn, size: [230, 220], large: [450, 420] },
  ...(shared === null
    ? []
    : [
        ...[
          { name: 'squeezenet', file: 'squeezenet1_1_imagenet' },
          { name: 'the person network', file: 'mobilenet_v1_0.25_96_person' },
        ].map(({ name, file }): Case => ({
          name,
          model: () => sharedModel(shared, file),
          size: [420, 410],
          large: [750, 680],
        })),
      ]),
];

describe.each(cases)('$name', ({ model: load, size, large }) => {
  const picture = noisyPicture(seed, ...size);

  async function scoresWith(budgetBytes: number, stepPx: number, shown = picture) {
    const model = await load();
    const patch = await readPatchNetwork(model);
    const classes = model.card.classNames.length;
    const asked = [0, 1, Math.min(7, classes - 1)];
    const dense = await openDense(model, patch, {
      ...{ width: shown.width, height: shown.height, stepPx, budgetBytes, device: 'cpu' },
      scores: { kind: 'logits', classes: asked, uncertainty: true },
    });
    const scores = await dense.evaluate(shown, now);
    await dense.close();
    const tiles = dense.plan.tileRows.length * dense.plan.tileColumns.length;
    return { model, patch, asked, scores, tiles };
  }

  test('says at a place what the pixels there say by themselves, within 1e-5 of the largest value', async () => {
    const { model, patch, asked, scores } = await scoresWith(1e9, 1);
    const positions = innerOf(scores, 12);
    const alone = await oneByOne(patch, model.card.preprocessing, picture, scores, positions);
    const largest = Math.max(...alone.flatMap((row) => [...row]));
    let worst = 0;
    for (const [at, [row, column]] of positions.entries()) {
      const probabilities = alone[at]!;
      const place = row * scores.columns + column;
      const best = probabilities.indexOf(Math.max(...probabilities));
      worst = Math.max(worst, Math.abs(scores.probability[place]! - probabilities[scores.classOf[place]!]!));
      worst = Math.max(worst, Math.abs(scores.probability[place]! - probabilities[best]!));
      for (const [map, index] of asked.entries())
        worst = Math.max(worst, Math.abs(scores.maps[map]![place]! - probabilities[index]!));
    }
    console.log(`difference ${(worst / largest).toExponential(1)} at ${positions.length} places, seed ${seed}`);
    expect(worst / largest, `SEED=${seed}`).toBeLessThan(1e-5);
  });

  test('says the same in many tiles as in one, within 1e-5 of the largest value', async () => {
    const shown = noisyPicture(seed, ...large);
    const [whole, tiled] = [await scoresWith(2e9, 8, shown), await scoresWith(1, 8, shown)];
    expect(whole.tiles).toBe(1);
    expect(tiled.tiles).toBeGreaterThan(1);
    const differences = [
      largestDifference(whole.scores.probability, tiled.scores.probability),
      largestDifference(whole.scores.uncertainty!, tiled.scores.uncertainty!),
      ...whole.scores.maps.map((map, at) => largestDifference(map, tiled.scores.maps[at]!)),
    ];
    console.log(`difference ${Math.max(...differences).toExponential(1)} in ${tiled.tiles} tiles, seed ${seed}`);
    expect(Math.max(...differences), `SEED=${seed}`).toBeLessThan(1e-5);
  });
});

test('the strides of the built-in', async () => {
  expect(stridesOf(await readPatchNetwork(builtIn()))).toBe(16);
});

test.runIf(shared === null)(sharedAbsent, () => undefined);

function innerOf({ rows, columns, border }: PlaceScores, count: number): (readonly [number, number])[] {
  const rng = seeded(seed);
  const within = (length: number, before: number, after: number): number =>
    before + Math.floor(rng() * (length - before - after));
  return Array.from({ length: count }, () => [
    within(rows, border.top, border.bottom),
    within(columns, border.left, border.right),
  ]);
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((most, value, at) => Math.max(most, Math.abs(value - b[at]!)), 0);
}
