import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { failure, type Preprocessing } from '../../../electron/contract/index.ts';
import {
  attackWithin,
  deepFool,
  distanceOf,
  foolingPicture,
  levelsOf,
  onWholeLevels,
  openAttacked,
  pixelsOf,
  writeNumbers,
  type Attacked,
  type BoundedAttack,
  type Levels,
} from '../../../electron/runner/adversary/index.ts';
import { lookupTable, writePhoto } from '../../../electron/runner/pixels/index.ts';
import { temporaryFolder } from '../../support/fovea.ts';
import { atOnce, drawnPixels, linearNetwork, never } from '../../support/linearNetwork.ts';

// Of a linear network the best attack is known: each color value against its weight, or along the weights to the border.

const folder = temporaryFolder();
afterAll(() => folder.remove());

const hooks = { turn: atOnce, stop: never };
const side = 6;

async function opened(classes: number, changes: Partial<Preprocessing> = {}) {
  const drawn = linearNetwork(join(folder.path, `linear-${classes}.onnx`), { side, classes, ...changes });
  const network = await openAttacked(drawn.model, 'cpu', 2);
  const { preprocessing } = drawn.model.card;
  const picture = levelsOf(drawnPixels(side, 5, [60, 190]), preprocessing);
  return { ...drawn, network, picture, preprocessing };
}

const within = async (
  network: Awaited<ReturnType<typeof opened>>['network'],
  pictures: readonly { picture: Levels; own: number }[],
  how: Partial<BoundedAttack>,
): Promise<Attacked[]> => {
  const outcomes: Attacked[] = [];
  const asked: BoundedAttack = {
    ...{ kind: 'sign', epsilon: 4, steps: 10, wanted: null, whole: true, endsWhenFooled: false, seed: 1, ...how },
  };
  const take = (index: number) => Promise.resolve(pictures[index] ?? null);
  await attackWithin(network, pictures.length, take, asked, (index, outcome) => (outcomes[index] = outcome), hooks);
  return outcomes;
};

describe('levels', () => {
  test.each([
    ['NCHW', 'RGB'],
    ['NHWC', 'BGR'],
    ['NCHW', 'BGR'],
  ] as const)('of a picture for %s, %s become the numbers that a photo becomes', (layout, colorOrder) => {
    const preprocessing: Preprocessing = {
      ...{ fit: 'crop', width: 5, height: 4, shortSide: 8, layout, colorOrder },
      ...{ mean: [103.9, 116.8, 123.7], std: [57.4, 1, 128] },
    };
    const pixels = drawnPixels(5, 3, [0, 255]).subarray(0, 60);
    const [ours, theirs] = [new Float32Array(60), new Float32Array(60)];
    const levels = levelsOf(pixels, preprocessing);
    writeNumbers(levels, preprocessing, ours);
    writePhoto(pixels, lookupTable(preprocessing), preprocessing, theirs, 0);
    expect(ours).toEqual(theirs);
    expect(pixelsOf(levels, preprocessing)).toEqual(pixels);
  });
});

