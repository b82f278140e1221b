import { copyFileSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { everything, TrainingSettings } from '../../electron/contract/index.ts';
import type { Dataset } from '../../electron/contract/index.ts';
import { closeExifTool } from '../../electron/decode/index.ts';
import { listCsv } from '../../electron/engine/training/datasets/csv.ts';
import { listFolders } from '../../electron/engine/training/datasets/folders.ts';
import { listKeywords } from '../../electron/engine/training/datasets/keywords.ts';
import { datasetsIn, surveyJob } from '../../electron/engine/training/datasets/index.ts';
import type { Datasets, Look } from '../../electron/engine/training/datasets/index.ts';
import { picturesIn } from '../../electron/engine/images/index.ts';
import { importPhotos } from '../../electron/engine/jobs/importPhotos.ts';
import { Library } from '../../electron/engine/library/index.ts';
import type { JobPatch, StoredJob } from '../../electron/engine/library/index.ts';
import { temporaryFolder } from '../support/fovea.ts';
import { lookingRunner } from '../support/lookingRunner.ts';
import { writeScenes } from '../support/scenes.ts';

const go = new AbortController().signal;
const settings = TrainingSettings.parse({});
const cleanups: (() => unknown)[] = [];
const folder = (): string => {
  const { path, remove } = temporaryFolder();
  cleanups.push(remove);
  return path;
};
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

/** Scenes of which no two look alike. */
let scenes: readonly string[] = [];
beforeAll(async () => {
  const { path, remove } = temporaryFolder();
  scenes = (await writeScenes(path, 48, 7, { width: 96, height: 72 })).map((scene) => scene.path);
  return remove;
});

/** Copies scenes to paths below a folder, one each, and answers the folder. */
const filled = (root: string, ...paths: readonly string[]): string => {
  for (const [at, path] of paths.entries()) put(join(root, path), at);
  return root;
};
const put = (path: string, scene: number): void => {
  mkdirSync(dirname(path), { recursive: true });
  copyFileSync(scenes[scene % scenes.length]!, path);
};
const twoClasses = (root: string, each = 12): string => {
  const names = Array.from({ length: each }, (_, at) => `${String(at).padStart(2, '0')}.jpg`);
  return filled(root, ...names.map((name) => `a/${name}`), ...names.map((name) => `b/${name}`));
};

/** Path below the root, class and part of each photo, as one line. */
const lines = async (root: string, roots = [root]): Promise<string[]> => {
  const { photos } = await listFolders(roots, go);
  return photos.map(({ path, classNames, part }) => {
    return `${relative(root, path)}: ${classNames.join('|')}${part === null ? '' : ` ${part}`}`;
  });
};

const look = (datasets: Datasets, id: string, more: Partial<Look> = {}): Promise<void> =>
  datasets.survey(id, { runner: lookingRunner(), model: null, cacheDir: '', device: 'cpu', signal: go, ...more });

const kinds = ({ findings }: Dataset): string[] =>
  findings.map(({ kind, severity, count }) => `${severity} ${kind} ${count}`);

// ----- folders

test('each folder of a dropped folder is a class, with all that lies below; hidden files and sidecars are none', async () => {
  const root = filled(folder(), 'b/1.jpg', 'b/deep/er/2.jpg', 'a/3.jpg', 'B/4.jpg', 'loose.jpg', '.hidden/5.jpg');
  for (const name of ['a/._3.jpg', 'a/3.jpg.xmp', 'a/notes.txt', 'a/.4.jpg']) writeFileSync(join(root, name), 'x');
  mkdirSync(join(root, 'empty'));
  expect(await lines(root)).toEqual(['B/4.jpg: B', 'a/3.jpg: a', 'b/1.jpg: b', 'b/deep/er/2.jpg: b']);
  const { emptyClasses, unlabelled } = await listFolders([root], go);
  expect({ emptyClasses, unlabelled }).toEqual({ emptyClasses: ['empty'], unlabelled: [join(root, 'loose.jpg')] });
});

test.each([
  [
    ['train', 'val'],
    ['train', 'test'],
  ],
  [
    ['Training', 'VALIDATION'],
    ['train', 'test'],
  ],
  [
    ['train', 'valid', 'testing'],
    ['train', 'holdout', 'test'],
  ],
  [
    ['train', 'test'],
    ['train', 'test'],
  ],
  [['train'], [null]],
])('folders named %j split the set into %j', async (names, parts) => {
  const root = filled(folder(), ...names.flatMap((name) => [`${name}/a/1.jpg`, `${name}/b/x/2.jpg`]));
  const expected = names.flatMap((name, at) => {
    const part = parts[at] ? ` ${parts[at]}` : '';
    return [`${name}/a/1.jpg: a${part}`, `${name}/b/x/2.jpg: b${part}`];
  });
  expect(await lines(root)).toEqual(expected.sort());
  // The parts may be dropped themselves, and the set may lie one folder deeper, as unpacking leaves it.
  if (names.length > 1)
    expect(
      await lines(
        root,
        names.map((name) => join(root, name)),
      ),
    ).toEqual(expected.sort());
  const outer = folder();
  renameSync(root, join(outer, 'set'));
  expect(await lines(join(outer, 'set'), [outer])).toEqual(expected.sort());
});

test('a train is a class where its neighbours are no parts of a set', async () => {
  const root = filled(folder(), 'train/1.jpg', 'bus/2.jpg');
  expect(await lines(root)).toEqual(['bus/2.jpg: bus', 'train/1.jpg: train']);
  expect(await lines(filled(folder(), 'train/1.jpg', 'test/2.jpg'))).toEqual([]);
});

test('several dropped folders are the classes, in whatever order they came', async () => {
  const root = filled(folder(), 'x/b/1.jpg', 'y/a/deep/2.jpg', 'z/a/3.jpg');
  const roots = ['x/b', 'y/a', 'z/a'].map((path) => join(root, path));
  const expected = ['x/b/1.jpg: b', 'y/a/deep/2.jpg: a', 'z/a/3.jpg: a'];
  expect(await lines(root, roots)).toEqual(expected);
  expect(await lines(root, roots.toReversed())).toEqual(expected);
});

test('links that lead back or into another class make no photo appear twice', async () => {
  const root = filled(folder(), 'a/1.jpg', 'b/2.jpg');
  symlinkSync(root, join(root, 'a', 'loop'));
  symlinkSync(join(root, 'b'), join(root, 'a', 'to b'));
  const elsewhere = filled(folder(), '3.jpg');
  symlinkSync(elsewhere, join(root, 'c'));
  expect(await lines(root)).toEqual(['a/1.jpg: a', 'b/2.jpg: b', 'c/3.jpg: c']);
});

test('a folder that is not there is a sentence', async () => {
  await expect(listFolders(['/nowhere/at all'], go)).rejects.toMatchObject({ code: 'library/path-missing' });
});

// ----- tables and keywords

test('a table names photos beside it; its mistakes are told with file and line', async () => {
  const root = filled(folder(), 'photos/ä, b.jpg', 'c.jpg');
  const file = join(root, 'labels.csv');
  writeFileSync(
    file,
    '\uFEFFpath;label;split\r\n"photos/ä, b.jpg";x;train\r\nc.jpg;y;val\r\nc.jpg;y;val\r\nd.jpg;;\r\n',
  );
  expect(await listCsv(file)).toEqual({
    photos: [
      { path: join(root, 'c.jpg'), classNames: ['y'], part: 'test' },
      { path: join(root, 'photos/ä, b.jpg'), classNames: ['x'], part: 'train' },
    ],
    ...{ emptyClasses: [], unlabelled: [join(root, 'd.jpg')], multiLabel: false },
  });
  writeFileSync(file, 'path,label\nc.jpg,"y\n');
  const sentence = 'Line 2 of "labels.csv" was not understood: a quote is opened and never closed.';
  await expect(listCsv(file)).rejects.toMatchObject({ code: 'training/bad-csv', message: sentence });
});

test('a table of which no photo is there says where the first was looked for, and what to do', async () => {
  const [root, elsewhere] = [filled(folder(), 'a/1.jpg'), folder()];
  const file = join(elsewhere, 'labels.csv');
  writeFileSync(file, 'path,label\na/1.jpg,a\na/2.jpg,a\n');
  await expect(listCsv(file)).rejects.toMatchObject({
    code: 'training/csv-paths',
    message: `None of the 2 photos that "labels.csv" names was found; the first was looked for at "${join(elsewhere, 'a/1.jpg')}".`,
    remedy: expect.stringContaining('type its path instead') as string,
  });
  writeFileSync(file, `path,label\na/1.jpg,a\n${join(root, 'a/1.jpg')},a\n`);
  expect((await listCsv(file)).photos).toHaveLength(2);
});

test('a table with several classes in a cell is a set of several classes per photo', async () => {
  const root = folder();
  const rows = Array.from({ length: 24 }, (_, at) => `${at}.jpg,${at % 3 === 0 ? 'x|y' : at % 3 === 1 ? 'x' : 'y'}`);
  filled(root, ...rows.map((_row, at) => `${at}.jpg`));
  writeFileSync(join(root, 'set.csv'), ['path,label', ...rows].join('\n'));
  const datasets = datasetsIn(folder());
  const id = datasets.open({ kind: 'csv', path: join(root, 'set.csv') });
  await look(datasets, id);
  const { examples, classNames, multiLabel } = await datasets.examples(id, settings);
  expect({ classNames, multiLabel, count: examples.length }).toEqual({
    ...{ classNames: ['x', 'y'], multiLabel: true, count: 24 },
  });
  expect(examples.filter(({ classIndices }) => classIndices.length === 2)).toHaveLength(8);
});

const sidecar = (subjects: readonly string[], levels: readonly string[]): string => {
  const bag = (tag: string, texts: readonly string[]): string =>
    `<${tag}><rdf:Bag>${texts.map((text) => `<rdf:li>${text}</rdf:li>`).join('')}</rdf:Bag></${tag}>`;
  return `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
    <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
      xmlns:lr="http://ns.adobe.com/lightroom/1.0/">${bag('dc:subject', subjects)}${
        levels.length > 0 ? bag('lr:hierarchicalSubject', levels) : ''
      }</rdf:Description></rdf:RDF></x:xmpmeta>`;
};

test('keywords come from the photo, or from its sidecar, of which IMG.jpg.xmp wins', { timeout: 60_000 }, async () => {
  cleanups.push(closeExifTool);
  const root = filled(folder(), 'embedded.jpg', 'iptc.jpg', 'both.jpg', 'adobe.jpg', 'none.jpg', 'broken.jpg');
  const { ExifTool } = await import('exiftool-vendored');
  const writer = new ExifTool({ maxProcs: 1 });
  cleanups.push(() => writer.end());
  const args = { writeArgs: ['-overwrite_original', '-codedcharacterset=utf8'] };
  const tags = { Subject: ['Blüte', '2024'], HierarchicalSubject: ['Pflanzen|Blüte'] };
  await writer.write(join(root, 'embedded.jpg'), tags, args);
  await writer.write(join(root, 'iptc.jpg'), { Keywords: ['Größe'] }, args);
  await writer.write(join(root, 'both.jpg'), { Subject: ['old'] }, args);
  writeFileSync(join(root, 'both.jpg.xmp'), sidecar(['wins'], ['a|wins']));
  writeFileSync(join(root, 'both.xmp'), sidecar(['loses'], []));
  writeFileSync(join(root, 'adobe.xmp'), sidecar(['of the sidecar'], []));
  writeFileSync(join(root, 'broken.jpg'), 'no photo');
  const { photos, unlabelled, multiLabel } = await listKeywords([root], null, go);
  expect(photos.map(({ path, classNames }) => [basename(path), ...classNames])).toEqual([
    ['adobe.jpg', 'of the sidecar'],
    ['both.jpg', 'wins'],
    ['embedded.jpg', '2024', 'Blüte'],
    ['iptc.jpg', 'Größe'],
  ]);
  expect(unlabelled.map((path) => basename(path))).toEqual(['broken.jpg', 'none.jpg']);
  expect(multiLabel).toBe(true);
  const narrowed = await listKeywords([root], 'pflanzen', go);
  expect(narrowed.photos.map(({ classNames }) => classNames)).toEqual([['Blüte']]);
  expect(narrowed.multiLabel).toBe(false);
});

// ----- the life of a dataset

test('a dataset is looked at once, answered at once after a restart, and gone when forgotten', async () => {
  const [root, dataDir] = [twoClasses(folder()), folder()];
  const datasets = datasetsIn(dataDir);
  const id = datasets.open({ kind: 'folders', paths: [root] });
  expect(await datasets.get(id)).toMatchObject({ surveyed: false, examples: 0, hash: null, from: root });
  const steps: number[] = [];
  await look(datasets, id, {
    onProgress: ({ done, total }) => steps.push(done / total),
  });
  expect(steps.at(-1)).toBe(1);
  const seen = await datasets.get(id);
  expect(seen).toMatchObject({ id, name: basename(root), kind: 'folders', surveyed: true, examples: 24 });
  expect(
    seen.classes.map(({ className, train, holdout, test: judged }) => [className, train + holdout + judged]),
  ).toEqual([
    ['a', 12],
    ['b', 12],
  ]);
  rmSync(root, { recursive: true });
  const later = datasetsIn(dataDir);
  expect(later.open({ kind: 'folders', paths: [root] })).toBe(id);
  expect(await later.list()).toEqual([seen]);
  expect(await later.examples(id, settings)).toEqual(await datasets.examples(id, settings));
  later.forget(id);
  expect(await later.list()).toEqual([]);
  await expect(later.get(id)).rejects.toMatchObject({ code: 'training/dataset-unknown' });
  await expect(datasets.examples(id, settings)).rejects.toMatchObject({ code: 'training/dataset-unknown' });
  await expect(datasets.get('../../etc/x')).rejects.toMatchObject({ code: 'training/dataset-unknown' });
});

test('a folder that is dropped twice, by a link too, is one folder', async () => {
  const root = filled(folder(), 'a/1.jpg', 'b/2.jpg');
  const link = join(folder(), 'link');
  symlinkSync(root, link);
  expect(await lines(root, [root, root])).toEqual(['a/1.jpg: a', 'b/2.jpg: b']);
  expect(await lines(root, [root, link])).toEqual(['a/1.jpg: a', 'b/2.jpg: b']);
});

test('the same folders in another order are the same dataset, another branch is another', () => {
  const datasets = datasetsIn(folder());
  const id = datasets.open({ kind: 'folders', paths: ['/x', '/y'] });
  expect(id).toMatch(/^[0-9a-f]{12}$/);
  expect(datasets.open({ kind: 'folders', paths: ['/y', '/x'] })).toBe(id);
  const branches = [null, 'a', 'b'].map((branch) => datasets.open({ kind: 'keywords', paths: ['/x'], branch }));
  const read = (['artists', 'cameras'] as const).map((kind) => datasets.open({ kind, paths: ['/x'] }));
  expect(new Set([id, ...branches, ...read]).size).toBe(6);
});

test('the same seed parts alike, another seed differently, and the hash tells them apart', async () => {
  const datasets = datasetsIn(folder());
  const id = datasets.open({ kind: 'folders', paths: [twoClasses(folder())] });
  await look(datasets, id, { runner: lookingRunner({ backwards: true }) });
  const [one, again, other] = await Promise.all([1, 1, 2].map((seed) => datasets.examples(id, { ...settings, seed })));
  expect(again).toEqual(one);
  expect(other!.hash).not.toBe(one!.hash);
  expect(one!.examples.map(({ path }) => path)).toEqual(other!.examples.map(({ path }) => path));
});

test('photos without a name that is easy to write are photos', async () => {
  const root = folder();
  const long = Array.from({ length: 3 }, (_, at) => `${at} ${'lång '.repeat(20)}`.trim()).join('/');
  const names = ['späße & ünïcödé', '📷🌈', 'صورة ‏من اليمين', `deep/${long}`, 'two\nlines'];
  const paths = names.flatMap((name, at) => [`${['Köln', 'Ελλάδα'][at % 2] ?? ''}/${name}.jpg`]);
  filled(
    root,
    ...paths,
    ...Array.from({ length: 10 }, (_, at) => `${at % 2 === 0 ? 'Köln' : 'Ελλάδα'}/${at}.jpg`).map((path) => path),
  );
  expect(Math.max(...paths.map((path) => join(root, path).length))).toBeGreaterThan(300);
  const datasets = datasetsIn(folder());
  const id = datasets.open({ kind: 'folders', paths: [root] });
  await look(datasets, id);
  const dataset = await datasets.get(id);
  expect(dataset.classes.map(({ className }) => className)).toEqual(['Köln', 'Ελλάδα']);
  expect(kinds(dataset).some((kind) => kind.includes('unreadable'))).toBe(false);
});

test('a folder that changes while it is looked at loses only what is gone', async () => {
  const root = twoClasses(folder());
  const datasets = datasetsIn(folder());
  const id = datasets.open({ kind: 'folders', paths: [root] });
  const before = (path: string): void => {
    if (path.endsWith('a/00.jpg')) rmSync(join(root, 'b', '11.jpg'));
    if (path.endsWith('a/01.jpg')) put(join(root, 'c', 'new.jpg'), 40);
  };
  await look(datasets, id, { runner: lookingRunner({ before }) });
  const dataset = await datasets.get(id);
  expect(dataset).toMatchObject({ surveyed: true, examples: 23 });
  const finding = dataset.findings.find(({ kind }) => kind === 'unreadable');
  expect(finding).toMatchObject({ severity: 'warning', count: 1 });
  expect(finding?.sentence).toBe('1 of 24 files cannot be read; the first: The file is not there any more.');
  await look(datasets, id);
  expect((await datasets.get(id)).classes.map(({ className }) => className)).toEqual(['a', 'b', 'c']);
});

test('a folder of broken files is a finding and a refusal, not a crash', async () => {
  const root = folder();
  for (const path of ['a/1.jpg', 'a/2.jpg', 'b/3.jpg']) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), path === 'a/1.jpg' ? '' : 'I am no picture.');
  }
  const datasets = datasetsIn(folder());
  const id = datasets.open({ kind: 'folders', paths: [root] });
  await look(datasets, id);
  const dataset = await datasets.get(id);
  expect(dataset.surveyed).toBe(true);
  expect(kinds(dataset)).toContain('error unreadable 3');
  await expect(datasets.examples(id, settings)).rejects.toMatchObject({
    code: 'training/nothing-readable',
    message: 'None of the 3 files could be read as a photo; the first: The file is empty.',
  });
});

