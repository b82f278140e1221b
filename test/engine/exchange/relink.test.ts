import { copyFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { everything } from '../../../electron/contract/index.ts';
import { missingOf, previewRelink, relink } from '../../../electron/engine/exchange/index.ts';
import { exchanged, model, type Exchanged } from './exchanged.ts';

let its: Exchanged;
beforeEach(() => {
  its = exchanged();
});
afterEach(() => its.close());

const watch = { signal: new AbortController().signal, onProgress: () => undefined };
const task = (paths: readonly string[], photos: readonly number[] | null = null) => ({
  paths: paths.map((name) => its.at(name)),
  photos,
});
const found = (paths: readonly string[], photos: readonly number[] | null = null): Promise<string> =>
  its.job((scope) => relink(scope, its.needs()), task(paths, photos));
const pathOf = (photo: number): string => its.library.source(photo).path;

test('photos whose files moved and were renamed get their new paths and keep all that was said; one undo step', async () => {
  const [a, b] = its.add(['old/a.jpg', 'old/b.jpg']) as [number, number];
  its.library.label([a], 'dog');
  its.library.boxes.draw(b, [{ className: 'cat', box: { x0: 1, y0: 2, x1: 30, y1: 40 }, difficult: false }]);
  const job = its.library.jobs.add({ kind: 'classification.run', title: '', task: {}, unit: 'photos', total: null });
  const top = [{ className: 'cat', classIndex: 1, probability: 0.75 }];
  its.library.recordAnswers(job, model, [{ photo: b, top, damaged: false, problem: null }]);
  const before = its.library.exchange.rows([a, b]);
  mkdirSync(its.at('new/deep'), { recursive: true });
  renameSync(its.at('old/a.jpg'), its.at('new/deep/a.jpg'));
  renameSync(its.at('old/b.jpg'), its.at('new/z renamed.jpg'));
  its.file('new/c.jpg', 'old/x.jpg'); // as long, other bytes
  expect(await previewRelink(its.library, task(['new']), watch)).toMatchObject({
    missing: 2,
    found: 2,
    taken: 0,
    lost: 0,
  });
  expect(pathOf(a)).toBe(its.at('old/a.jpg'));
  expect(await found(['new'])).toBe('2 photos found again.');
  expect([a, b].map(pathOf)).toEqual([its.at('new/deep/a.jpg'), its.at('new/z renamed.jpg')]);
  const after = its.library.exchange.rows([a, b]);
  expect(after).toEqual(before.map((row, at) => ({ ...row, path: [pathOf(a), pathOf(b)][at] })));
  expect(its.library.list(everything, 'name', 0, 9).photos.map(({ fileName }) => fileName)).toEqual([
    'a.jpg',
    'z renamed.jpg',
  ]);
  expect(its.library.history().undo).toBe('Find 2 photos again');
  its.library.undo();
  expect([a, b].map(pathOf)).toEqual([its.at('old/a.jpg'), its.at('old/b.jpg')]);
  its.library.redo();
  expect(pathOf(b)).toBe(its.at('new/z renamed.jpg'));
});

test('a file that is there is never looked for elsewhere, and only the photos asked for are', async () => {
  const [a, b, c] = its.add(['old/a.jpg', 'old/b.jpg', 'old/c.jpg']) as [number, number, number];
  mkdirSync(its.at('new'));
  copyFileSync(its.at('old/a.jpg'), its.at('new/a.jpg'));
  renameSync(its.at('old/b.jpg'), its.at('new/b.jpg'));
  renameSync(its.at('old/c.jpg'), its.at('new/c.jpg'));
  expect((await missingOf(its.library.exchange.photos())).map(({ photo }) => photo)).toEqual([b, c]);
  await found(['new'], [b]);
  expect([a, b, c].map(pathOf)).toEqual([its.at('old/a.jpg'), its.at('new/b.jpg'), its.at('old/c.jpg')]);
});

test('of two files with the same bytes each photo gets one, by its name where it can', async () => {
  const [a, b] = its.add(['old/a.jpg', 'old/b.jpg']) as [number, number];
  // Both photos have the bytes of the first from now on, as far as the library knows.
  const [row] = its.library.exchange.photos();
  const facts = { width: 4, height: 3, takenAtMs: null, camera: null, artist: null, format: 'jpeg', orientation: 1 };
  const more = { fromPreview: false, damaged: false, fingerprint: '0'.repeat(16), sketch: new Uint8Array(16) };
  its.library.recordReadings(1, [{ photo: b, facts: { ...facts, ...more, hash: row!.hash! } }]);
  rmSync(its.at('old'), { recursive: true });
  its.file('new/b.jpg', 'old/a.jpg');
  its.file('new/other.jpg', 'old/a.jpg');
  await found(['new']);
  expect([a, b].map(pathOf)).toEqual([its.at('new/other.jpg'), its.at('new/b.jpg')]);
});

test('a moved photo that was imported again is the photo it was, and the newcomer goes; undo brings both back', async () => {
  const [a] = its.add(['old/a.jpg']) as [number];
  its.library.label([a], 'dog');
  mkdirSync(its.at('new'));
  renameSync(its.at('old/a.jpg'), its.at('new/a.jpg'));
  writeFileSync(its.at('new/a.jpg'), 'old/a.jpg');
  const job = its.library.jobs.add({ kind: 'library.import', title: '', task: {}, unit: 'photos', total: null });
  its.library.addFiles(job, [
    { path: its.at('new/a.jpg'), fileName: 'a.jpg', folder: its.at('new'), bytes: 'old/a.jpg'.length, modifiedMs: 1 },
  ]);
  const newcomer = its.idOf('new/a.jpg');
  expect(await found(['new'])).toBe('1 photo found again.');
  expect(its.library.ids(everything, 'added')).toEqual([a]);
  expect(pathOf(a)).toBe(its.at('new/a.jpg'));
  its.library.undo();
  expect(its.library.ids(everything, 'added')).toEqual([a, newcomer]);
  its.library.label([newcomer], 'cat');
  expect(await found(['new'])).toContain('1 photo in the library twice, with labels on both.');
  expect(pathOf(a)).toBe(its.at('old/a.jpg'));
});

test('a photo is found at the path of one that was removed from the library', async () => {
  const [a] = its.add(['old/a.jpg']) as [number];
  const [removed] = its.add(['new/a.jpg']) as [number];
  its.library.forget([removed]);
  its.file('new/a.jpg', 'old/a.jpg');
  rmSync(its.at('old'), { recursive: true });
  expect(await found(['new'])).toBe('1 photo found again.');
  expect(its.library.ids(everything, 'added')).toEqual([a]);
  expect(pathOf(a)).toBe(its.at('new/a.jpg'));
});

test('of photos whose bytes are nowhere nothing changes', async () => {
  const [a] = its.add(['old/a.jpg']) as [number];
  rmSync(its.at('old'), { recursive: true });
  its.file('new/a.jpg', 'old/b.jpg');
  expect(await previewRelink(its.library, task(['new']), watch)).toEqual({
    ...{ missing: 1, found: 0, taken: 0, lost: 1 },
    examples: [{ from: its.at('old/a.jpg'), to: null }],
  });
  expect(await found(['new'])).toBe('0 photos found again. Of 1 photo nothing was found.');
  expect(pathOf(a)).toBe(its.at('old/a.jpg'));
  expect(its.library.history().undo).toBeNull();
});
