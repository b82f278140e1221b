import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, expect, test } from 'vitest';
import { everything } from '../../electron/contract/index.ts';
import { writeColorModel, writeColorPhoto } from '../support/colorPhotos.ts';
import { allPhotos, forkEngine, importPaths, jobsEnded, type ForkedEngine } from '../support/engine.ts';
import { temporaryFolder } from '../support/fovea.ts';
import { writeScenes } from '../support/scenes.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

const setUp = (): { root: string; photos: string; start(): ForkedEngine } => {
  const { path: root, remove } = temporaryFolder();
  cleanups.push(remove);
  writeColorModel(join(root, 'models'));
  const start = (): ForkedEngine => {
    const engine = forkEngine(join(root, 'library'), join(root, 'models'));
    cleanups.push(() => engine.close());
    return engine;
  };
  return { root, photos: join(root, 'photos'), start };
};

const strange = [
  'späße & ünïcödé.png',
  '📷🌈.png',
  `${'long '.repeat(48)}.png`,
  '100 %#?&=.png',
  'صورة ‏من اليمين.png',
  'two\nlines.png',
  'quote\'".png',
];

test('a folder of strange names and broken files becomes rows: pictures with answers, the rest with a reason', async () => {
  const { photos, root, start } = setUp();
  const inner = join(photos, 'a', 'b', 'folder called x.jpg');
  for (const name of strange) await writeColorPhoto(inner, 'red', name);
  writeFileSync(join(photos, 'empty.jpg'), '');
  writeFileSync(join(photos, 'text.jpg'), 'I am no picture.');
  writeFileSync(join(photos, 'notes.txt'), 'a sidecar');
  writeFileSync(join(photos, '._red.png'), 'a shadow');
  symlinkSync(photos, join(photos, 'a', 'loop'));
  symlinkSync(join(root, 'nowhere.png'), join(photos, 'dangling.png'));
  const half = join(photos, 'half.jpg');
  const [{ path: whole } = { path: '' }] = await writeScenes(join(root, 'elsewhere'), 1, 5);
  const bytes = readFileSync(whole);
  writeFileSync(half, bytes.subarray(0, bytes.length / 2));
  const odd = join(root, 'picture.dat');
  copyFileSync(whole, odd);

  const engine = start();
  await importPaths(engine, [photos, odd]);
  await jobsEnded(engine);
  const rows = await allPhotos(engine);
  const codes = Object.fromEntries(rows.map(({ fileName, problem }) => [fileName, problem?.code ?? null]));
  expect(codes).toEqual({
    ...Object.fromEntries(strange.map((name) => [name, null])),
    'empty.jpg': 'photo/empty',
    'text.jpg': 'photo/not-an-image',
    'dangling.png': 'photo/missing',
    'half.jpg': null,
    'picture.dat': null,
  });
  expect(rows.find(({ fileName }) => fileName === 'half.jpg')?.damaged).toBe(true);
  for (const name of strange) expect(rows.find(({ fileName }) => fileName === name)?.best?.className).toBe('red');
  for (const { id, problem } of rows) {
    const located = engine.shell.ask('images.locate', { photo: id, kind: 'thumbnail', model: null, fit: null });
    if (problem) await expect(located).rejects.toThrow(problem.message);
    else expect(existsSync((await located).path)).toBe(true);
  }
});

test.skipIf(process.getuid?.() === 0)('a file that may not be read says so', async () => {
  const { photos, start } = setUp();
  chmodSync(await writeColorPhoto(photos, 'red'), 0);
  const engine = start();
  await importPaths(engine, [photos]);
  await jobsEnded(engine);
  expect((await allPhotos(engine))[0]?.problem?.code).toBe('photo/denied');
});

test('a thumbnail, a large one and a view keep the longest side to 320, 640 and 2560 pixels', async () => {
  const { photos, start } = setUp();
  await writeScenes(photos, 1, 3, { width: 3000, height: 2000 });
  const engine = start();
  await importPaths(engine, [photos]);
  await jobsEnded(engine);
  const [{ id } = { id: 0 }] = await allPhotos(engine);
  for (const [kind, width] of [
    ['thumbnail', 320],
    ['large', 640],
    ['view', 2560],
  ] as const) {
    const { path } = await engine.shell.ask('images.locate', { photo: id, kind, model: null, fit: null });
    expect(await sharp(path).metadata()).toMatchObject({ width, height: Math.round((2 * width) / 3) });
  }
});

test('importing again reads nothing that is known, and a stopped import goes on where it was', async () => {
  const { photos, start } = setUp();
  await writeScenes(photos, 30, 3, { width: 320, height: 240 });
  const engine = start();
  const job = await importPaths(engine, [photos]);
  await engine.window.ask('jobs.stop', { job });
  await jobsEnded(engine);
  expect((await engine.window.ask('jobs.list', undefined))[0]?.state).toBe('stopped');
  await engine.window.ask('jobs.resume', { job });
  const [resumed] = await jobsEnded(engine);
  expect(resumed).toMatchObject({ state: 'done', done: 30, total: 30 });
  await importPaths(engine, [photos]);
  const jobs = await jobsEnded(engine);
  expect(jobs.filter(({ kind }) => kind === 'library.import').map(({ total }) => total)).toEqual([30, 0]);
  expect(await allPhotos(engine)).toHaveLength(30);
});

test('exports: csv and json never overwrite, folders hold a copy of each photo by class', async () => {
  const { photos, root, start } = setUp();
  for (const color of ['red', 'green', 'blue'] as const) await writeColorPhoto(photos, color, `a,"${color}".png`);
  const engine = start();
  await importPaths(engine, [photos]);
  await jobsEnded(engine);
  const target = join(root, 'out');
  mkdirSync(target);
  const run = async (format: 'csv' | 'json' | 'folders', folder: string): Promise<void> => {
    const grant = await engine.shell.ask('grants.addFolder', { path: folder });
    await engine.window.ask('export.run', { filter: everything, format, target: grant.id, link: 'hard-link' });
    await jobsEnded(engine);
  };
  await run('csv', target);
  await run('csv', target);
  await run('json', target);
  expect(readdirSync(target).sort()).toEqual(['fovea-results (2).csv', 'fovea-results.csv', 'fovea-results.json']);
  expect(readFileSync(join(target, 'fovea-results.csv'), 'utf8')).toContain('a,""red"".png"');
  await expect(run('folders', target)).rejects.toThrow(/not empty/);
  const folders = join(root, 'folders');
  mkdirSync(folders);
  await run('folders', folders);
  expect(readdirSync(folders).sort()).toEqual(['blue', 'green', 'red']);
  expect(readdirSync(join(folders, 'red'))).toEqual(['a,"red".png']);
});