describe('within ε', () => {
  test('sign moves each level against its weight, which is the worst that can be done', async () => {
    const { network, picture, perLevel, scoresOf } = await opened(2);
    const own = scoresOf(picture)[0]! > scoresOf(picture)[1]! ? 0 : 1;
    const [outcome] = await within(network, [{ picture, own }], { epsilon: 4 });
    const towards = perLevel(1 - own).map((weight, at) => weight - perLevel(own)[at]!);
    const worst = picture.map((level, at) => level + 4 * Math.sign(towards[at]!));
    expect(outcome?.picture).toEqual(worst);
    const gained = (scores: readonly number[]): number => scores[1 - own]! - scores[own]!;
    const most = towards.reduce((sum, weight) => sum + 4 * Math.abs(weight), 0);
    expect(gained(scoresOf(worst)) - gained(scoresOf(picture))).toBeCloseTo(most, 4);
    await network.close();
  });

  test.each([
    ['NCHW', 'RGB'],
    ['NHWC', 'BGR'],
  ] as const)('many steps end where one does, from any place, in %s, %s', async (layout, colorOrder) => {
    const { network, picture, scoresOf } = await opened(2, { layout, colorOrder, std: [10, 58, 255] });
    const own = scoresOf(picture)[0]! > scoresOf(picture)[1]! ? 0 : 1;
    // Three pictures for a batch of two: each place is used again.
    const pictures = [0, 1, 2].map((darker) => ({ picture: picture.map((level) => level - darker), own }));
    const once = await within(network, pictures, { kind: 'sign' });
    const often = await within(network, pictures, { kind: 'iterated' });
    expect(often.map((outcome) => outcome.picture)).toEqual(once.map((outcome) => outcome.picture));
    await network.close();
  });

  test('levels stay whole, in their range, and near the picture', async () => {
    const { network, preprocessing } = await opened(3);
    const picture = levelsOf(drawnPixels(side, 8, [0, 255]), preprocessing);
    const [outcome] = await within(network, [{ picture, own: 0 }], { kind: 'iterated', epsilon: 3, wanted: 2 });
    expect(distanceOf(outcome!.picture, picture).largest).toBe(3);
    expect(outcome!.picture.every((level) => Number.isInteger(level) && level >= 0 && level <= 255)).toBe(true);
    await network.close();
  });

  test('ends when it is stopped', async () => {
    const { network, picture } = await opened(2);
    let asked = 0;
    const stop = {
      aborted: false,
      throwIfAborted: () => {
        if (++asked > 3) throw failure('engine/stopped', {});
      },
    };
    const job = attackWithin(
      network,
      1,
      () => Promise.resolve({ picture, own: 0 }),
      { kind: 'iterated', epsilon: 1, steps: 1000, wanted: null, whole: true, endsWhenFooled: false, seed: 1 },
      () => undefined,
      { turn: atOnce, stop },
    );
    await expect(job).rejects.toMatchObject({ code: 'engine/stopped' });
    expect(asked).toBe(4);
    await network.close();
  });
});

describe('the least change', () => {
  test('of a linear network is the distance to the nearest border, in one step', async () => {
    const { network, picture, perLevel, scoresOf } = await opened(4);
    const scores = scoresOf(picture);
    const own = scores.indexOf(Math.max(...scores));
    const distances = scores.flatMap((score, index) => {
      if (index === own) return [];
      const norm = Math.hypot(...perLevel(index).map((weight, at) => weight - perLevel(own)[at]!));
      return [(scores[own]! - score) / norm];
    });
    const found = await deepFool(network, picture, { own, wanted: null, steps: 5 }, hooks);
    expect(found).toMatchObject({ steps: 1, fooled: true });
    expect(distanceOf(found.picture, picture).l2 / 1.02).toBeCloseTo(Math.min(...distances), 2);
    await network.close();
  });

  test('crosses a border on which the picture lies already', async () => {
    const { network, preprocessing } = await opened(2, { mean: [0, 0, 0] });
    // Black is 0 to the network, so that all scores are the same; nothing lies below it.
    const black = levelsOf(new Uint8Array(3 * side * side), preprocessing);
    const found = await deepFool(network, black, { own: 0, wanted: null, steps: 5 }, hooks);
    expect(found).toMatchObject({ steps: 1, fooled: true });
    await network.close();
  });

  test('to a class that is wanted ends in that class, and on whole levels too', async () => {
    const { network, picture, scoresOf } = await opened(4);
    const scores = scoresOf(picture);
    const own = scores.indexOf(Math.max(...scores));
    const wanted = scores.indexOf(Math.min(...scores));
    const found = await deepFool(network, picture, { own, wanted, steps: 20 }, hooks);
    const whole = await onWholeLevels(network, picture, found.picture, (index) => index === wanted, hooks);
    for (const levels of [found.picture, whole!]) {
      const reached = scoresOf(levels);
      expect(reached.indexOf(Math.max(...reached))).toBe(wanted);
    }
    expect(whole!.every(Number.isInteger)).toBe(true);
    await network.close();
  });
});

test('noise is answered with confidence, as whole levels', async () => {
  const { network, picture, probabilitiesOf } = await opened(4, { std: [20, 20, 20] });
  const asked = { classIndex: 3, confidence: 0.99, steps: 400, seed: 4 };
  const made = await foolingPicture(network, picture.length, asked, hooks);
  expect(made.probability).toBeGreaterThanOrEqual(0.99);
  expect(probabilitiesOf(made.picture)[3]).toBeCloseTo(made.probability, 5);
  expect(made.picture.every(Number.isInteger)).toBe(true);
  await network.close();
});