test('a photo over which the runner dies becomes unreadable, and the others are seen', async () => {
  const datasets = datasetsIn(folder());
  const id = datasets.open({ kind: 'folders', paths: [twoClasses(folder())] });
  const runner = lookingRunner({
    before: (path) => {
      if (path.endsWith('a/05.jpg')) throw new Error('die');
    },
  });
  await look(datasets, id, { runner });
  const dataset = await datasets.get(id);
  expect(dataset.examples).toBe(23);
  expect(dataset.findings.find(({ kind }) => kind === 'unreadable')?.photos).toHaveLength(1);
});

test('a runner that always dies ends the look, and a stop ends it at once', async () => {
  const datasets = datasetsIn(folder());
  const id = datasets.open({ kind: 'folders', paths: [twoClasses(folder())] });
  const dying = lookingRunner({
    before: () => {
      throw new Error('die');
    },
  });
  await expect(look(datasets, id, { runner: dying })).rejects.toMatchObject({ code: 'runner/crashed' });
  const controller = new AbortController();
  const stopping = lookingRunner({ before: () => controller.abort() });
  await expect(look(datasets, id, { runner: stopping, signal: controller.signal })).rejects.toMatchObject({
    code: 'engine/stopped',
  });
  expect(await datasets.get(id)).toMatchObject({ surveyed: false, examples: 24 });
});

