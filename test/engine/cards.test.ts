import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, expect, test } from 'vitest';
import { connectedCards } from '../../electron/engine/cards/index.ts';
import { hashOf } from '../../electron/engine/images/index.ts';
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
  const engine = forkEngine(join(root, 'library'), join(root, 'models'));
  cleanups.push(() => engine.close());
  return { card, target, engine };
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
