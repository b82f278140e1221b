import { afterAll, describe, expect, test } from 'vitest';
import { encode, seeded } from '../../electron/compiler/index.ts';
import { lookupTable, writePhoto } from '../../electron/runner/pixels/index.ts';
import { createSession, Tensor } from '../../electron/runner/runtime/index.ts';
import { openHypercolumns, sampled } from '../../electron/runner/hypercolumns/index.ts';
import {
  exportSegmenter,
  mostUncertainPlace,
  rowsOfMasks,
  solvePixelHead,
  strokeSession,
  type MaskedFeatures,
  type Stroke,
} from '../../electron/runner/tasks/segmentation/strokes/index.ts';
import { notJudged } from '../../electron/runner/vision/index.ts';
import { simulatedStrokes } from '../bench/strokes/simulate.ts';
import { builtIn } from '../support/models.ts';
import { stripes } from '../support/segmenting.ts';

// A segmenter that learns from strokes.

const seed = Number(process.env['SEED'] ?? 3);
const size = { width: 122, height: 75 };
const classes = 3;
const onCpu = { device: 'cpu', threads: 2 } as const;

const { picture, truth } = stripes(seed, size.width, size.height);
const hypercolumns = await openHypercolumns(builtIn(), size, onCpu);
const photo = await hypercolumns.describe(picture);
afterAll(() => hypercolumns.close());

const strokes: readonly Stroke[] = simulatedStrokes(truth, 3, seeded(seed));
const opened = () => {
  const session = strokeSession(onCpu);
  session.addPhoto('a', photo);
  return session;
};

const share = (count: number): number => count / truth.classOf.length;

