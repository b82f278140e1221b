import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EvidenceMethodName } from '../../../electron/contract/index.ts';
import {
  activationsOf,
  askedFor,
  foundTarget,
  openNetwork,
  projected,
  rankCorrelation,
  seenBy,
  type OpenNetwork,
} from '../../../electron/runner/evidence/index.ts';
import { writeRgb } from '../../../electron/runner/pixels/index.ts';
import { listLayers } from '../../../electron/runner/tasks/lab/index.ts';
import { seenPhoto } from '../../../electron/runner/tasks/lab/seenPhoto.ts';
import { temporaryFolder } from '../../support/fovea.ts';
import { atOnce, madeInLab, never, side, smallNetwork, smallPhoto } from '../../support/lookedInto.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());
const photo = join(folder.path, 'photo.png');
const model = smallNetwork(join(folder.path, 'small.onnx'));
const turned = smallNetwork(join(folder.path, 'turned.onnx'), { layout: 'NHWC', colorOrder: 'BGR' });
const hooks = { turn: atOnce, stop: never };
const make = (settings: object, own = model) => madeInLab(own, photo, folder.path, { method: 'evidence', ...settings });
const sum = (values: Iterable<number>): number => Array.from(values).reduce((a, b) => a + b, 0);

let network: OpenNetwork;
let picture: Float32Array;
beforeAll(async () => {
  await writeRgb(photo, smallPhoto());
  network = await openNetwork(model, 'cpu');
  picture = (await seenPhoto(photo, model.card)).picture;
});
afterAll(() => network.close());

const found = (classIndex: number | null) => foundTarget(network, { kind: 'class', classIndex }, picture, hooks);

describe('a map', () => {
  test.each(EvidenceMethodName.options.filter((map) => map !== 'smooth-grad'))(
    '%s: is the same for a network in another form',
    async (map) => {
      const settings = { map, grid: 5, samples: 3, seed: 4 };
      const [one, other] = [await make(settings), await make(settings, turned)];
      const [own, its] = [one.result.maps[0]!, other.result.maps[0]!];
      expect([its.rows, its.columns, its.about]).toEqual([own.rows, own.columns, own.about]);
      const largest = Math.max(...own.values.map(Math.abs));
      expect(largest).toBeGreaterThan(1e-6);
      for (const [at, value] of its.values.entries()) expect(value / largest).toBeCloseTo(own.values[at]! / largest, 4);
      expect(own.box).toEqual({ x0: 0, y0: 0, x1: side, y1: side });
      expect(one.result.measures['score']).toBeCloseTo(other.result.measures['score']!, 4);
    },
  );

  test('occlusion: a coarse map comes first and is kept', async () => {
    const { result, told } = await make({ map: 'occlusion', grid: 15 });
    const [first] = told.flatMap(({ map }) => map ?? []);
    const coarse = [1, 4, 7, 10, 13].flatMap((row) => [1, 4, 7, 10, 13].map((column) => 15 * row + column));
    for (const cell of coarse) expect(first!.values[cell]).toBe(result.maps[0]!.values[cell]);
    expect(new Set(first!.values).size).toBeLessThan(30);
    expect(new Set(result.maps[0]!.values).size).toBeGreaterThan(150);
  });

  test('integrated gradient: adds up to the score less that of grey', async () => {
    const { result } = await make({
      map: 'integrated-gradient',
      samples: 200,
      target: { kind: 'class', classIndex: 1 },
    });
    const { unit, score } = await found(1);
    const grey = await askedFor(network, unit).scores(new Float32Array(network.batch * picture.length), 1);
    expect(sum(result.maps[0]!.values) / (score - grey[0]!)).toBeCloseTo(1, 2);
  });

  test('smooth gradient: without noise it is the gradient, with noise it is not', async () => {
    const values = async (settings: object) => (await make(settings)).result.maps[0]!.values;
    const plain = await values({ map: 'gradient' });
    for (const [at, value] of (await values({ map: 'smooth-grad', samples: 3, noise: 0 })).entries())
      expect(value).toBeCloseTo(plain[at]!, 6);
    expect(rankCorrelation(await values({ map: 'smooth-grad', samples: 3, noise: 0.3 }), plain)).toBeLessThan(0.99);
  });

  test('gradient times picture: adds up to the score of a network without biases', async () => {
    const { result } = await make({ map: 'gradient-input', target: { kind: 'class', classIndex: 2 } });
    expect(sum(result.maps[0]!.values)).toBeCloseTo(result.measures['score']!, 4);
  });

  test('Grad-CAM: before a mean and a linear layer it is the weighted sum of the channels', async () => {
    const { result } = await make({ map: 'grad-cam', target: { kind: 'class', classIndex: 0 } });
    expect(result.settings).toMatchObject({ layer: 'relu2' });
    const room = new Float32Array(network.batch * picture.length);
    room.set(picture);
    const made = (await activationsOf(network, ['relu2'], room, 1)).get('relu2')!;
    const weights = network.read.initializers.find(({ name }) => name === 'w3')!;
    const numbers = new Float32Array(weights.bytes.slice().buffer);
    const map = Array.from({ length: 64 }, (_, at) =>
      Math.max(0, sum([0, 1, 2, 3, 4].map((channel) => (numbers[channel]! / 64) * made.values[64 * channel + at]!))),
    );
    for (const [at, value] of result.maps[0]!.values.entries()) expect(value).toBeCloseTo(map[at]!, 5);
  });

  test.each(['gradient', 'deconvnet', 'guided'] as const)('%s: of a position lies in what it sees', async (rules) => {
    const target = { kind: 'unit', layer: 'relu2', channel: 1, position: null } as const;
    const { unit } = await foundTarget(network, target, picture, hooks);
    const values = await projected(network, unit, rules, picture);
    const { x0, y0, x1, y1 } = seenBy(network, { name: 'relu2', columns: 8 }, Number(unit.place));
    let inside = 0;
    for (const [at, value] of values.entries()) {
      const [y, x] = [Math.floor(at / side) % side, at % side];
      if (x >= x0 && x < x1 && y >= y0 && y < y1) inside += Math.abs(value);
      else expect(value).toBe(0);
    }
    expect(inside).toBeGreaterThan(0);
  });

  test('of a unit is about its strongest place, and names it', async () => {
    const target = { kind: 'unit', layer: 'relu2', channel: 0, position: null };
    const { result } = await make({ map: 'gradient', target });
    const { position } = (result.settings as { target: { position: { row: number; column: number } } }).target;
    const { result: again } = await make({ map: 'gradient', target: { ...target, position } });
    expect(again.maps).toEqual(result.maps);
    expect(result.measures['probability']).toBeUndefined();
  });
});

