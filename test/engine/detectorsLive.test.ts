import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DetectorSettings, everything, type Sha256 } from '../../electron/contract/index.ts';
import { allPhotos, forkEngine, importPaths, jobsEnded, type ForkedEngine } from '../support/engine.ts';
import { temporaryFolder } from '../support/fovea.ts';
import { maskedScene, writePicture } from '../support/maskedScenes.ts';

// Boxes and detectors with the real engine and runner and the network in the box: what a window would ask, in its order. Photos are
// scenes of a red box before grey; regions come from windows, so that no compiler is needed.

const folder = temporaryFolder();
const at = (...names: readonly string[]): string => join(folder.path, ...names);
const size = { width: 96, height: 80 };

let engine: ForkedEngine;
let photos: ReadonlyMap<string, number>;
let trunk: Sha256;
const heard: (readonly number[] | null)[] = [];
const photo = (scene: number): number => photos.get(`scene ${scene}.png`) ?? -1;

beforeAll(async () => {
  mkdirSync(at('models'));
  const rows = ['path,label,x1,y1,x2,y2'];
  for (let scene = 0; scene < 6; scene += 1) {
    const made = maskedScene(700 + scene, size.width, size.height);
    await writePicture(made, at('photos'), `scene ${scene}`);
    const own = [...made.truth.classOf.keys()].filter((pixel) => made.truth.classOf[pixel] === 1);
    const [xs, ys] = [own.map((pixel) => pixel % size.width), own.map((pixel) => Math.floor(pixel / size.width))];
    const edges = [Math.min(...xs), Math.min(...ys), Math.max(...xs) + 1, Math.max(...ys) + 1];
    if (scene < 4) rows.push(`scene ${scene}.png,box,${edges.join()}`);
  }
  writeFileSync(at('boxes.csv'), `${rows.join('\n')}\n`);
  engine = forkEngine(at('library'), at('models'));
  engine.window.on('boxes.changed', ({ photos: changed }) => heard.push(changed));
  await importPaths(engine, [at('photos')]);
  await jobsEnded(engine);
  photos = new Map((await allPhotos(engine)).map(({ fileName, id }) => [fileName, id]));
  trunk = (await engine.window.ask('models.shelf', undefined)).chosen ?? '';
}, 120_000);

afterAll(async () => {
  await engine.close();
  folder.remove();
});

test('boxes are imported, learned from, found in other photos and accepted, and every change is announced', async () => {
  const { window, shell } = engine;
  const settings = DetectorSettings.parse({ proposals: 'windows', heldOut: 0 });
  const train = () => window.ask('detectors.train', { name: 'Boxes', model: trunk, settings });
  await expect(train()).rejects.toMatchObject({ code: 'detection/no-boxes' });

  const [grant] = await shell.ask('grants.add', { paths: [at('boxes.csv')] });
  const imported = await window.ask('boxes.import', { grants: [grant?.id ?? ''] });
  expect(imported).toMatchObject({
    photos: 4,
    boxes: 4,
    problems: [],
    history: { undo: 'Import 4 boxes for 4 photos' },
  });
  expect(heard.at(-1)).toEqual([0, 1, 2, 3].map(photo));
  heard.length = 0;
  await window.ask('edits.undo', undefined);
  expect(await window.ask('boxes.classes', undefined)).toEqual([]);
  await window.ask('edits.redo', undefined);
  expect(heard).toEqual([[0, 1, 2, 3].map(photo), [0, 1, 2, 3].map(photo)]);
  await window.ask('boxes.complete', { photos: [0, 1, 2, 3].map(photo), complete: true });

  await train();
  expect(await jobsEnded(engine)).toContainEqual(
    expect.objectContaining({ kind: 'detectors.train', state: 'done', message: '“Boxes” learned from 4 photos.' }),
  );
  const { detectors, inUse } = await window.ask('detectors.list', undefined);
  expect(detectors).toMatchObject([{ model: inUse, name: 'Boxes', classNames: ['box'], trunkName: 'fovea-base' }]);
  const model = inUse ?? '';

  const looked = await window.ask('detectors.look', { photo: photo(4), model });
  expect(looked).toEqual(await window.ask('boxes.of', { photo: photo(4) }));
  await window.ask('detectors.run', { filter: everything, model });
  expect((await jobsEnded(engine)).find(({ kind }) => kind === 'detectors.run')).toMatchObject({
    state: 'done',
    total: 5,
  });
  const queue = await window.ask('detectors.queue', { model, limit: 10 });
  expect(queue.every(({ photo: one }) => one === photo(4) || one === photo(5))).toBe(true);
  const report = await window.ask('detectors.evaluate', { filter: everything, model });
  expect(report).toMatchObject({
    detector: 'Boxes',
    photos: 4,
    classes: [{ className: 'box', boxes: 4 }],
    problems: [],
  });

  const [found] = looked.found;
  expect(found?.className).toBe('box');
  const accepted = await window.ask('boxes.accept', { found: [found?.id ?? 0] });
  expect(accepted.history.undo).toBe('Accept a box of “box”');
  expect((await window.ask('boxes.of', { photo: photo(4) })).drawn).toMatchObject([
    { id: accepted.ids[0], box: found?.box },
  ]);

  mkdirSync(at('exported'));
  const target = (await shell.ask('grants.addFolder', { path: at('exported') })).id;
  const wanted = { model, kind: 'photo-alone', target } as const;
  const { files } = await window.ask('detectors.export', wanted);
  expect(readdirSync(at('exported')).sort()).toEqual(files.toSorted());
  await expect(window.ask('detectors.export', wanted)).rejects.toMatchObject({ code: 'export/not-empty' });
  await expect(window.ask('detectors.export', { ...wanted, model: 'f'.repeat(64) })).rejects.toMatchObject({
    code: 'model/unknown',
  });

  const proposed = await window.ask('proposals.of', { photo: photo(0), source: 'windows', most: 50 });
  expect(proposed.boxes.length).toBeGreaterThan(4);
  expect(proposed.recall).not.toBeNull();
  await expect(window.ask('detectors.choose', { model: trunk })).rejects.toMatchObject({ code: 'model/unknown' });
}, 120_000);