describe('a session', () => {
  test('answers nearly all pixels of a simple picture after three strokes per class', async () => {
    const session = opened();
    session.addStrokes('a', strokes);
    await session.train(classes);
    const { labelMap } = await session.predict('a');
    const right = labelMap.classOf.filter((own, at) => own === truth.classOf[at]).length;
    expect(share(right), `SEED=${seed}`).toBeGreaterThan(0.93);
    await session.close();
  });

  test('never answers a class that nobody painted', async () => {
    const session = opened();
    session.addStrokes(
      'a',
      strokes.filter(({ classIndex }) => classIndex !== 1),
    );
    await session.train(classes);
    const { labelMap } = await session.predict('a');
    expect(new Set(labelMap.classOf)).toEqual(new Set([0, 2]));
    await session.close();
  });

  test('learns the same from a stroke that was erased as from none', async () => {
    const [erased, without] = [opened(), opened()];
    const last = strokes.at(-1);
    erased.addStrokes('a', strokes);
    erased.addStrokes('a', [{ classIndex: null, pixels: last?.pixels ?? [] }]);
    const kept = strokes.slice(0, -1);
    without.addStrokes('a', kept);
    without.addStrokes('a', [{ classIndex: null, pixels: last?.pixels ?? [] }]);
    expect(await erased.train(classes)).toEqual(await without.train(classes));
    await erased.close();
    await without.close();
  });

  test('paints over what was there', () => {
    const session = opened();
    const pixels = [0, 1, 2, 3];
    session.addStrokes('a', [{ classIndex: 0, pixels }]);
    session.addStrokes('a', [{ classIndex: 2, pixels }]);
    expect(session.paintedClasses()).toBe(1);
  });

  test('learns the same from strokes painted together, one by one, and anew', async () => {
    const eraser: Stroke = { classIndex: null, pixels: strokes[1]?.pixels ?? [] };
    const all = [...strokes, eraser, { ...(strokes[0] ?? eraser), filled: true }, ...strokes.slice(1, 3)];
    const [together, single, anew] = [opened(), opened(), opened()];
    together.addStrokes('a', all);
    for (const stroke of all) single.addStrokes('a', [stroke]);
    anew.addStrokes('a', strokes.slice(2));
    anew.setStrokes('a', all);
    const head = await together.train(classes);
    expect(await single.train(classes)).toEqual(head);
    expect(await anew.train(classes)).toEqual(head);
    for (const session of [together, single, anew]) await session.close();
  });

  test('goes on learning from a photo whose features it has let go', async () => {
    const [kept, released] = [opened(), opened()];
    for (const session of [kept, released]) session.addStrokes('a', strokes);
    released.letGo('a');
    expect(await released.train(classes)).toEqual(await kept.train(classes));
    await expect(released.predict('a')).rejects.toThrow('not described');
    released.addPhoto('a', photo);
    expect((await released.predict('a')).labelMap).toEqual((await kept.predict('a')).labelMap);
    for (const session of [kept, released]) await session.close();
  });

  test('learns one more class where it was', async () => {
    const session = opened();
    session.addStrokes(
      'a',
      strokes.filter(({ classIndex }) => classIndex !== 2),
    );
    await session.train(2);
    session.addStrokes(
      'a',
      strokes.filter(({ classIndex }) => classIndex === 2),
    );
    await session.train(3);
    const { labelMap } = await session.predict('a');
    const right = labelMap.classOf.filter((own, at) => own === truth.classOf[at]).length;
    expect(share(right), `SEED=${seed}`).toBeGreaterThan(0.93);
    await session.close();
  });

  test('goes on from where it was, and stays there when it is stopped', async () => {
    const session = opened();
    session.addStrokes('a', strokes);
    const first = await session.train(classes);
    session.addStrokes('a', simulatedStrokes(truth, 1, seeded(seed + 1)));
    await expect(session.train(classes, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
    expect(session.head()).toBe(first);
    await session.close();
  });

  test('refuses to learn from one class, and to answer before it has learned', async () => {
    const session = opened();
    session.addStrokes(
      'a',
      strokes.filter(({ classIndex }) => classIndex === 0),
    );
    await expect(session.train(classes)).rejects.toThrow('at least two classes');
    await expect(session.predict('a')).rejects.toThrow('Nothing was learned');
    await session.close();
  });
});

test('a head does not depend on the units of channels', async () => {
  const pixels = Int32Array.from({ length: 90 }, (_, i) => i * 101);
  const features = sampled(photo, pixels);
  const width = features.length / pixels.length;
  const classOf = Int32Array.from(pixels, (pixel) => truth.classOf[pixel] ?? 0);
  const other = features.map((value, at) => ((at % width) % 2 === 0 ? value : 8 * value - 3));
  const scores = async (rows: Float32Array) => {
    const { weight, bias } = await solvePixelHead({ features: rows, classOf, width }, { classes, threads: 1 });
    return Array.from({ length: 90 * classes }, (_, at) => {
      const [row, k] = [Math.floor(at / classes), at % classes];
      let sum = bias[k] ?? 0;
      for (let f = 0; f < width; f++) sum += (weight[k * width + f] ?? 0) * (rows[row * width + f] ?? 0);
      return sum;
    });
  };
  const [plain, scaled] = [await scores(features), await scores(other)];
  for (const [at, score] of plain.entries()) expect(scaled[at]).toBeCloseTo(score, 2);
});

test('an exported segmenter equals the session within 1e-4', async () => {
  const session = opened();
  session.addStrokes('a', strokes);
  const head = await session.train(classes);
  const { graph, card } = exportSegmenter(hypercolumns.network, head, ['a', 'b', 'c']);
  const room = new Float32Array(3 * size.width * size.height);
  writePhoto(picture.pixels, lookupTable(card.preprocessing), card.preprocessing, room, 0);
  const runtime = await createSession(encode(graph), 'cpu');
  const fed = new Tensor('float32', room, [1, 3, size.height, size.width]);
  const output = (await runtime.run({ [card.inputName]: fed }))[card.outputName];
  await runtime.release();
  expect(output?.dims).toEqual([1, classes, size.height, size.width]);
  const scores = output?.data as Float32Array;
  const wanted = await session.probabilities('a');
  const area = size.width * size.height;
  let worst = 0;
  for (let pixel = 0; pixel < area; pixel++) {
    const own = Array.from({ length: classes }, (_, k) => scores[k * area + pixel] ?? NaN);
    const all = own.reduce((sum, score) => sum + Math.exp(score - Math.max(...own)), 0);
    for (const [k, score] of own.entries())
      worst = Math.max(worst, Math.abs(Math.exp(score - Math.max(...own)) / all - (wanted[k * area + pixel] ?? NaN)));
  }
  expect(worst).toBeLessThanOrEqual(1e-4);
  await session.close();
});

describe('the next place', () => {
  const area = { width: 80, height: 60 };
  const uncertainAt = (x: number, y: number): boolean => Math.hypot(x - 50, y - 30) < 9;
  const uncertainty = Float32Array.from({ length: 4800 }, (_, at) =>
    uncertainAt(at % 80, Math.floor(at / 80)) ? 0.9 : at % 97 === 0 ? 0.8 : 0.1,
  );

  test('is the middle of the area that is uncertain together', () => {
    const place = mostUncertainPlace(uncertainty, new Uint8Array(4800), area);
    expect(Math.hypot((place?.x ?? NaN) - 50, (place?.y ?? NaN) - 30)).toBeLessThan(5);
  });

  test('is not near a stroke', () => {
    const labelled = Uint8Array.from(uncertainty, (_, at) => Number(uncertainAt(at % 80, Math.floor(at / 80))));
    const place = mostUncertainPlace(uncertainty, labelled, area);
    expect(Math.hypot((place?.x ?? NaN) - 50, (place?.y ?? NaN) - 30)).toBeGreaterThan(9 + 4);
  });

  test('is nowhere where all is painted', () => {
    expect(mostUncertainPlace(uncertainty, new Uint8Array(4800).fill(1), area)).toBeNull();
  });
});

test('simulated strokes stay inside their class', () => {
  const unjudged = { ...truth, classOf: truth.classOf.map((own, at) => (at < 500 ? notJudged : own)) };
  const drawn = simulatedStrokes(unjudged, 20, seeded(seed));
  expect(drawn).toHaveLength(20 * classes);
  for (const { classIndex, pixels } of drawn) {
    expect(pixels.length, `SEED=${seed}`).toBeGreaterThan(0);
    expect(new Set(Array.from(pixels, (pixel) => unjudged.classOf[pixel]))).toEqual(new Set([classIndex]));
  }
});

test('rows of masks are hypercolumns of judged pixels, each class among them', async () => {
  const judged = { ...truth, classOf: truth.classOf.map((own, at) => (at % 3 === 0 ? notJudged : own)) };
  async function* photos(): AsyncGenerator<MaskedFeatures> {
    for (let i = 0; i < 2; i++) yield await Promise.resolve({ photo, truth: judged });
  }
  const options = { classes: 4, photos: 2, perPhoto: 60, rng: seeded(seed) };
  const { features, classOf, width, shares } = await rowsOfMasks(photos(), options);
  expect(new Set(classOf)).toEqual(new Set([0, 1, 2]));
  expect(shares[3]).toBe(0);
  const all = sampled(photo, Int32Array.from(judged.classOf.keys()));
  const known = new Set(rowsAsText(all, width).filter((_, pixel) => judged.classOf[pixel] !== notJudged));
  for (const row of rowsAsText(features, width)) expect(known.has(row), `SEED=${seed}`).toBe(true);
});

const rowsAsText = (rows: Float32Array, width: number): string[] =>
  Array.from({ length: rows.length / width }, (_, at) => rows.slice(at * width, at * width + 6).join());
