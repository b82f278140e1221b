import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { defaultKeywordOptions, everything } from '../../electron/contract/index.ts';
import { closeExifTool } from '../../electron/decode/index.ts';
import { changeXmp, nothingWritten } from '../../electron/metadata/index.ts';
import type { KeywordOptions, KeywordPhotos, PhotoDetail } from '../../electron/contract/index.ts';
import { allPhotos, forkEngine, importPaths, jobsEnded, type ForkedEngine } from '../support/engine.ts';
import { temporaryFolder } from '../support/fovea.ts';
import { randomXmp } from '../support/randomXmp.ts';
import { checksums, makeKeywordPhotos, systemExifTool, tagsByExifTool } from '../support/keywordPhotos.ts';

// Keywords of real files through the real engine: they are written by ExifTool as other programs would, read at import,
// written by Fovea, and read again by ExifTool.

const folder = temporaryFolder();
const photos = join(folder.path, 'photos');
const at = (name: string): string => join(photos, name);
const deep = join('d'.repeat(120), 'e'.repeat(120), `${'f'.repeat(60)}.jpg`);
const strange = ['späße & 100 #%.jpg', 'שלום עולם.jpg', '📷 🌈.jpg', `${'long '.repeat(46)}.jpg`, deep];
const turned = [1, 2, 3, 4, 5, 6, 7, 8].map((orientation) => `turned ${orientation}.jpg`);

let engine: ForkedEngine;

beforeAll(async () => {
  await makeKeywordPhotos(photos, {
    'tagged.jpg': [
      ...['-XMP-dc:Subject=sea', '-XMP-dc:Subject=Lofoten', '-XMP-lr:HierarchicalSubject=places|Norway|Lofoten'],
      ...['-XMP-xmp:Rating=4', '-XMP-xmp:Label=Red', '-XMP-dc:Creator=Ada'],
    ],
    'iptc.jpg': ['-CodedCharacterSet=utf8', '-IPTC:Keywords=grüße', '-IPTC:Keywords=fjord', '-IPTC:By-line=Grace'],
    'both.jpg': ['-XMP-dc:Subject=embedded'],
    'both.jpg.xmp': ['-XMP-dc:Subject=first', '-XMP-dc:Creator=Edith'],
    'both.xmp': ['-XMP-dc:Subject=second', '-XMP-xmp:Rating=2'],
    'digikam.jpg.xmp': ['-XMP-digiKam:TagsList=animals/dog', '-XMP-microsoft:LastKeywordXMP=animals/dog'],
    'digikam.jpg': [],
    'rejected.png': ['-XMP-xmp:Rating=-1'],
    'broken.jpg': [],
    ...Object.fromEntries(strange.map((name) => [name, []])),
    'sail.jpg': ['-XMP-xmp:Rating=4', '-XMP-dc:Subject=sail'],
    'rope.jpg': [],
    ...Object.fromEntries(turned.map((name, i) => [name, [`-IFD0:Orientation#=${i + 1}`, '-IPTC:Keywords=old']])),
  });
  writeFileSync(at('broken.jpg.xmp'), '<x:xmpmeta>');
  mkdirSync(join(folder.path, 'models'));
  engine = forkEngine(join(folder.path, 'library'), join(folder.path, 'models'));
  await importPaths(engine, [photos]);
  await jobsEnded(engine);
}, 60_000);

afterAll(async () => {
  await Promise.all([engine.close(), closeExifTool()]);
  folder.remove();
});

const detail = async (name: string): Promise<PhotoDetail> => {
  const found = (await allPhotos(engine)).find(({ fileName }) => fileName === basename(name))!;
  return engine.window.ask('library.photo', { photo: found.id });
};
const idsOf = async (names: readonly string[]): Promise<number[]> =>
  Promise.all(names.map(async (name) => (await detail(name)).id));
const label = async (names: readonly string[], className: string | null) =>
  engine.window.ask('library.label', { photos: await idsOf(names), className });
