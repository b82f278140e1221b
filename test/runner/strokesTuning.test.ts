import { describe, expect, test } from 'vitest';
import { seeded } from '../../electron/compiler/index.ts';
import type { Preprocessing } from '../../electron/contract/index.ts';
import { lookupTable, writePhoto } from '../../electron/runner/pixels/index.ts';
import {
  channelsOf,
  hypercolumnNetwork,
  openNetwork,
  openScorer,
  type PixelHead,
} from '../../electron/runner/hypercolumns/index.ts';
import {
  drawnCrop,
  tunedNetwork,
  tunePixels,
  wholePhoto,
  writeCrop,
  writeTargets,
  type TuningHooks,
  type TuningRequest,
  type TuningState,
} from '../../electron/runner/tasks/segmentation/strokes/index.ts';
import { notJudged } from '../../electron/runner/vision/index.ts';
import { builtIn } from '../support/models.ts';
import { stripes } from '../support/segmenting.ts';

// Layers that learn from masks, and the crops that they learn from.

const seed = Number(process.env['SEED'] ?? 5);
const classes = 3;
const crop = { width: 64, height: 48 };
const photos = [stripes(seed, 80, 60), stripes(seed + 1, 80, 60), stripes(seed + 2, 80, 60), stripes(seed + 3, 80, 60)];

const requested = async (changes: Partial<TuningRequest> = {}): Promise<TuningRequest> => {
  const model = builtIn();
  const { taps, graph } = await hypercolumnNetwork(model, crop);
  const head: PixelHead = {
    weight: new Float32Array(classes * channelsOf(taps)),
    bias: new Float32Array(classes),
  };
  return {
    ...{ model, head, from: graph.inputs[0]?.name ?? null, classWeights: [1, 1, 1] },
    settings: { seed, epochs: 3, batch: 2, crop, learningRate: 2e-3, weightDecay: 0 },
    count: photos.length,
    read: (index) => Promise.resolve(photos[index] ?? stripes(seed, 80, 60)),
    ...{ device: 'cpu', threads: 1 },
    ...changes,
  };
};

const hooks: TuningHooks = { stop: { aborted: false, throwIfAborted: () => undefined }, turn: (step) => step() };

describe('learning from masks', () => {
  test('a run that goes on from the state after an epoch ends as one that was not interrupted, bit for bit', async () => {
    const states: TuningState[] = [];
    const losses: number[] = [];
    const whole = await tunePixels(await requested(), {
      ...hooks,
      onEpoch: (state, loss) => void (states.push(state), losses.push(loss)),
    });
    const [first] = states;
    const rest = await tunePixels(await requested(first && { start: first }), hooks);
    expect(rest.head).toEqual(whole.head);
    expect(rest.layers).toEqual(whole.layers);
    expect(whole.layers.size).toBeGreaterThan(10);
    expect(losses.at(-1), `SEED=${seed}`).toBeLessThan(0.7 * (losses[0] ?? NaN));
  });

  test('a share of soft Dice mixes its loss into the other, and learns too', async () => {
    const lossesWith = async (dice: number, epochs: number): Promise<readonly number[]> => {
      const losses: number[] = [];
      const { settings } = await requested();
      const onStep = (_done: number, _total: number, loss: number) => void losses.push(loss);
      await tunePixels(await requested({ settings: { ...settings, dice, epochs } }), { ...hooks, onStep });
      return losses;
    };
    const [softmax, both, dice] = [await lossesWith(0, 1), await lossesWith(0.25, 1), await lossesWith(1, 3)];
    expect(both[0], `SEED=${seed}`).toBeCloseTo(0.75 * (softmax[0] ?? NaN) + 0.25 * (dice[0] ?? NaN), 5);
    expect(dice.at(-1), `SEED=${seed}`).toBeLessThan(0.9 * (dice[0] ?? NaN));
  });

  test('with nothing but the head learning, layers stay what they are', async () => {
    const { layers, head } = await tunePixels(await requested({ from: null }), hooks);
    expect(layers.size).toBe(0);
    expect(head.weight.some((value) => value !== 0)).toBe(true);
  });

  test('the network that has learned answers pictures of another size', async () => {
    const numbers = await tunePixels(await requested(), hooks);
    const { picture, truth } = stripes(seed + 9, 100, 70);
    const network = tunedNetwork(await hypercolumnNetwork(builtIn(), picture), numbers);
    const [open, scorer] = [await openNetwork(network, { device: 'cpu', threads: 1 }), openScorer({ device: 'cpu' })];
    const { classOf } = await scorer.answers(await open.describe(picture), numbers.head);
    await open.close();
    await scorer.close();
    const right = classOf.filter((own, at) => own === truth.classOf[at]).length;
    expect(right / classOf.length, `SEED=${seed}`).toBeGreaterThan(0.9);
  });

  test('stops before the next step', async () => {
    let steps = 0;
    const stop = {
      aborted: false,
      throwIfAborted: () => {
        if (steps === 2) throw new Error('enough');
      },
    };
    const stopping = tunePixels(await requested(), { ...hooks, stop, onStep: () => void (steps += 1) });
    await expect(stopping).rejects.toThrow('enough');
    expect(steps).toBe(2);
  });
});

