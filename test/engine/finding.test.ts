import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { defaultKeywordOptions, everything, type Photo, type PhotoOrder } from '../../electron/contract/index.ts';
import { tints, writeClassFolders } from '../support/classFolders.ts';
import { allPhotos, forkEngine, importPaths, jobsEnded, runnerOf, type ForkedEngine } from '../support/engine.ts';
import { temporaryFolder } from '../support/fovea.ts';
import { suggestionsWhen } from '../support/suggestions.ts';

// Features, suggestions that learn and searches, with the real engine and the network in the box. Photos are scenes under
// red, green or blue light, and named after it.

const perClass = 12;
const folder = temporaryFolder();
const at = (...names: readonly string[]): string => join(folder.path, ...names);
let engine: ForkedEngine;
let photos: readonly Photo[];
/** Photos that there are to look at, as they were told. */
const told: number[] = [];

const truthOf = ({ fileName }: Photo): string => fileName.split(' ')[0] ?? '';
const of = (tint: string): readonly number[] => photos.filter((photo) => truthOf(photo) === tint).map(({ id }) => id);
const truth = (id: number): string => truthOf(photos.find((photo) => photo.id === id) ?? ({ fileName: '' } as Photo));
const ids = (order: PhotoOrder, found: number | null = null): Promise<readonly number[]> =>
  engine.window.ask('library.ids', { filter: { ...everything, found }, order, from: 0, to: 1000 });

beforeAll(async () => {
  await writeClassFolders(at('photos'), perClass);
  engine = forkEngine(at('data'), at('models'));
  engine.window.on('suggestions.changed', ({ features }) => told.push(features.photos));
  await importPaths(engine, [at('photos')]);
  await jobsEnded(engine);
  photos = await allPhotos(engine);
}, 120_000);

afterAll(async () => {
  await engine.close();
  folder.remove();
});

test('before a network has looked nothing can be found by it, and it says what to do', async () => {
  const { window } = engine;
  const state = await window.ask('features.state', undefined);
  expect(state).toMatchObject({ known: 0, photos: 3 * perClass, job: null });
  const search = { by: { kind: 'outliers' as const }, filter: everything, most: 10 };
  await expect(window.ask('find.run', search)).rejects.toMatchObject({ code: 'find/no-features' });
  expect((await window.ask('suggestions.state', undefined)).missing).toMatch(/look/);
});

test('a window hears of photos that came, without asking', async () => {
  await expect.poll(() => told.at(-1)).toBe(3 * perClass);
});

test('one look is a job, and then the features of all photos are known', async () => {
  const { window } = engine;
  const { job } = await window.ask('features.index', undefined);
  const ended = (await jobsEnded(engine)).find(({ id }) => id === job);
  expect(ended).toMatchObject({ kind: 'features.index', state: 'done', done: 3 * perClass, failed: 0 });
  await suggestionsWhen(engine, ({ features }) => features.known === 3 * perClass);
});

test('photos like some are those of their light', async () => {
  const { window } = engine;
  const like = of('red').slice(0, 3);
  const found = await window.ask('find.run', { by: { kind: 'similar', photos: like }, filter: everything, most: 9 });
  expect(found).toMatchObject({ photos: 9, title: 'Like 3 photos' });
  const ranked = await ids('found', found.found);
  expect(new Set(ranked.slice(0, 3))).toEqual(new Set(like));
  expect(ranked.filter((id) => truth(id) === 'red').length).toBeGreaterThanOrEqual(6);
  const why = await window.ask('find.why', { found: found.found, photos: ranked });
  const scores = why.map(({ score }) => score);
  expect(scores).toEqual(scores.toSorted((a, b) => b - a));
  expect(scores[0]).toBeCloseTo(1, 4);
});

test('a part that is the whole photo finds the photo first', async () => {
  const { window } = engine;
  const [photo = 0] = of('green');
  const box = { x0: 0, y0: 0, x1: 80, y1: 60 };
  const found = await window.ask('find.run', { by: { kind: 'region', photo, box }, filter: everything, most: 5 });
  expect((await ids('found', found.found))[0]).toBe(photo);
  const [best] = await window.ask('find.why', { found: found.found, photos: [photo] });
  expect(best?.score).toBeCloseTo(1, 3);
});

test('two classes of three labels are enough to suggest them, right for most, when a person chooses that', async () => {
  const { window } = engine;
  for (const tint of tints) await window.ask('library.label', { photos: of(tint).slice(0, 3), className: tint });
  const { head, source } = await suggestionsWhen(engine, (state) => state.head?.examples === 9);
  expect(head).toMatchObject({ classes: 3 });
  expect(source).toBe('network');
  expect((await allPhotos(engine)).every(({ best }) => !best || !tints.some((tint) => tint === best.className))).toBe(
    true,
  );

  await window.ask('suggestions.choose', { source: 'labels' });
  const shown = await allPhotos(engine);
  const open = shown.filter(({ label }) => label === null);
  expect(open).toHaveLength(3 * (perClass - 3));
  const right = open.filter((photo) => photo.best?.className === truthOf(photo)).length;
  expect(right / open.length).toBeGreaterThan(0.6);
  const facets = await window.ask('library.facets', { filter: everything });
  expect(facets.classes.reduce((sum, { suggested }) => sum + suggested, 0)).toBe(open.length);
  const { top, topFrom } = await window.ask('library.photo', { photo: open[0]?.id ?? 0 });
  expect(top).toHaveLength(3);
  expect(top.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 4);
  expect(topFrom).toBe('your labels');

  const unsure = (await ids('uncertainty')).slice(0, open.length);
  expect(new Set(unsure)).toEqual(new Set(open.map(({ id }) => id)));
  const useful = (await ids('useful')).slice(0, open.length);
  expect(new Set(useful)).toEqual(new Set(unsure));
});

