import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Emit, encode, floatTensor, graphOf, intTensor, tensorValue } from '../../../electron/compiler/index.ts';
import { LabSettings, type KnownModel, type LabResult } from '../../../electron/contract/index.ts';
import { levelsOf } from '../../../electron/runner/adversary/index.ts';
import { largestIn } from '../../../electron/runner/evidence/index.ts';
import { readInput, writeRgb } from '../../../electron/runner/pixels/index.ts';
import { makeInLab } from '../../../electron/runner/tasks/lab/index.ts';
import { temporaryFolder } from '../../support/fovea.ts';
import { atOnce, drawnPixels, linearNetwork, never } from '../../support/linearNetwork.ts';

// What the lab makes of networks that are linear, through its own door.

const folder = temporaryFolder();
afterAll(() => folder.remove());

const side = 6;
const drawn = linearNetwork(join(folder.path, 'linear.onnx'), { side, classes: 4, layout: 'NHWC', colorOrder: 'BGR' });
const squashed = linearNetwork(join(folder.path, 'squashed.onnx'), { side: 4, classes: 4, fit: 'squash' });
const { preprocessing } = drawn.model.card;

async function photo(name: string, seed: number, range: readonly [number, number] = [60, 190]): Promise<string> {
  const path = join(folder.path, name);
  await writeRgb(path, { pixels: drawnPixels(side, seed, range), width: side, height: side });
  return path;
}

let made = 0;
async function make(
  settings: object,
  photos: readonly string[],
  { model = drawn.model, others = [] as readonly KnownModel[], stop = never } = {},
) {
  const target = join(folder.path, `made-${made++}`);
  mkdirSync(target);
  const steps: { done: number; total: number }[] = [];
  const scope = {
    stop,
    onStop: () => undefined,
    progress: (step: { done: number; total: number }) => steps.push(step),
  };
  const asked = {
    model,
    others,
    photos,
    settings: LabSettings.parse(settings),
    device: 'cpu' as const,
    folder: target,
  };
  const result: LabResult = await makeInLab(asked, { ...scope, progress: (step) => void steps.push(step) }, atOnce);
  return { result, target, steps };
}

const ofOne = (result: LabResult, of: string, network = 'linear'): number | undefined =>
  result.answers.find((answer) => answer.of === of && answer.network === network)?.top[0]?.classIndex;

describe('an attack', () => {
  test.each(['sign', 'iterated', 'minimal'] as const)('of kind %s fools as a PNG that is read again', async (kind) => {
    const path = await photo('photo.png', 3);
    const { result, target, steps } = await make({ method: 'attack', kind, epsilon: 40.7, steps: 8 }, [path], {
      others: [squashed.model],
    });
    const { measures } = result;
    const again = (await readInput(join(target, 'result.png'), preprocessing)).pixels;
    const scores = drawn.scoresOf(levelsOf(again, preprocessing));
    const before = largestIn(drawn.scoresOf(levelsOf((await readInput(path, preprocessing)).pixels, preprocessing)));
    expect(largestIn(scores)).not.toBe(before);
    expect([ofOne(result, 'original'), ofOne(result, 'result')]).toEqual([before, largestIn(scores)]);
    const original = (await readInput(join(target, 'original.png'), preprocessing)).pixels;
    const largest = again.reduce((most, level, at) => Math.max(most, Math.abs(level - original[at]!)), 0);
    expect(measures).toMatchObject({ fooled: 1, 'largest change': largest });
    if (kind !== 'minimal') expect(largest).toBeLessThanOrEqual(40);
    const powers = scores.map(Math.exp);
    expect(measures['probability after']).toBeCloseTo(powers[before]! / powers.reduce((a, b) => a + b), 4);
    expect(result.answers.map(({ of }) => of).join()).toBe(
      'original,result,JPEG 95,JPEG 75,JPEG 50,blur,crop 90 %,half and back,original,result',
    );
    expect(result.pictures.map(({ role }) => role)).toEqual(['original', 'difference', 'result']);
    expect(steps.at(-1)).toMatchObject({ done: 8, total: 8 });
  });

  test('towards a class ends there, and says when it cannot begin', async () => {
    const path = await photo('photo.png', 3);
    const own = ofOne((await make({ method: 'attack', undo: false, epsilon: 1 }, [path])).result, 'original')!;
    const wanted = (own + 1) % 4;
    const { result } = await make({ method: 'attack', undo: false, epsilon: 60, classIndex: wanted }, [path]);
    expect(ofOne(result, 'result')).toBe(wanted);
    for (const settings of [{ classIndex: own }, { classIndex: 4 }, { epsilon: 0.5 }])
      await expect(make({ method: 'attack', ...settings }, [path])).rejects.toMatchObject({ code: 'lab/unfit' });
    await expect(make({ method: 'attack' }, [])).rejects.toMatchObject({ code: 'lab/unfit' });
  });

  test('names the operator that has no gradient', async () => {
    const model = await highestOfRegion(join(folder.path, 'region.onnx'));
    const job = make({ method: 'attack' }, [await photo('photo.png', 3)], { model });
    await expect(job).rejects.toMatchObject({ code: 'lab/no-gradient' });
  });
});