const write = async (what: KeywordPhotos, more: Partial<KeywordOptions> = {}) => {
  const options = { ...defaultKeywordOptions, ...more };
  const preview = await engine.window.ask('keywords.preview', { what, options });
  const { job } = await engine.window.ask('keywords.write', { what, options });
  const ended = (await jobsEnded(engine)).find(({ id }) => id === job)!;
  return { preview, ended };
};
const turn = async (way: 'edits.undo' | 'edits.redo') => {
  const history = await engine.window.ask(way, undefined);
  const jobs = await jobsEnded(engine);
  return { history, restored: jobs.findLast(({ kind }) => kind === 'keywords.restore') };
};
const subjects = async (names: readonly string[]) =>
  (await tagsByExifTool(names.map((name) => at(`${name}.xmp`)))).map((tags) => String(tags['XMP-dc:Subject']));

test('ExifTool finds everything in a sidecar that it found before, besides the keyword', async () => {
  const random = (seed: number) => randomXmp(seed, { flat: ['sea', 'ünï & co'], paths: ['places|Lofoten'] });
  // ExifTool tells structures with qualifiers now as one, now as several tags, from one run to the next.
  const seeds = Array.from({ length: 60 }, (_, seed) => seed).filter((seed) => !random(seed).includes('rdf:value'));
  expect(seeds.length).toBeGreaterThan(7);
  const files = seeds.map(
    (seed) => [join(folder.path, `${seed}.xmp`), join(folder.path, `${seed} after.xmp`)] as const,
  );
  for (const [i, [before, after]] of files.entries()) {
    const packet = random(seeds[i]!);
    writeFileSync(before, packet);
    const wanted = { keywords: [['animals', 'dog']], ancestors: false, rating: null, states: null };
    writeFileSync(after, changeXmp(Buffer.from(packet), { ...wanted, before: nothingWritten }).packet);
  }
  const seen = await tagsByExifTool(files.flat());
  for (const [i] of files.entries()) {
    const said = (at: number) => ({
      ...seen[at],
      SourceFile: '',
      'XMP-dc:Subject': null,
      'XMP-lr:HierarchicalSubject': null,
    });
    expect(Object.keys(said(2 * i)).length).toBeGreaterThan(3);
    expect(said(2 * i + 1)).toEqual(said(2 * i));
    expect(seen[2 * i + 1]).toMatchObject({
      'XMP-dc:Subject': ['sea', 'ünï & co', 'dog'],
      'XMP-lr:HierarchicalSubject': ['places|Lofoten', 'animals|dog'],
    });
  }
});

test('at import keywords come from sidecars, XMP and IPTC; stars, colors and names with them', async () => {
  const tagged = await detail('tagged.jpg');
  expect(tagged.keywords).toEqual([
    { path: ['places', 'Norway', 'Lofoten'], source: 'xmp' },
    { path: ['sea'], source: 'xmp' },
  ]);
  expect(tagged).toMatchObject({ rating: 4, colorLabel: 'Red', artist: 'Ada', keywordProblem: null });
  const said = async (name: string) => (await detail(name)).keywords.map(({ path }) => path.join('|'));
  expect(await detail('iptc.jpg')).toMatchObject({ artist: 'Grace' });
  expect(await said('iptc.jpg')).toEqual(['fjord', 'grüße']);
  expect(await detail('both.jpg')).toMatchObject({ rating: 2, artist: 'Edith' });
  expect(await said('both.jpg')).toEqual(['first']);
  expect(await said('digikam.jpg')).toEqual(['animals|dog']);
  expect(await detail('rejected.png')).toMatchObject({ rating: null, flag: 'reject' });
  expect((await detail('broken.jpg')).keywordProblem).toMatchObject({ code: 'keywords/broken-xmp' });
  expect((await detail('broken.jpg')).state).toBe('ready');
});

test('a keyword filters, with those below it', async () => {
  const under = async (keyword: string) =>
    (
      await engine.window.ask('library.list', {
        filter: { ...everything, keyword },
        order: 'name',
        offset: 0,
        limit: 9,
      })
    ).photos.map(({ fileName }) => fileName);
  expect(await under('places')).toEqual(['tagged.jpg']);
  expect(await under('places|Norway|Lofoten')).toEqual(['tagged.jpg']);
  expect([await under('place'), await under('sea')]).toEqual([[], ['tagged.jpg']]);
  const listed = await engine.window.ask('keywords.list', undefined);
  expect(listed.slice(0, 2)).toEqual([
    { path: ['animals'], photos: 1 },
    { path: ['animals', 'dog'], photos: 1 },
  ]);
});

