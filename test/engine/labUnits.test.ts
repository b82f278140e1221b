import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { everything, type Sha256 } from '../../electron/contract/index.ts';
import { fitOf } from '../../electron/runner/vision/index.ts';
import { writeTinted } from '../support/classFolders.ts';
import { forkEngine, importPaths, jobsEnded, type ForkedEngine } from '../support/engine.ts';
import { temporaryFolder } from '../support/fovea.ts';

// What excites the units of the network in the box, in a library, with the real engine and runner.

const folder = temporaryFolder();
const at = (...names: readonly string[]): string => join(folder.path, ...names);
let engine: ForkedEngine;
let model: Sha256;

beforeAll(async () => {
  for (let photo = 0; photo < 11; photo += 1)
    await writeTinted(at('photos', `${photo}.jpg`), (['red', 'green', 'blue'] as const)[photo % 3] ?? 'red', 1 + photo);
  engine = forkEngine(at('data'), at('models'));
  model = (await engine.window.ask('models.shelf', undefined)).chosen ?? '';
  await importPaths(engine, [at('photos')]);
}, 60_000);

afterAll(async () => {
  await engine.close();
  folder.remove();
});

test(
  'a unit has its nine photos once somebody looked, and eight when one of them left',
  { timeout: 60_000 },
  async () => {
    const { window } = engine;
    expect(await window.ask('lab.indexed', { model })).toBeNull();
    const [first] = await window.ask('lab.layers', { model });
    const asked = { model, layer: first?.name ?? '', channel: 0 };
    await expect(window.ask('lab.patches', asked)).rejects.toMatchObject({ code: 'lab/not-indexed' });

    const { job } = await window.ask('lab.index', { model, filter: everything, layers: null });
    const ended = (await jobsEnded(engine)).find(({ id }) => id === job);
    expect(ended).toMatchObject({ state: 'done', done: 11, failed: 0 });
    const known = await window.ask('lab.indexed', { model });
    expect(known).toMatchObject({ photos: 11, unseen: 0 });

    const layer = known?.layers.find(({ rows }) => rows > 1);
    if (!layer) throw new Error('No layer has places.');
    let full = 0;
    for (let channel = 0; channel < Math.min(8, layer.channels); channel += 1) {
      const patches = await window.ask('lab.patches', { model, layer: layer.name, channel });
      const activations = patches.map(({ activation }) => activation);
      expect(activations).toEqual(activations.toSorted((a, b) => b - a));
      for (const { box, position } of patches) {
        expect(box.x1).toBeGreaterThan(box.x0);
        expect(position.row).toBeLessThan(layer.rows);
        expect(position.column).toBeLessThan(layer.columns);
      }
      if (patches.length < 9) continue;
      full += 1;
      const [gone] = patches;
      if (!gone) continue;
      await window.ask('library.forget', { photos: [gone.photo] });
      const left = await window.ask('lab.patches', { model, layer: layer.name, channel });
      expect(left).toEqual(patches.slice(1));
      await window.ask('edits.undo', undefined);
      expect(await window.ask('lab.patches', { model, layer: layer.name, channel })).toEqual(patches);
    }
    expect(full).toBeGreaterThan(0);
    await expectSeenAlike({ layer: layer.name, channel: 0 });
    await expect(
      window.ask('lab.patches', { model, layer: layer.name, channel: layer.channels }),
    ).rejects.toMatchObject({ code: 'lab/no-layer' });
  },
);

test('a photo whose file is gone is told, and the others are looked at', { timeout: 60_000 }, async () => {
  const { window } = engine;
  rmSync(at('data', 'units'), { recursive: true });
  rmSync(at('photos', '3.jpg'));
  await window.ask('lab.index', { model, filter: everything, layers: null });
  const ended = (await jobsEnded(engine)).filter(({ kind }) => kind === 'lab.index').at(-1);
  expect(ended).toMatchObject({ state: 'done', failed: 1 });
  expect(await window.ask('lab.indexed', { model })).toMatchObject({ photos: 10, unseen: 1 });
});

/** A patch of the photo and the projection of the same unit show the same part of it. */
async function expectSeenAlike(unit: { readonly layer: string; readonly channel: number }): Promise<void> {
  const { window } = engine;
  const [patch] = await window.ask('lab.patches', { model, ...unit });
  if (!patch) throw new Error('There is no patch.');
  const settings = { method: 'projection', projection: 'deconvnet', ...unit } as const;
  const asked = { model, others: [], photos: [{ photo: patch.photo }], settings, device: null };
  const { result } = await window.ask('lab.make', asked);
  expect(result.measures).toMatchObject(patch.position);
  const { models } = await window.ask('models.shelf', undefined);
  const preprocessing = models.find(({ hash }) => hash === model)?.card.preprocessing;
  const { seen } = fitOf(patch.width, patch.height, preprocessing!);
  const perX = (seen.x1 - seen.x0) / preprocessing!.width;
  const perY = (seen.y1 - seen.y0) / preprocessing!.height;
  const [picture] = result.pictures;
  const { x0, x1, y0, y1 } = patch.box;
  expect((x0 - seen.x0) / perX).toBeCloseTo(result.measures['left']!, 6);
  expect((y0 - seen.y0) / perY).toBeCloseTo(result.measures['top']!, 6);
  expect((x1 - x0) / perX).toBeCloseTo(picture!.width, 6);
  expect((y1 - y0) / perY).toBeCloseTo(picture!.height, 6);
}