test('what a person rejects is not suggested again, also after learning, until it is undone', async () => {
  const { window } = engine;
  const [before] = (await allPhotos(engine)).filter(({ label }) => label === null);
  const photo = before?.id ?? 0;
  const shown = async (): Promise<string | null> =>
    (await window.ask('library.photo', { photo })).best?.className ?? null;
  const rejected = await shown();
  await window.ask('library.reject', { photos: [photo] });
  const next = await shown();
  expect(next).not.toBe(rejected);
  const [another = 0] = of('blue')
    .slice(3)
    .filter((id) => id !== photo);
  await window.ask('library.label', { photos: [another], className: 'blue' });
  await suggestionsWhen(engine, (state) => state.head?.examples === 10);
  expect(await shown()).not.toBe(rejected);
  await window.ask('edits.undo', undefined);
  await window.ask('edits.undo', undefined);
  await suggestionsWhen(engine, (state) => state.head?.examples === 9);
  expect(await shown()).toBe(rejected);
});

test('all that are sure enough become labels in one step, as the preview said, and back in one', async () => {
  const { window } = engine;
  const filter = { ...everything, state: 'suggested' as const };
  const all = await window.ask('suggestions.preview', { filter, from: 0 });
  expect(all.photos).toBe(3 * (perClass - 3));
  const doubtful = await Promise.all(all.doubtful.map((photo) => window.ask('library.photo', { photo })));
  const probabilities = doubtful.map(({ best }) => best?.probability ?? 0);
  expect(probabilities).toEqual(probabilities.toSorted((a, b) => a - b));
  const from = (probabilities.at(-1) ?? 0) + 1e-6;
  const sure = await window.ask('suggestions.preview', { filter, from });
  expect(sure.photos).toBe(all.photos - 12);
  const accepted = await window.ask('suggestions.accept', { filter, from });
  expect(accepted.photos).toBe(sure.photos);
  expect(accepted.history.undo).toBe(`Accept ${sure.photos} suggestions`);
  expect((await allPhotos(engine)).filter(({ label }) => label !== null)).toHaveLength(9 + sure.photos);
  await window.ask('edits.undo', undefined);
  expect((await allPhotos(engine)).filter(({ label }) => label !== null)).toHaveLength(9);
});

test('a class is seen by the head where it knows it', async () => {
  const { window } = engine;
  const found = await window.ask('find.run', { by: { kind: 'sees', className: 'red' }, filter: everything, most: 5 });
  const seen = await ids('found', found.found);
  expect(seen.filter((id) => truth(id) === 'red').length).toBeGreaterThanOrEqual(4);
});

test('a runner that was killed gets the features back from the cache, also of photos that are no longer there', async () => {
  const { window } = engine;
  const search = { by: { kind: 'outliers' as const }, filter: everything, most: 100 };
  const before = await ids('found', (await window.ask('find.run', search)).found);
  renameSync(at('photos'), at('elsewhere'));
  process.kill(runnerOf(engine) ?? 0, 'SIGKILL');
  const after = await ids('found', (await window.ask('find.run', search)).found);
  renameSync(at('elsewhere'), at('photos'));
  expect(before).toHaveLength(3 * perClass);
  expect(after).toEqual(before);
});

test('a label that the others contradict is found', async () => {
  const { window } = engine;
  for (const tint of tints) await window.ask('library.label', { photos: [...of(tint)], className: tint });
  const [wrong = 0] = of('red').slice(5);
  await window.ask('library.label', { photos: [wrong], className: 'blue' });
  const found = await window.ask('find.run', { by: { kind: 'label-errors' }, filter: everything, most: 100 });
  const ranked = await ids('found', found.found);
  expect(ranked.slice(0, 3)).toContain(wrong);
  const [why] = await window.ask('find.why', { found: found.found, photos: [wrong] });
  expect(why).toMatchObject({ className: 'red' });
  expect(why?.score).toBeLessThan(0);
});

test('labels of an earlier day are learned from at the next start, before anything is edited', async () => {
  await engine.close();
  engine = forkEngine(at('data'), at('models'));
  const { head, missing } = await suggestionsWhen(engine, (state) => state.head !== null);
  expect(head).toMatchObject({ classes: 3 });
  expect(missing).toBe('');
});

test('photos whose files got keywords are looked at again, and after taking them back as well', async () => {
  const { window } = engine;
  const looks = async (): Promise<number> =>
    (await jobsEnded(engine)).filter(({ kind, state }) => kind === 'features.index' && state === 'done').length;
  const before = await looks();
  const what = { photos: of('red').slice(0, 2) };
  await window.ask('keywords.write', { what, options: { ...defaultKeywordOptions, into: 'originals' } });
  expect(await looks()).toBe(before + 1);
  await window.ask('edits.undo', undefined);
  expect(await looks()).toBe(before + 2);
  const search = { by: { kind: 'outliers' as const }, filter: everything, most: 100 };
  expect(await window.ask('find.run', search)).toMatchObject({ photos: 3 * perClass });
});
