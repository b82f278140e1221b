import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { afterEach, expect, test, vi } from 'vitest';
import { connectedCards } from '../../electron/engine/cards/index.ts';
import { hashOf } from '../../electron/engine/images/index.ts';
import { walk } from '../../electron/engine/jobs/index.ts';
import { writeColorModel } from '../support/colorPhotos.ts';
import { allPhotos, forkEngine, jobsEnded, type ForkedEngine } from '../support/engine.ts';
import { temporaryFolder } from '../support/fovea.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

interface Desk {
  readonly card: string;
  readonly target: string;
  readonly engine: ForkedEngine;
  /** Another engine over the same library. */
  start(): ForkedEngine;
}

/** A card with three photos of two days, one of them broken, and an engine. */
async function setUp(): Promise<Desk> {
  const { path: root, remove } = temporaryFolder();
  cleanups.push(remove);
  const [card, target] = [join(root, 'volumes', 'EOS'), join(root, 'pictures')];
  const images = join(card, 'DCIM', '100CANON');
  writeColorModel(join(root, 'models'));
  for (const folder of [images, target, join(root, 'volumes', 'STICK')]) mkdirSync(folder, { recursive: true });
  for (const [name, day, light] of [
    ['IMG_1.JPG', '05', 60],
    ['IMG_2.JPG', '06', 120],
  ] as const) {
    await sharp({ create: { width: 90, height: 60, channels: 3, background: { r: light, g: 0, b: 0 } } })
      .withExif({ IFD0: { DateTime: `2026:03:${day} 10:00:00` } })
      .jpeg()
      .toFile(join(images, name));
  }
  writeFileSync(join(images, 'IMG_3.JPG'), 'no picture');
  utimesSync(join(images, 'IMG_3.JPG'), new Date('2026-03-06T12:00:00Z'), new Date('2026-03-06T12:00:00Z'));
  writeFileSync(join(images, 'IMG_1.THM'), 'a postage stamp');
  const start = (): ForkedEngine => {
    const engine = forkEngine(join(root, 'library'), join(root, 'models'));
    cleanups.push(() => engine.close());
    return engine;
  };
  return { card, target, engine: start(), start };
}

const grant = async (engine: ForkedEngine, path: string): Promise<string> => {
  const [granted] = await engine.shell.ask('grants.add', { paths: [path] });
  return granted?.id ?? '';
};

async function importFrom({ engine, card, target }: Desk): Promise<number> {
  const { id } = await engine.shell.ask('grants.addFolder', { path: target });
  return (await engine.window.ask('card.import', { source: await grant(engine, card), target: id })).job;
}

const copies = (target: string): string[] =>
  readdirSync(target, { recursive: true, encoding: 'utf8' })
    .filter((name) => !statSync(join(target, name)).isDirectory())
    .map((name) => name.replaceAll('\\', '/'))
    .sort();

const all = ['2026/2026-03-05/IMG_1.JPG', '2026/2026-03-06/IMG_2.JPG', '2026/2026-03-06/IMG_3.JPG'];

test('photos of a card are copied into a folder per day, compared, imported, and not copied twice', async () => {
  const desk = await setUp();
  const { engine, card, target } = desk;
  const before = readdirSync(join(card, 'DCIM', '100CANON')).map(
    (name) => statSync(join(card, 'DCIM', '100CANON', name)).mtimeMs,
  );
  const source = await grant(engine, card);
  expect(await engine.window.ask('card.preview', { source })).toMatchObject({ photos: 3, here: 0, problems: [] });
  const job = await importFrom(desk);
  const jobs = await jobsEnded(engine);
  expect(jobs.find(({ id }) => id === job)).toMatchObject({ state: 'done', message: '3 photos copied and compared' });
  expect(copies(target)).toEqual(all);
  const original = join(card, 'DCIM', '100CANON', 'IMG_1.JPG');
  const copy = join(target, all[0] ?? '');
  expect(await hashOf(copy)).toBe(await hashOf(original));
  expect(Math.abs(statSync(copy).mtimeMs - statSync(original).mtimeMs)).toBeLessThan(2);
  expect(
    readdirSync(join(card, 'DCIM', '100CANON')).map((name) => statSync(join(card, 'DCIM', '100CANON', name)).mtimeMs),
  ).toEqual(before);
  expect((await allPhotos(engine)).map(({ fileName, state }) => [fileName, state])).toEqual([
    ['IMG_1.JPG', 'ready'],
    ['IMG_2.JPG', 'ready'],
    ['IMG_3.JPG', 'unreadable'],
  ]);

  expect(await engine.window.ask('card.preview', { source })).toMatchObject({ photos: 3, here: 3, newBytes: 0 });
  const again = await importFrom(desk);
  const ended = await jobsEnded(engine);
  expect(ended.find(({ id }) => id === again)?.message).toBe('0 photos copied and compared, 3 here already');
  expect(copies(target)).toEqual(all);
});

test('an import that was cut off goes on: halves are done again, what is there stays, nothing is overwritten', async () => {
  const desk = await setUp();
  const { engine, card, target } = desk;
  const [first = '', second = ''] = all.map((name) => join(target, name));
  for (const folder of ['2026/2026-03-05', '2026/2026-03-06']) mkdirSync(join(target, folder), { recursive: true });
  writeFileSync(join(target, '2026/2026-03-05/.IMG_1.JPG.partial'), 'half');
  writeFileSync(second, 'another photo of this name');
  await importFrom(desk);
  await jobsEnded(engine);
  expect(existsSync(first)).toBe(true);
  expect(copies(target)).toEqual([
    '2026/2026-03-05/IMG_1.JPG',
    '2026/2026-03-06/IMG_2 (2).JPG',
    '2026/2026-03-06/IMG_2.JPG',
    '2026/2026-03-06/IMG_3.JPG',
  ]);
  expect(statSync(second).size).toBe('another photo of this name'.length);
  expect(existsSync(card)).toBe(true);
});