test('labels go into sidecars of strange names and leave every original as it was; undo takes the sidecars away', async () => {
  const names = [...strange, 'both.jpg', 'digikam.jpg'];
  await label(names, 'boat');
  const { classes } = await engine.window.ask('classes.list', undefined);
  const made = await engine.window.ask('classes.add', { name: 'vehicles', parent: null });
  await engine.window.ask('classes.move', {
    ...{ class: classes.find(({ name }) => name === 'boat')!.id, parent: made.class, before: null },
  });
  const before = checksums(photos);
  const both = readFileSync(at('both.jpg.xmp'));
  const { preview, ended } = await write({ photos: await idsOf(names) });
  expect(preview.totals).toMatchObject({ photos: 7, create: 5, change: 2, refuse: 0, added: 7 });
  expect(ended).toMatchObject({ state: 'done', failed: 0, message: '5 sidecars made, 2 files changed' });
  expect(checksums(photos)).toEqual(before);

  expect(await subjects(strange)).toEqual(strange.map(() => 'boat'));
  const [first, digikam] = await tagsByExifTool([at('both.jpg.xmp'), at('digikam.jpg.xmp')]);
  expect(first).toMatchObject({ 'XMP-dc:Subject': ['first', 'boat'], 'XMP-dc:Creator': ['Edith'] });
  expect(digikam).toMatchObject({
    'XMP-lr:HierarchicalSubject': ['vehicles|boat'],
    'XMP-digiKam:TagsList': ['animals/dog', 'vehicles/boat'],
    'XMP-microsoft:LastKeywordXMP': ['animals/dog', 'vehicles/boat'],
  });
  // darktable reads the levels from a Bag only.
  expect(readFileSync(at('digikam.jpg.xmp'), 'utf8')).toMatch(/<lr:hierarchicalSubject[^>]*>\s*<rdf:Bag>/);
  const bySystem = await systemExifTool(at('both.jpg.xmp'));
  if (bySystem) expect(bySystem['XMP-dc:Subject']).toEqual(['first', 'boat']);

  const again = await write({ photos: await idsOf(names) });
  expect(again.preview.totals).toMatchObject({ nothing: 7, added: 0 });

  const { history, restored } = await turn('edits.undo');
  expect(history.redo).toBe('Write keywords of 7 photos');
  expect(restored).toMatchObject({ state: 'done', failed: 0, message: '7 files put back' });
  expect(readFileSync(at('both.jpg.xmp'))).toEqual(both);
  expect(strange.filter((name) => existsSync(at(`${name}.xmp`)))).toEqual([]);
  await turn('edits.redo');
  expect(await subjects(strange)).toEqual(strange.map(() => 'boat'));
}, 60_000);

test('a label that changed takes its own keyword with it, and nobody else’s', async () => {
  await label(['both.jpg'], 'ship');
  const { preview } = await write({ photos: await idsOf(['both.jpg']) });
  expect(preview.files).toMatchObject([{ does: 'change', added: ['ship'], removed: ['vehicles|boat'] }]);
  expect(await subjects(['both.jpg'])).toEqual(['first,ship']);
  await label(['both.jpg'], null);
  await write({ photos: await idsOf(['both.jpg']) });
  expect(await subjects(['both.jpg'])).toEqual(['first']);
});

test('a sidecar that another program has changed is left alone by undo, and is named', async () => {
  await label(['sail.jpg', 'rope.jpg'], 'boat');
  const what = { photos: await idsOf(['sail.jpg', 'rope.jpg']) };
  await write(what, { ratings: true });
  expect((await tagsByExifTool([at('sail.jpg.xmp')]))[0]).toMatchObject({ 'XMP-xmp:Rating': 4 });
  const theirs = readFileSync(at('sail.jpg.xmp'), 'utf8').replace('boat', 'barge');
  writeFileSync(at('sail.jpg.xmp'), theirs);
  const { restored } = await turn('edits.undo');
  expect(restored).toMatchObject({ failed: 1, message: '1 file put back, 1 left as they are' });
  expect(readFileSync(at('sail.jpg.xmp'), 'utf8')).toBe(theirs);
  expect(existsSync(at('rope.jpg.xmp'))).toBe(false);
  const failed = await engine.window.ask('keywords.failed', undefined);
  expect(failed).toMatchObject([{ file: 'sail.jpg.xmp', problem: { code: 'keywords/changed-since' } }]);
  rmSync(at('sail.jpg.xmp'));
});

