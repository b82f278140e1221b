import { chmodSync, copyFileSync, mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, expect, test, vi } from 'vitest';
import { everything, type Photo } from '../../electron/contract/index.ts';
import { writeColorModel, writeColorPhoto } from '../support/colorPhotos.ts';
import { allPhotos, forkEngine, importPaths, jobsEnded, type ForkedEngine } from '../support/engine.ts';
import { temporaryFolder } from '../support/fovea.ts';
import { writeScenes } from '../support/scenes.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

function setUp(): { root: string; photos: string; start(): ForkedEngine } {
  const { path: root, remove } = temporaryFolder();
  cleanups.push(remove);
  const start = (): ForkedEngine => {
    const engine = forkEngine(join(root, 'library'), join(root, 'models'));
    cleanups.push(() => engine.close());
    return engine;
  };
  mkdirSync(join(root, 'photos'));
  writeColorModel(join(root, 'models'));
  return { root, photos: join(root, 'photos'), start };
}

async function watch(engine: ForkedEngine, folder: string): Promise<void> {
  const { id: grant } = await engine.shell.ask('grants.addFolder', { path: folder });
  await engine.window.ask('watch.add', { grant });
}

/** Waits until the library is as it should be: names and states of its photos. */
const becomes = (engine: ForkedEngine, expected: Record<string, Photo['state']>): Promise<void> =>
  vi.waitFor(
    async () => {
      const photos = await allPhotos(engine);
      expect(Object.fromEntries(photos.map(({ fileName, state }) => [fileName, state]))).toEqual(expected);
    },
    { timeout: 60_000, interval: 100 },
  );

test('a watched folder: photos come, vanish, come back, move and change, and keep what a person said', async () => {
  const { root, photos, start } = setUp();
  await writeColorPhoto(photos, 'red', 'one.png');
  const engine = start();
  await watch(engine, photos);
  await becomes(engine, { 'one.png': 'ready' });
  const two = await writeColorPhoto(join(photos, 'inner'), 'blue', 'two.png');
  await becomes(engine, { 'one.png': 'ready', 'two.png': 'ready' });
  const idOf = async (name: string): Promise<number> =>
    (await allPhotos(engine)).find(({ fileName }) => fileName === name)?.id ?? 0;
  const id = await idOf('two.png');
  await engine.window.ask('library.label', { photos: [id], className: 'sky' });

  const aside = join(root, 'two.png');
  renameSync(two, aside);
  await becomes(engine, { 'one.png': 'ready', 'two.png': 'missing' });
  expect((await engine.window.ask('library.photo', { photo: id })).problem?.code).toBe('photo/missing');
  expect((await engine.window.ask('watch.list', undefined)).missing).toBe(1);
  const missing = { ...everything, state: 'missing' } as const;
  expect(await engine.window.ask('library.ids', { filter: missing, order: 'added', from: 0, to: 9 })).toEqual([id]);
  renameSync(aside, two);
  await becomes(engine, { 'one.png': 'ready', 'two.png': 'ready' });

  const told: (string | null)[] = [];
  engine.window.on('edits.changed', ({ undo }) => told.push(undo));
  renameSync(two, join(photos, 'moved.png'));
  await becomes(engine, { 'one.png': 'ready', 'moved.png': 'ready' });
  expect(await engine.window.ask('library.photo', { photo: id })).toMatchObject({
    label: 'sky',
    fileName: 'moved.png',
  });
  expect((await engine.window.ask('edits.history', undefined)).undo).toBe('Follow 1 moved photo');
  expect(told).toEqual(['Follow 1 moved photo']);

  await writeColorPhoto(photos, 'green', 'moved.png');
  const before = await engine.window.ask('library.photo', { photo: id });
  await vi.waitFor(
    async () => expect((await engine.window.ask('library.photo', { photo: id })).hash).not.toBe(before.hash),
    { timeout: 60_000, interval: 100 },
  );
  expect((await engine.window.ask('library.photo', { photo: id })).label).toBe('sky');
}, 240_000);