// ----- with a library

/** A library and a dataset of two classes, looked at as a job would. */
const withLibrary = async () => {
  const [root, dataDir] = [twoClasses(folder()), folder()];
  const library = new Library(dataDir);
  cleanups.push(() => library.close());
  const datasets = datasetsIn(dataDir, { library: () => library });
  const id = datasets.open({ kind: 'folders', paths: [root] });
  const task = { dataset: id };
  const job = library.jobs.add({ kind: 'training.survey', title: 'Look', task, unit: 'photos', total: null });
  let state: StoredJob = library.jobs.find(job)!;
  const scope = {
    ...{ id: job, task, signal: go },
    get job() {
      return state;
    },
    report: (patch: JobPatch) => (state = { ...state, ...patch }),
  };
  const adopted: number[] = [];
  const message = await surveyJob(scope, {
    ...{ datasets, library, runner: lookingRunner(), cacheDir: '', device: () => 'cpu' as const },
    ...{ model: () => Promise.resolve(null), adopt: (other: number) => void adopted.push(other) },
  });
  return { root, library, datasets, id, adopted, message, job, state: () => state };
};

test('a queued look brings the photos into the library and leaves a job to read them that classifies nothing', async () => {
  const { library, datasets, id, adopted, message, job, state } = await withLibrary();
  expect(message).toBe('24 photos of 2 classes');
  expect(state()).toMatchObject({ done: 24, total: 24, failed: 0 });
  expect(library.jobs.countWork(job)).toBe(0);
  expect(adopted).toHaveLength(1);
  expect(library.jobs.countWork(adopted[0]!)).toBe(24);
  expect(library.jobs.find(adopted[0]!)).toMatchObject({
    ...{ kind: 'library.import', total: 24, task: { paths: [], scenes: null, classify: false } },
  });
  const { classes } = await datasets.get(id);
  expect(classes.map(({ photos }) => photos.length)).toEqual([6, 6]);
  let reading = library.jobs.find(adopted[0]!)!;
  const scope = {
    ...{ id: reading.id, task: reading.task, signal: go },
    get job() {
      return reading;
    },
    report: (patch: JobPatch) => (reading = { ...reading, ...patch }),
  };
  expect(await importPhotos(scope, library, picturesIn(folder()))).toBe('24 photos read');
  const { photos } = library.list(everything, 'added', 0, 100);
  expect(new Set(photos.map((photo) => photo.state))).toEqual(new Set(['ready']));
});