test('one file that cannot be written has its reason, the rest is written, and a second try clears it', async () => {
  const names = ['iptc.jpg', 'broken.jpg', 'rope.jpg'];
  await label(names, 'mast');
  const what = { photos: await idsOf(names) };
  const { preview, ended } = await write(what);
  expect(preview.totals).toMatchObject({ create: 2, refuse: 1 });
  expect(ended).toMatchObject({ state: 'done', failed: 1 });
  expect(await subjects(['iptc.jpg', 'rope.jpg'])).toEqual(['mast', 'mast']);
  expect(readFileSync(at('broken.jpg.xmp'), 'utf8')).toBe('<x:xmpmeta>');
  const codes = async () => (await engine.window.ask('keywords.failed', undefined)).map(({ problem }) => problem?.code);
  expect(await codes()).toContain('keywords/broken-xmp');
  rmSync(at('broken.jpg.xmp'));
  await write(what);
  expect(await codes()).not.toContain('keywords/broken-xmp');
  expect(await subjects(['broken.jpg'])).toEqual(['mast']);
});

test('originals change only when asked, keep pixels, turn and all else, and come back by undo', async () => {
  await label(turned, 'hull');
  const before = checksums(photos);
  const pixels = async (name: string) => sharp(at(name)).raw().toBuffer();
  const seen = await Promise.all(turned.map(pixels));
  const what = { photos: await idsOf([...turned, 'rejected.png']) };
  await label(['rejected.png'], 'x'.repeat(70));
  const { preview, ended } = await write(what, { into: 'originals' });
  expect(preview.totals).toMatchObject({ change: 9, refuse: 0 });
  expect(ended).toMatchObject({ state: 'done', failed: 0 });
  const tags = await tagsByExifTool(turned.map(at));
  expect(tags.map((one) => [one['IFD0:Orientation'], String(one['XMP-dc:Subject']), one['IPTC:Keywords']])).toEqual(
    turned.map((_, i) => [i + 1, 'hull', ['old', 'hull']]),
  );
  expect(await Promise.all(turned.map(pixels))).toEqual(seen);
  expect(Object.keys(before).filter((path) => checksums(photos)[path] !== before[path])).toHaveLength(9);
  await importPaths(engine, [photos]);
  await jobsEnded(engine);
  expect((await detail('turned 6.jpg')).keywords).toMatchObject([{ path: ['hull'] }, { path: ['old'] }]);
  await turn('edits.undo');
  expect(checksums(photos)).toEqual(before);
  expect((await detail('turned 6.jpg')).keywords).toMatchObject([{ path: ['old'], source: 'iptc' }]);
}, 60_000);

test('labels are made of a branch of keywords, with its levels as classes, in one step that can be undone', async () => {
  const asked = { branch: ['places'], filter: everything };
  const preview = await engine.window.ask('keywords.previewLabels', asked);
  expect(preview).toMatchObject({ photos: 1, kept: 0, several: 0 });
  expect(preview.classes.map(({ path, photos: count, isNew }) => [path.join('|'), count, isNew])).toEqual([
    ['places', 0, true],
    ['places|Norway', 0, true],
    ['places|Norway|Lofoten', 1, true],
  ]);
  const { photos: count } = await engine.window.ask('keywords.makeLabels', asked);
  expect([count, (await detail('tagged.jpg')).labels]).toEqual([1, ['Lofoten']]);
  const shelf = async () => (await engine.window.ask('classes.list', undefined)).classes;
  const named = new Map((await shelf()).map((one) => [one.name, one]));
  expect(named.get('Lofoten')?.parent).toBe(named.get('Norway')?.id);
  expect((await engine.window.ask('edits.undo', undefined)).redo).toBe('Make labels of “places” for 1 photo');
  expect((await detail('tagged.jpg')).labels).toEqual([]);
  expect((await shelf()).map(({ name }) => name)).not.toContain('Norway');
  await expect(
    engine.window.ask('keywords.previewLabels', { branch: ['nowhere'], filter: everything }),
  ).rejects.toMatchObject({ code: 'keywords/no-branch' });
});