test('a photo is read again as often as an editor saves it in the place of itself, in a folder that came later too', async () => {
  const { root, photos, start } = setUp();
  const engine = start();
  await watch(engine, photos);
  await writeColorPhoto(join(root, 'made', 'deep'), 'red', 'one.png');
  renameSync(join(root, 'made'), join(photos, 'made'));
  await becomes(engine, { 'one.png': 'ready' });
  const [{ id } = { id: 0 }] = await allPhotos(engine);
  const hash = async (): Promise<string | null> => (await engine.window.ask('library.photo', { photo: id })).hash;
  for (const color of ['green', 'blue', 'black'] as const) {
    const before = await hash();
    renameSync(await writeColorPhoto(root, color, 'saved.png'), join(photos, 'made', 'deep', 'one.png'));
    await vi.waitFor(async () => expect(await hash()).not.toBe(before), { timeout: 20_000, interval: 100 });
  }
}, 240_000);

test('what came and went while Fovea was closed is known at the next start', async () => {
  const { photos, start } = setUp();
  for (const name of ['one.png', 'two.png']) await writeColorPhoto(photos, 'red', name);
  const first = start();
  await watch(first, photos);
  await becomes(first, { 'one.png': 'ready', 'two.png': 'ready' });
  await first.close();
  rmSync(join(photos, 'one.png'));
  await writeColorPhoto(photos, 'blue', 'three.png');
  const second = start();
  await becomes(second, { 'one.png': 'missing', 'two.png': 'ready', 'three.png': 'ready' });
  const [folder] = (await second.window.ask('watch.list', undefined)).folders;
  expect(folder).toMatchObject({ path: photos, photos: 3, how: 'watching' });
  const { folders } = await second.window.ask('watch.remove', { path: photos });
  expect(folders).toEqual([]);
}, 240_000);

test('a file that is renamed over a known photo takes its labels along; a labelled photo keeps its path and gets other pixels', async () => {
  const { photos, start } = setUp();
  const [one = '', two = '', three = '', four = ''] = await Promise.all(
    (['red', 'blue', 'green', 'black'] as const).map((color) => writeColorPhoto(photos, color)),
  );
  // Files as long as each other are told apart by their times.
  for (const [at, path] of [one, two, three, four].entries()) utimesSync(path, 1000 + at, 1000 + at);
  const engine = start();
  await watch(engine, photos);
  await becomes(engine, { 'red.png': 'ready', 'blue.png': 'ready', 'green.png': 'ready', 'black.png': 'ready' });
  await jobsEnded(engine);
  const byName = new Map((await allPhotos(engine)).map(({ fileName, id }) => [fileName, id]));
  const detailOf = (name: string) => engine.window.ask('library.photo', { photo: byName.get(name) ?? 0 });
  await engine.window.ask('library.label', { photos: [byName.get('red.png') ?? 0], className: 'sky' });
  await engine.window.ask('library.label', { photos: [byName.get('black.png') ?? 0], className: 'night' });
  const { hash } = await detailOf('green.png');
  renameSync(one, two);
  renameSync(three, four);
  await becomes(engine, { 'blue.png': 'ready', 'black.png': 'ready', 'green.png': 'missing' });
  expect(await detailOf('red.png')).toMatchObject({ path: two, label: 'sky' });
  await vi.waitFor(
    async () => expect(await detailOf('black.png')).toMatchObject({ path: four, label: 'night', hash }),
    { timeout: 60_000, interval: 100 },
  );
}, 240_000);

test('a photo whose file is away while a network looks is missing, and as it was when it is back', async () => {
  const { root, photos, start } = setUp();
  const one = await writeColorPhoto(photos, 'red', 'one.png');
  const engine = start();
  await importPaths(engine, [photos]);
  await jobsEnded(engine);
  renameSync(one, join(root, 'aside.png'));
  await engine.window.ask('classification.run', { filter: everything, again: true });
  await jobsEnded(engine);
  await becomes(engine, { 'one.png': 'missing' });
  renameSync(join(root, 'aside.png'), one);
  await watch(engine, photos);
  await becomes(engine, { 'one.png': 'ready' });
}, 240_000);