test('a label in the library is the truth of the next training, and undoing it takes that back', async () => {
  const { root, library, datasets, id } = await withLibrary();
  const path = join(root, 'a', '03.jpg');
  const photo = library.idsAt([path]).get(path)!;
  const classOf = async (): Promise<string | undefined> => {
    const { classNames, examples } = await datasets.examples(id, settings);
    return classNames[examples.find((example) => example.path === path)!.classIndices[0]!];
  };
  const before = await datasets.get(id);
  expect(await classOf()).toBe('a');
  library.label([photo], 'b');
  expect(await classOf()).toBe('b');
  const counts = (dataset: Dataset) =>
    dataset.classes.map(({ train, holdout, test: judged }) => train + holdout + judged);
  expect(counts(await datasets.get(id))).toEqual([11, 13]);
  expect((await datasets.get(id)).hash).not.toBe(before.hash);
  library.undo();
  expect(await datasets.get(id)).toEqual(before);
});

test('the labels of the library are a set, which says when photos came that nobody has looked at', async () => {
  const { root, library, datasets } = await withLibrary();
  const idsOf = (name: string): number[] => {
    const paths = Array.from({ length: 12 }, (_, at) => join(root, name, `${String(at).padStart(2, '0')}.jpg`));
    return [...library.idsAt(paths).values()];
  };
  library.label(idsOf('a'), 'x');
  library.label(idsOf('b').slice(0, 8), 'y');
  const id = datasets.open({ kind: 'labels' });
  expect(await datasets.get(id)).toMatchObject({ surveyed: false, examples: 20, from: 'the library' });
  await look(datasets, id);
  expect(await datasets.get(id)).toMatchObject({ surveyed: true, examples: 20 });
  library.label(idsOf('b').slice(8), 'y');
  expect(await datasets.get(id)).toMatchObject({ surveyed: false, examples: 24 });
  expect((await datasets.examples(id, settings)).examples).toHaveLength(20);
  await look(datasets, id);
  expect(await datasets.get(id)).toMatchObject({ surveyed: true, examples: 24 });
});

test('without a library, labels are no set', async () => {
  const datasets = datasetsIn(folder());
  const id = datasets.open({ kind: 'labels' });
  await look(datasets, id);
  await expect(datasets.examples(id, settings)).rejects.toMatchObject({ code: 'training/no-class' });
});