test('a photo whose file is gone is not here, also when nobody has noticed; names are compared whole', async () => {
  const desk = await setUp();
  const { engine, card, target } = desk;
  await importFrom(desk);
  await jobsEnded(engine);
  const [first = '', second = '', third = ''] = all.map((name) => join(target, name));
  rmSync(first);
  writeFileSync(third, 'another photo of this name');
  // As long and as old as one of the library whose name only ends like it.
  const images = join(card, 'DCIM', '100CANON');
  const { size, mtime } = statSync(join(images, 'IMG_2.JPG'));
  writeFileSync(join(images, '2.JPG'), Buffer.alloc(size));
  utimesSync(join(images, '2.JPG'), mtime, mtime);
  const source = await grant(engine, card);
  expect(await engine.window.ask('card.preview', { source })).toMatchObject({ photos: 4, here: 1 });
  await importFrom(desk);
  const ended = await jobsEnded(engine);
  expect(ended.at(-2)?.message).toBe('3 photos copied and compared, 1 here already');
  expect(existsSync(first)).toBe(true);
  expect(existsSync(second)).toBe(true);
  expect(await hashOf(join(target, '2026/2026-03-06/IMG_3 (2).JPG'))).toBe(await hashOf(join(images, 'IMG_3.JPG')));
});

test('a whole copy under two names, as a kill leaves it, is never written into again', async () => {
  const desk = await setUp();
  const folder = join(desk.target, '1970', '1970-01-01');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'IMG_4.JPG'), 'a whole copy');
  linkSync(join(folder, 'IMG_4.JPG'), join(folder, '.IMG_4.JPG.partial'));
  symlinkSync(join(desk.card, 'cannot be read'), join(desk.card, 'DCIM', '100CANON', 'IMG_4.JPG'));
  const job = await importFrom(desk);
  expect((await jobsEnded(desk.engine)).find(({ id }) => id === job)).toMatchObject({ state: 'done', failed: 1 });
  expect(copies(desk.target)).toEqual(['1970/1970-01-01/IMG_4.JPG', ...all]);
  expect(readFileSync(join(folder, 'IMG_4.JPG'), 'utf8')).toBe('a whole copy');
});

test('an engine that is killed in the middle of a copy leaves a half that is no photo, and the next one makes it whole', async () => {
  const desk = await setUp();
  const { engine, card, target, start } = desk;
  const images = join(card, 'DCIM', '100CANON');
  const long = join(images, 'IMG_2.JPG');
  truncateSync(long, 256 * 1024 * 1024);
  await importFrom(desk);
  const half = join(target, '2026/2026-03-06/.IMG_2.JPG.partial');
  await vi.waitFor(() => expect(statSync(half).size).toBeGreaterThan(0), { timeout: 30_000, interval: 1 });
  await engine.kill();
  expect(statSync(half).size).toBeLessThan(statSync(long).size);
  expect(copies(target)).toEqual(['2026/2026-03-05/IMG_1.JPG', '2026/2026-03-06/.IMG_2.JPG.partial']);
  const found: string[] = [];
  for await (const { fileName } of walk([target], new AbortController().signal)) found.push(fileName);
  expect(found).toEqual(['IMG_1.JPG']);

  const next = start();
  const jobs = await jobsEnded(next);
  expect(jobs.find(({ kind }) => kind === 'card.import')).toMatchObject({
    ...{ state: 'done', message: '2 photos copied and compared, 1 here already' },
  });
  expect(copies(target)).toEqual(all);
  for (const copy of all) expect(await hashOf(join(target, copy))).toBe(await hashOf(join(images, basename(copy))));
  expect((await allPhotos(next)).map(({ fileName }) => fileName)).toEqual(all.map((copy) => basename(copy)));
});

test('a card that was pulled out ends the job with a remedy; put in again, Resume goes on', async () => {
  const desk = await setUp();
  const { engine, card, target } = desk;
  const { id } = await engine.shell.ask('grants.addFolder', { path: target });
  const source = await grant(engine, card);
  renameSync(card, `${card} away`);
  const { job } = await engine.window.ask('card.import', { source, target: id });
  expect((await jobsEnded(engine)).find((one) => one.id === job)).toMatchObject({
    state: 'failed',
    problem: { code: 'card/gone' },
  });
  renameSync(`${card} away`, card);
  await engine.window.ask('jobs.resume', { job });
  expect((await jobsEnded(engine)).find((one) => one.id === job)?.state).toBe('done');
  expect(copies(target)).toEqual(all);
});

test('volumes with a folder DCIM are cards', async () => {
  const { card } = await setUp();
  expect(await connectedCards([join(card, '..'), join(card, '..', 'absent')])).toEqual([
    { name: 'EOS', path: join(card) },
  ]);
});

test.skipIf(process.getuid?.() === 0)('a photo of a card that cannot be read does not stop the rest', async () => {
  const desk = await setUp();
  chmodSync(join(desk.card, 'DCIM', '100CANON', 'IMG_1.JPG'), 0);
  const job = await importFrom(desk);
  const ended = (await jobsEnded(desk.engine)).find(({ id }) => id === job);
  expect(ended).toMatchObject({ state: 'done', failed: 1 });
  expect(copies(desk.target)).toEqual(all.slice(1));
});