test('a fooling picture reaches the confidence as a PNG', async () => {
  const { result, target } = await make({ method: 'fooling', classIndex: 2, confidence: 0.95, steps: 500 }, []);
  const { pixels } = await readInput(join(target, 'result.png'), preprocessing);
  expect(drawn.probabilitiesOf(levelsOf(pixels, preprocessing))[2]).toBeGreaterThanOrEqual(0.95);
  expect(result.measures['fooled']).toBe(1);
  await expect(make({ method: 'fooling', classIndex: 4 }, [])).rejects.toMatchObject({ code: 'lab/unfit' });
});

test('robustness of two classes falls where ε times the weights reaches the lead', async () => {
  const two = linearNetwork(join(folder.path, 'two.onnx'), { side, classes: 2 });
  const card = two.model.card.preprocessing;
  const photos = await Promise.all([1, 2, 3, 4, 5].map((seed) => photo(`robust-${seed}.png`, seed)));
  const truths = [null, null, null, null, 1];
  const perEpsilon = two.perLevel(0).reduce((sum, weight, at) => sum + Math.abs(weight - two.perLevel(1)[at]!), 0);
  const leads = await Promise.all(
    photos.map(async (path, at) => {
      const scores = two.scoresOf(levelsOf((await readInput(path, card)).pixels, card));
      const own = truths[at] ?? largestIn(scores);
      return scores[own]! - scores[1 - own]!;
    }),
  );
  const epsilons = [0, 2, 5, 10, 20];
  const standing = (epsilon: number): number => leads.filter((lead) => lead > epsilon * perEpsilon).length / 5;
  for (const kind of ['sign', 'iterated']) {
    const { result, steps } = await make(
      { method: 'robustness', epsilons: epsilons.toReversed(), truths, kind },
      photos,
      {
        model: two.model,
      },
    );
    const [curve] = result.curves;
    expect(curve).toMatchObject({ x: epsilons, y: epsilons.map(standing) });
    expect(curve?.random?.[0]).toBe(standing(0));
    // Noise of the same size turns fewer: its parts add up to nearly nothing.
    for (const [at, right] of curve!.random!.entries()) expect(right).toBeGreaterThanOrEqual(curve!.y[at]!);
    expect(steps.at(-1)).toMatchObject({ done: 25, total: 25 });
  }
});

describe('the linear lesson', () => {
  test('learns templates, and x + αw goes from one class to the other', async () => {
    // Class 0 is rather red, class 1 rather blue.
    const photos = await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        const pixels = drawnPixels(8, index + 1, [80, 160]).map(
          (level, at) => level + (at % 3 === 2 * (index % 2) ? 40 : 0),
        );
        const path = join(folder.path, `colored-${index}.png`);
        await writeRgb(path, { pixels, width: 8, height: 8 });
        return path;
      }),
    );
    const truths = photos.map((_, index) => index % 2);
    const asked = { method: 'linear', truths, classNames: ['red', 'blue'], size: 8, alphas: [-4, -2, 0, 2, 4, 8] };
    const { result } = await make(asked, photos);
    expect(result.measures['accuracy']).toBe(1);
    const blue = result.curves.find(({ about }) => about === 'blue')!;
    expect(blue.y).toEqual([...blue.y].sort((a, b) => a - b));
    // Where the border is said to be, the probabilities cross.
    const border = result.measures['alpha at the border']!;
    for (const [at, alpha] of blue.x.entries())
      if (Math.abs(alpha - border) > 0.5) expect(blue.y[at]! > 0.5).toBe(alpha > border);
    expect(result.pictures.map(({ cells }) => cells?.labels.length)).toEqual([2, 6]);
    expect(result.settings).toMatchObject({ classIndex: 1 });
  });

  test('needs a class for each photo', async () => {
    const path = await photo('photo.png', 3);
    for (const settings of [{}, { truths: [0], classNames: ['a', 'b'] }, { truths: [0, 5], classNames: ['a', 'b'] }])
      await expect(
        make({ method: 'linear', ...settings }, [path, path].slice(0, settings.truths?.length ?? 1)),
      ).rejects.toMatchObject({
        code: 'lab/unfit',
      });
  });
});

/** The strongest color of a region: RoiAlign by the highest sample, which has no gradient here. */
async function highestOfRegion(path: string): Promise<KnownModel> {
  const emit = new Emit(null);
  emit.initializers.push(floatTensor('regions', [1, 4], [0, 0, 5, 5]), intTensor('of', [1], [0]));
  const maps = emit.op('RoiAlign', ['picture', 'regions', 'of'], { mode: 'max', sampling_ratio: 2 });
  emit.op('Flatten', [maps], { axis: 1 }, { outputs: ['scores'] });
  const given = tensorValue('picture', 'float32', [1, 3, side, side]);
  writeFileSync(path, encode(graphOf('region', emit, [given], [tensorValue('scores', 'float32', [1, 3])])));
  const card = {
    ...drawn.model.card,
    ...{ outputName: 'scores', outputKind: 'logits' as const, classNames: [] },
    preprocessing: { ...preprocessing, layout: 'NCHW' as const },
  };
  return Promise.resolve({ ...drawn.model, path, card });
}
