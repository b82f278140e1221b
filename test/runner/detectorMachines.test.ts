import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExamplePhoto } from '../../electron/runner/tasks/detection/detectors/examples.ts';
import { Looks } from '../../electron/runner/tasks/detection/detectors/looks.ts';
import { learnMachines, type Multipliers } from '../../electron/runner/tasks/detection/detectors/machines.ts';
import { openProducts, type Products } from '../../electron/runner/training/index.ts';
import { Room } from '../../electron/runner/tasks/detection/detectors/room.ts';
import { scoreOf, type Machines } from '../../electron/runner/tasks/detection/detectors/scores.ts';
import { isBackground, surveyed, type SurveyedPhoto } from '../../electron/runner/tasks/detection/detectors/survey.ts';
import { derived } from '../../electron/runner/vision/index.ts';
import { nativeFailure } from '../../native/index.ts';

// The machines of a detector, learned from drawn rows: every region of a photo is described by chance, and things a
// little by where their class lies.

const seed = Number(process.env['SEED'] ?? 6);
const [width, classes, regions] = [24, 2, 150];
let products: Products;

beforeAll(async () => {
  products = await openProducts();
});
afterAll(() => products.close());

const unit = (row: Float32Array): Float32Array => {
  const length = Math.hypot(...row);
  return row.map((value) => value / length);
};

/** A photo with a thing of each class at its first regions; `without` the box of that class is not drawn. */
function photoOf(index: number, complete: boolean, without: number | null): SurveyedPhoto {
  const rng = derived(seed, 'photo', index);
  const boxes = Int32Array.from({ length: 4 * regions }, (_, at) => {
    const place = 100 * Math.floor(at / 4);
    return at % 4 < 2 ? place : place + 40;
  });
  const things = [0, 1].filter((own) => own !== without);
  const rows = new Float32Array(regions * width);
  for (let region = 0; region < regions; region++) {
    const row = Float32Array.from({ length: width }, () => rng() - 0.5);
    if (region < classes) row[region] = (row[region] ?? 0) + 0.8;
    rows.set(unit(row), region * width);
  }
  const rowAt = (region: number): Float32Array => rows.slice(region * width, (region + 1) * width);
  const boxAt = (own: number) => ({ x0: 100 * own, y0: 100 * own, x1: 100 * own + 40, y1: 100 * own + 40 });
  const example: ExamplePhoto = {
    ...{ width: 1, height: 1, photoWidth: 1, photoHeight: 1, boxes, rows },
    truth: things.map((classIndex) => ({ classIndex, box: boxAt(classIndex), difficult: false })),
    drawn: things.map(rowAt),
  };
  return surveyed({ hash: `photo ${index}`, complete }, example, () => Promise.resolve(example));
}

const photosOf = (without: number | null = null): SurveyedPhoto[] =>
  Array.from({ length: 30 }, (_, index) => photoOf(index, true, index === 0 ? without : null));

const memory = () => ({ mined: new Map<number, Map<string, Set<number>>>(), multipliers: new Map() as Multipliers });

const learn = (photos: readonly SurveyedPhoto[], own = memory(), change: { stop?: AbortSignal } = {}) =>
  learnMachines(photos, {
    ...{ classes, width, c: 10, seed, looks: new Looks(products), room: new Room(), ...own, ...change },
  });

/** ½ |w|² + C Σ max(0, 1 − y s)² over all things and all background, whether a machine was shown it or not. */
async function objective(machines: Machines, own: number, photos: readonly SurveyedPhoto[]): Promise<number> {
  const w = [...machines.weights.subarray(own * width, (own + 1) * width), machines.bias[own] ?? 0];
  let sum = w.reduce((squares, value) => squares + value * value, 0) / 2;
  for (const photo of photos) {
    const { rows, truth, drawn } = await photo.read();
    const loss = (row: Float32Array, y: number): number => Math.max(0, 1 - y * scoreOf(machines, own, row)) ** 2;
    for (const [at, { classIndex }] of truth.entries())
      if (classIndex === own) sum += 10 * 2 * loss(drawn[at] ?? new Float32Array(width), 1);
    for (let region = 0; region < regions; region++)
      if (isBackground(photo, own, region)) sum += 10 * loss(rows.subarray(region * width, (region + 1) * width), -1);
  }
  return sum;
}

describe.skipIf(nativeFailure() !== null)('machines of a detector', () => {
  test('that saw only hard background are as good as those that saw all of it', async () => {
    const photos = photosOf();
    const [mined, whole] = [await learn(photos), await learn(photos, { ...memory(), mined: everything(photos) })];
    for (let own = 0; own < classes; own++) {
      const best = await objective(whole, own, photos);
      expect(await objective(mined, own, photos), `SEED=${seed}`).toBeLessThan(1.03 * best);
    }
  });

  test('learned again after one more box are as good as those learned from nothing', async () => {
    const kept = memory();
    await learn(photosOf(0), kept);
    expect([...kept.multipliers.keys()]).toEqual([0, 1]);
    const photos = photosOf();
    const [again, anew] = [await learn(photos, kept), await learn(photos)];
    for (let own = 0; own < classes; own++) {
      const best = await objective(anew, own, photos);
      expect(await objective(again, own, photos), `SEED=${seed}`).toBeLessThan(1.03 * best);
    }
  });

  test('are the same for the same photos and seed', async () => {
    expect(await learn(photosOf())).toEqual(await learn(photosOf()));
  });

  test('of a photo that is not complete take no region for background that touches nothing drawn', async () => {
    const photo = photoOf(0, false, null);
    const background = Array.from({ length: regions }, (_, region) => region).filter((at) =>
      isBackground(photo, 0, at),
    );
    expect(background).toEqual([]);
    const machines = await learn([photo]);
    expect([...machines.bias]).toEqual([-1, -1]);
  });

  test('are not learned on once it is stopped', async () => {
    const stop = AbortSignal.abort(new Error('enough'));
    await expect(learn(photosOf(), memory(), { stop })).rejects.toThrow('enough');
  });
});

/** All background, as if all of it had been hard once. */
const everything = (photos: readonly SurveyedPhoto[]) =>
  new Map(
    Array.from({ length: classes }, (_, own) => {
      const all = Array.from({ length: regions }, (_, region) => region);
      return [own, new Map(photos.map(({ hash }) => [hash, new Set(all)]))] as const;
    }),
  );
