import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { everything, type LibraryMap } from '../../electron/contract/index.ts';
import { writeClassFolders } from '../support/classFolders.ts';
import { allPhotos, forkEngine, importPaths, jobsEnded, type ForkedEngine } from '../support/engine.ts';
import { temporaryFolder } from '../support/fovea.ts';

// The map with the real engine, runner and the network in the box. Photos are scenes under red, green or blue light.

const perClass = 8;
const folder = temporaryFolder();
const at = (...names: readonly string[]): string => join(folder.path, ...names);
let engine: ForkedEngine;

const state = (): Promise<LibraryMap> => engine.window.ask('map.state', undefined);

/** Where each photo lies, of what class, and whether a person says so. */
async function points() {
  const { photos, x, y, classes, human, names } = await engine.window.ask('map.points', undefined);
  const bytes = (packed: string): ArrayBuffer => Uint8Array.from(Buffer.from(packed, 'base64')).buffer;
  const [xs, ys] = [new Float32Array(bytes(x)), new Float32Array(bytes(y))];
  const [numbers, people] = [new Int32Array(bytes(classes)), new Uint8Array(bytes(human))];
  return Array.from(new Int32Array(bytes(photos)), (photo, i) => ({
    ...{ photo, x: xs[i] ?? Number.NaN, y: ys[i] ?? Number.NaN, human: people[i] },
    className: names.find((name) => name.class === numbers[i])?.className ?? null,
  }));
}

async function ended(job: number) {
  const jobs = await jobsEnded(engine);
  return jobs.find(({ id }) => id === job);
}

beforeAll(async () => {
  await writeClassFolders(at('photos'), perClass);
  // Some come later.
  for (const name of readdirSync(at('photos'))) {
    mkdirSync(at('later', name), { recursive: true });
    const [first = ''] = readdirSync(at('photos', name));
    copyFileSync(at('photos', name, first), at('later', name, `copy of ${first}`));
  }
  engine = forkEngine(at('data'), at('models'));
  await importPaths(engine, [at('photos')]);
  await jobsEnded(engine);
}, 120_000);

afterAll(async () => {
  await engine.close();
  folder.remove();
});

test('there is no map before a network has looked, and drawing one says what to do', async () => {
  expect(await state()).toEqual({ model: null, points: 0, missing: 0, job: null });
  expect(await points()).toEqual([]);
  await expect(engine.window.ask('map.draw', undefined)).rejects.toMatchObject({ code: 'find/no-features' });
});

test('it is drawn by one job, with a place for every photo', async () => {
  await ended((await engine.window.ask('features.index', undefined)).job);
  expect(await state()).toMatchObject({ model: null, points: 0, missing: 3 * perClass });
  const { job } = await engine.window.ask('map.draw', undefined);
  expect(await ended(job)).toMatchObject({ kind: 'map.draw', state: 'done', message: '24 photos on the map' });
  expect(await state()).toMatchObject({ points: 3 * perClass, missing: 0, job: null });
  const drawn = await points();
  expect(new Set(drawn.map(({ photo }) => photo))).toEqual(new Set((await allPhotos(engine)).map(({ id }) => id)));
  expect(drawn.every(({ x, y }) => x >= 0 && x <= 1 && y >= 0 && y <= 1)).toBe(true);
});

test('its islands are the clusters of the grid', async () => {
  const clusters = async (): Promise<number[]> => {
    const page = { filter: everything, order: 'cluster', offset: 0, limit: 50 } as const;
    const { photos } = await engine.window.ask('library.list', page);
    return photos.map(({ group }) => group?.id ?? -1);
  };
  // Before the map no two of these photos stood together.
  await vi.waitFor(async () => expect(await clusters()).not.toContain(-1), { timeout: 20_000, interval: 100 });
  const numbers = await clusters();
  const runs = numbers.filter((number, at) => number !== numbers[at - 1]);
  expect(runs.length, 'an island stands in one place').toBe(new Set(numbers).size);
  expect(runs.length).toBeLessThanOrEqual((3 * perClass) / 2);
});

test('a label is on it at once, as a word of a person, and a photo that is forgotten is not on it', async () => {
  const [first, second] = await points();
  const { window } = engine;
  await window.ask('library.label', { photos: [first?.photo ?? 0], className: 'dusk' });
  await window.ask('library.forget', { photos: [second?.photo ?? 0] });
  const [labelled, next] = await points();
  expect(labelled).toMatchObject({ photo: first?.photo, className: 'dusk', human: 1 });
  expect(next?.photo).not.toBe(second?.photo);
  expect((await state()).points).toBe(3 * perClass - 1);
  await window.ask('edits.undo', undefined);
  expect((await state()).points).toBe(3 * perClass);
});

test('it is there again after a restart, and a copy of a photo is placed on it while nothing else moves', async () => {
  const before = await points();
  await engine.close();
  engine = forkEngine(at('data'), at('models'));
  expect(await state()).toMatchObject({ points: 3 * perClass, missing: 0 });
  expect(await points()).toEqual(before);

  await importPaths(engine, [at('later')]);
  await jobsEnded(engine);
  await ended((await engine.window.ask('features.index', undefined)).job);
  await expect.poll(async () => (await state()).missing).toBe(3);
  const { job } = await engine.window.ask('map.place', undefined);
  expect(await ended(job)).toMatchObject({ state: 'done', message: '3 new photos placed' });
  const after = await points();
  expect(after.slice(0, before.length)).toEqual(before);
  const places = new Set(before.map(({ x, y }) => `${x} ${y}`));
  expect(after.slice(before.length).map(({ x, y }) => places.has(`${x} ${y}`))).toEqual([true, true, true]);
}, 60_000);