describe('a crop', () => {
  const [{ picture, truth }] = [stripes(seed, 50, 40)];
  const size = { width: 50, height: 40 };
  const every = { xs: Array.from({ length: 50 }, (_, x) => x), ys: Array.from({ length: 40 }, (_, y) => y) };
  const preprocessing: Preprocessing = { ...builtIn().card.preprocessing, ...size };

  const targetsOf = (shown: typeof wholePhoto): number[] => {
    const into = new BigInt64Array(2000);
    writeTargets(truth, shown, size, every, into);
    return Array.from(into, Number);
  };

  test.each(['NCHW', 'NHWC'] as const)('of the whole photo is the photo as every network sees it: %s', (layout) => {
    const [ours, theirs] = [new Float32Array(6000), new Float32Array(6000)];
    writeCrop(picture, wholePhoto, size, { ...preprocessing, layout, colorOrder: 'BGR' }, ours);
    const as = { ...preprocessing, layout, colorOrder: 'BGR' } as const;
    writePhoto(picture.pixels, lookupTable(as), as, theirs, 0);
    for (const [at, value] of theirs.entries()) expect(ours[at]).toBeCloseTo(value, 5);
    expect(targetsOf(wholePhoto)).toEqual(Array.from(truth.classOf));
  });

  test('that is mirrored has the classes of each row from right to left', () => {
    const turned = every.ys.flatMap((y) => Array.from(truth.classOf.slice(50 * y, 50 * y + 50)).reverse());
    expect(targetsOf({ ...wholePhoto, mirrored: true })).toEqual(turned);
  });

  test('beyond the photo is the mean color, and not judged', () => {
    const beyond = { ...wholePhoto, left: 30 };
    const into = new Float32Array(6000);
    writeCrop(picture, beyond, size, { ...preprocessing, layout: 'NCHW' }, into);
    expect(into.subarray(20, 50).every((value) => value === 0)).toBe(true);
    expect(into.subarray(0, 20).every((value) => value !== 0)).toBe(true);
    expect(targetsOf(beyond).slice(20, 50)).toEqual(Array(30).fill(-1));
  });

  test('does not judge what the truth does not', () => {
    const classOf = truth.classOf.map((own, at) => (at < 10 ? notJudged : own));
    const into = new BigInt64Array(2000);
    writeTargets({ ...truth, classOf }, wholePhoto, size, every, into);
    expect(Array.from(into.subarray(0, 11), Number)).toEqual([...Array<number>(10).fill(-1), truth.classOf[10]]);
  });

  test('is drawn inside a photo that is large enough, at 0.75 to 1.5 times its size', () => {
    const rng = seeded(seed);
    for (let i = 0; i < 200; i++) {
      const { left, top, zoom } = drawnCrop({ width: 200, height: 200 }, { width: 90, height: 60 }, rng);
      expect(1 / zoom).toBeGreaterThanOrEqual(0.75);
      expect(1 / zoom).toBeLessThanOrEqual(1.5);
      expect(Math.min(left, top), `SEED=${seed}`).toBeGreaterThanOrEqual(0);
      expect(Math.max(left + 90 * zoom, top + 60 * zoom), `SEED=${seed}`).toBeLessThanOrEqual(200);
    }
  });
});