test('a photo that was removed from the library stays away from its watched folder until it is imported by hand', async () => {
  const { photos, start } = setUp();
  const one = await writeColorPhoto(photos, 'red', 'one.png');
  const first = start();
  await watch(first, photos);
  await becomes(first, { 'one.png': 'ready' });
  await first.window.ask('library.forget', { photos: [(await allPhotos(first))[0]?.id ?? 0] });
  await first.close();
  const second = start();
  await writeColorPhoto(photos, 'blue', 'two.png');
  await becomes(second, { 'two.png': 'ready' });
  await jobsEnded(second);
  expect((await allPhotos(second)).map(({ fileName }) => fileName)).toEqual(['two.png']);
  expect((await second.window.ask('watch.list', undefined)).folders[0]?.photos).toBe(1);
  await importPaths(second, [one]);
  await becomes(second, { 'one.png': 'ready', 'two.png': 'ready' });
}, 240_000);

test('near-duplicates and bursts stand together after an import, and are found', async () => {
  const { photos, start } = setUp();
  const scenes = await writeScenes(photos, 3, 7, { width: 320, height: 240 });
  const [{ path: first } = { path: '' }] = scenes;
  await sharp(first)
    .extract({ left: 30, top: 0, width: 290, height: 240 })
    .jpeg({ quality: 60 })
    .toFile(join(photos, 'cut.jpg'));
  copyFileSync(first, join(photos, 'copy.png'));
  const when = (second: number) => ({ IFD0: { Model: 'X', DateTime: `2026:01:01 10:00:0${second}` } });
  for (const second of [1, 2]) {
    const image = sharp({ create: { width: 90, height: 60, channels: 3, background: { r: 90 * second, g: 9, b: 9 } } });
    await image
      .withExif(when(second))
      .jpeg()
      .toFile(join(photos, `burst${second}.jpg`));
  }
  const engine = start();
  await importPaths(engine, [photos]);
  await jobsEnded(engine);
  const grouped = async (order: 'alike' | 'burst' | 'cluster'): Promise<string[][]> => {
    const page = { filter: everything, order, offset: 0, limit: 50 } as const;
    const rows = (await engine.window.ask('library.list', page)).photos.filter(({ group }) => group !== null);
    return [...Map.groupBy(rows, ({ group }) => group?.id).values()].map((group) =>
      group.map(({ fileName }) => fileName).sort(),
    );
  };
  await vi.waitFor(async () => expect(await grouped('alike')).toHaveLength(1), { timeout: 60_000, interval: 100 });
  expect((await grouped('alike'))[0]).toEqual(expect.arrayContaining(['copy.png', 'cut.jpg']));
  expect((await grouped('alike'))[0]).toHaveLength(3);
  expect(await grouped('burst')).toEqual([['burst1.jpg', 'burst2.jpg']]);
  expect(await grouped('cluster')).toHaveLength(2);
  const found = await engine.window.ask('find.run', { by: { kind: 'duplicates' }, filter: everything, most: 100 });
  expect(found.photos).toBe(3);
}, 240_000);

test.skipIf(process.getuid?.() === 0)('a folder that may not be read is named in the line of the import', async () => {
  const { photos, start } = setUp();
  await writeColorPhoto(photos, 'red');
  mkdirSync(join(photos, 'closed'));
  writeFileSync(join(photos, 'closed', 'inner.png'), 'never seen');
  chmodSync(join(photos, 'closed'), 0);
  cleanups.push(() => chmodSync(join(photos, 'closed'), 0o700));
  const engine = start();
  await importPaths(engine, [photos]);
  const [job] = await jobsEnded(engine);
  expect(job?.message).toBe('1 photo read; “closed” cannot be read');
});