describe('a check', () => {
  test('occlusion deletes and inserts better than drawn maps; curves end where they must', async () => {
    const { result } = await make({ map: 'occlusion', grid: 8, check: true, randomize: true });
    const { measures, curves } = result;
    expect(measures['deletion area']).toBeLessThan(measures['deletion area of random maps']!);
    expect(measures['insertion area']).toBeGreaterThan(measures['insertion area of random maps']!);
    expect(curves.map(({ kind }) => kind)).toEqual(['deletion', 'insertion']);
    for (const { y, random, kind } of curves) {
      const whole = kind === 'deletion' ? 0 : y.length - 1;
      expect(y[whole]).toBeCloseTo(measures['probability']!, 5);
      for (const end of [0, y.length - 1]) expect(random![end]).toBeCloseTo(y[end]!, 5);
    }
    expect(Math.abs(measures['rank correlation']!)).toBeLessThan(0.8);
  });

  test('rank correlation is 1 of the same order, −1 of the opposite, and knows ties', () => {
    expect(rankCorrelation([1, -2, 3, 10], [2, 4, -6, 7])).toBeCloseTo(1, 12);
    expect(rankCorrelation([1, 2, 3, 4], [8, 7, 1, 0])).toBeCloseTo(-1, 12);
    // scipy.stats.spearmanr([1, 2, 2, 4], [1, 3, 2, 4])
    expect(rankCorrelation([1, 2, 2, 4], [1, 3, 2, 4])).toBeCloseTo(0.9486832980505138, 12);
    expect(rankCorrelation([1, 1, 1], [1, 2, 3])).toBe(0);
  });
});

describe('an operator without a gradient', () => {
  const barred = (op: string) => smallNetwork(join(folder.path, `${op}.onnx`), { barrier: op });

  test.each(['Round', 'Shrink'])('%s: is named by layers and by what needs one, and occlusion works', async (op) => {
    const own = barred(op);
    const layers = await listLayers({ model: own });
    expect(layers.filter(({ noGradient }) => noGradient === null).map(({ name }) => name)).toContain('relu2');
    for (const { name, noGradient } of layers)
      if (name === 'mean' || name === 'scores') expect(noGradient).toContain(op);
    await expect(make({ map: 'gradient' }, own)).rejects.toMatchObject({ code: 'lab/no-gradient' });
    await expect(make({ map: 'grad-cam', layer: 'relu1' }, own)).rejects.toThrow(
      `"small" has an operator without a gradient: ${op}`,
    );
    expect((await make({ map: 'occlusion', grid: 4 }, own)).result.maps[0]!.values).toHaveLength(16);
  });
});

test('a network that holds a batch of 1 inside is asked for one picture at a time', async () => {
  const single = smallNetwork(join(folder.path, 'single.onnx'), { isSingle: true });
  const [own, its] = [await make({ grid: 4 }), await make({ grid: 4 }, single)].map(({ result }) => result.maps[0]!);
  for (const [at, value] of its!.values.entries()) expect(value).toBeCloseTo(own!.values[at]!, 5);
});

test('what cannot be asked is said', async () => {
  await expect(make({ map: 'grad-cam', layer: 'nothing' })).rejects.toMatchObject({ code: 'lab/no-layer' });
  await expect(make({ target: { kind: 'class', classIndex: 3 } })).rejects.toMatchObject({ code: 'lab/unfit' });
  const target = { kind: 'unit', layer: 'relu2', channel: 5, position: null };
  await expect(make({ target })).rejects.toMatchObject({ code: 'lab/unfit' });
});

test('stops before the next step', async () => {
  let steps = 0;
  const stopping = {
    aborted: false,
    throwIfAborted: () => {
      if ((steps += 1) > 5) throw new Error('stopped');
    },
  };
  const asked = { method: 'evidence', map: 'occlusion', grid: 30 };
  await expect(madeInLab(model, photo, folder.path, asked, stopping)).rejects.toThrow('stopped');
  expect(steps).toBe(6);
});
