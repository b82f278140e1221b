import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { everything, type Conflicts, type ModelCard, type NewStroke } from '../../../electron/contract/index.ts';
import { exportProject, previewProject, takeProject } from '../../../electron/engine/exchange/index.ts';
import { openModelStore } from '../../../electron/engine/models/index.ts';
import type { Library } from '../../../electron/engine/library/index.ts';
import { networkBytes } from '../../support/networkBytes.ts';
import { colorCard } from '../../support/networks.ts';
import { exchanged, filesBelow, model, type Exchanged } from './exchanged.ts';

let its: Exchanged;
const names = ['photos/2019/a.jpg', 'photos/2019/写真 #%.jpg', 'photos/2020/a.jpg', 'photos/2020/🌅.jpg'];

beforeEach(() => {
  its = exchanged();
  mkdirSync(its.at('out'));
});
afterEach(() => its.close());

const watch = { signal: new AbortController().signal, onProgress: () => undefined };
const noModel = () => Promise.reject(new Error('there is none'));
const saved = (photos: 'none' | 'copy' | 'hard-link'): Promise<string> =>
  its.job((scope) => exportProject(scope, { library: its.library, models: { find: noModel } }), {
    ...{ filter: everything, photos, networks: [], folder: its.at('out') },
  });
const opened = (library: Library, path = 'out', conflicts: Conflicts = 'mine', addPhotos = true): Promise<string> =>
  its.job(
    (scope) => takeProject(scope, { ...its.needs(library), store: { add: noModel, saveCard: noModel } }),
    { path: its.at(path), conflicts, addPhotos },
    library,
  );

/** Four photos with everything that can be said of them. */
function fill(): void {
  const [a, b, c, d] = its.add(names) as [number, number, number, number];
  const { library } = its;
  library.classes.setLabelling('several');
  const { class: animal } = library.classes.add('animal', null);
  library.classes.add('dog', animal);
  library.label([a], 'dog');
  library.tag([a], 'Übung | "x"', true);
  library.rate([a], 4);
  library.flag([b], 'pick');
  library.boxes.draw(c, [{ className: 'dog', box: { x0: 1, y0: 2, x1: 50, y1: 60 }, difficult: true }]);
  library.boxes.complete([c], true);
  const job = library.jobs.add({ kind: 'classification.run', title: '', task: {}, unit: 'photos', total: null });
  const top = [
    { className: 'cat', classIndex: 1, probability: 0.75 },
    { className: 'dog', classIndex: 0, probability: 0.125 },
  ];
  library.recordAnswers(job, model, [
    { photo: c, top, damaged: false, problem: null },
    { photo: d, top, damaged: false, problem: null },
  ]);
  library.show(model);
  library.reject([d]);
}

/** What a library says, without the numbers that it gave out. */
function told(library: Library) {
  const nameOf = new Map(library.classes.shelf().map(({ id, name }) => [id, name]));
  const rows = library.exchange.rows(library.ids(everything, 'name')).map((row) => ({
    ...{ name: row.path.split('/').slice(-2).join('/'), rating: row.rating, flag: row.flag, complete: row.complete },
    labels: row.labels.map(({ className }) => className),
    rejected: row.rejected.map((one) => ({ className: one.className, model: one.model })),
    suggested: row.suggested,
    boxes: row.boxes.map(({ className, box, difficult }) => ({ className, box, difficult })),
  }));
  return {
    classes: library.classes.shelf().map(({ name, parent }) => [name, parent === null ? null : nameOf.get(parent)]),
    photos: rows.sort((one, other) => (one.name < other.name ? -1 : 1)),
  };
}

test('a project with its photos is the same in another library, after it was carried elsewhere', async () => {
  fill();
  expect(await saved('copy')).toBe(`4 photos written to ${its.at('out')}.`);
  expect(filesBelow(its.at('out'))).toEqual(
    ['photos.jsonl', ...names.map((name) => name).sort(), 'project.json'].sort(),
  );
  renameSync(its.at('out'), its.at('carried'));
  rmSync(its.at('photos'), { recursive: true });
  const other = its.another();
  expect(await previewProject(other, its.at('carried'), watch)).toMatchObject({
    ...{ photos: 4, addable: 4, unmatched: 0, matched: { path: 0, name: 0, hash: 0 } },
  });
  await opened(other, 'carried');
  expect(told(other)).toEqual(told(its.library));
  expect(other.history().undo).toBe('Open the project “carried”');
  other.undo();
  expect(
    told(other).photos.every(({ labels, rating, boxes }) => labels.length + boxes.length === 0 && rating === null),
  ).toBe(true);
  expect(other.classes.shelf()).toEqual([]);
});

test('a second opening changes nothing, and what is drawn already is not drawn twice', async () => {
  fill();
  await saved('none');
  const before = told(its.library);
  const history = its.library.history();
  await opened(its.library);
  expect(told(its.library)).toEqual(before);
  expect(its.library.history()).toEqual(history);
});

test('photos are known by their bytes, wherever they lie and whatever they are called', async () => {
  fill();
  await saved('none');
  const other = its.another();
  const texts = names.map((name) => readFileSync(its.at(name), 'utf8'));
  rmSync(its.at('photos'), { recursive: true });
  const job = other.jobs.add({ kind: 'library.import', title: '', task: {}, unit: 'photos', total: null });
  const path = its.file('elsewhere/other.jpg', texts[0]);
  other.addFiles(job, [
    { path, fileName: 'other.jpg', folder: its.at('elsewhere'), bytes: texts[0]!.length, modifiedMs: 1 },
  ]);
  const hash = createHash('sha256').update(texts[0]!).digest('hex');
  const facts = {
    hash,
    width: 400,
    height: 300,
    takenAtMs: null,
    camera: null,
    artist: null,
    format: 'jpeg',
    orientation: 1,
  };
  const more = { fromPreview: false, damaged: false, fingerprint: '0'.repeat(16), sketch: new Uint8Array(16) };
  other.recordReadings(job, [{ photo: other.idsAt([path]).get(path)!, facts: { ...facts, ...more } }]);
  expect(await previewProject(other, its.at('out'), watch)).toMatchObject({
    ...{ matched: { path: 0, name: 0, hash: 1 }, addable: 0, unmatched: 3, labelled: 1 },
  });
  expect(await opened(other)).toContain('3 photos left out: their files are not here.');
  expect(told(other).photos).toMatchObject([
    { name: 'elsewhere/other.jpg', labels: ['dog', 'Übung | "x"'], rating: 4 },
  ]);
});

test.each([
  ['mine', ['cat'], 2],
  ['theirs', ['dog', 'Übung | "x"'], 4],
  ['both', ['cat', 'dog', 'Übung | "x"'], 2],
] as const)('where a person said otherwise here, %s counts', async (conflicts, labels, rating) => {
  fill();
  await saved('none');
  const [a] = its.library.ids(everything, 'added');
  its.library.label([a!], 'cat');
  its.library.rate([a!], 2);
  expect(await previewProject(its.library, its.at('out'), watch)).toMatchObject({ conflicts: 1 });
  const line = await opened(its.library, 'out', conflicts);
  expect(line.includes('1 photo kept other labels.')).toBe(conflicts === 'mine');
  expect(its.library.exchange.rows([a!])[0]).toMatchObject({ rating });
  expect(its.labelsByPath()['2019/a.jpg']).toEqual(labels);
});

test('what is no project, is from a newer Fovea, or is damaged is said so, and nothing changes', async () => {
  await expect(previewProject(its.library, its.at('out'), watch)).rejects.toMatchObject({
    code: 'exchange/no-project',
  });
  const project = { format: 'fovea-project', version: 99 };
  writeFileSync(its.at('out/project.json'), JSON.stringify(project));
  await expect(opened(its.library)).rejects.toMatchObject({ code: 'exchange/newer-project' });
  writeFileSync(its.at('out/project.json'), JSON.stringify({ ...project, version: 1 }));
  await expect(opened(its.library)).rejects.toMatchObject({ code: 'annotation/not-readable' });
  rmSync(its.at('out/project.json'));
  fill();
  await saved('none');
  const lines = readFileSync(its.at('out/photos.jsonl'), 'utf8');
  writeFileSync(its.at('out/photos.jsonl'), lines.slice(0, lines.length - 40));
  const before = told(its.library);
  await expect(opened(its.library)).rejects.toThrow(/line 4 of photos\.jsonl/);
  expect(told(its.library)).toEqual(before);
});

test('names that lead out of the project are no photos', async () => {
  fill();
  await saved('none');
  const secret = its.file('secret.jpg');
  const lines = readFileSync(its.at('out/photos.jsonl'), 'utf8').trimEnd().split('\n');
  const changed = lines.map((line) => {
    const photo = JSON.parse(line) as Record<string, unknown>;
    return JSON.stringify({ ...photo, path: '../../secret.jpg', file: '../secret.jpg', sha256: null });
  });
  writeFileSync(its.at('out/photos.jsonl'), `${changed.join('\n')}\n`);
  const other = its.another();
  expect(await previewProject(other, its.at('out'), watch)).toMatchObject({ addable: 0, unmatched: 4 });
  await opened(other);
  expect(other.idsAt([secret]).size).toBe(0);
});

test('a network that lies outside of the project is none of it', async () => {
  fill();
  await saved('none');
  const file = its.at('out/project.json');
  const project = JSON.parse(readFileSync(file, 'utf8')) as { networks: unknown[] };
  const outside = { hash: 'ab'.repeat(32), name: 'colors', file: 'networks/../../colors.onnx' };
  const card = colorCard({ width: 8, height: 8 }, 'colors');
  writeFileSync(file, JSON.stringify({ ...project, networks: [{ ...outside, card }] }));
  await expect(previewProject(its.library, its.at('out'), watch)).rejects.toThrow(/leads out of the project/);
  await expect(opened(its.another())).rejects.toThrow(/leads out of the project/);
});

const dot = (classIndex: number | null, x: number): NewStroke => ({
  ...{ classIndex, shape: { kind: 'path', points: [x, 10], radius: 4 } },
});
/** Segmenters with what is painted on photos, by the names of their files, without the numbers that a library gave out. */
const paintedIn = (library: Library) =>
  library.strokes.sets().map(({ id, name, model: network, classes, photos }) => ({
    ...{ name, network, classes },
    photos: photos.map(({ photo, fileName }) => [
      fileName,
      library.strokes.of(id, photo).map(({ classIndex, shape }) => ({ classIndex, shape })),
    ]),
  }));

test('segmenters in the making come along with their strokes, in the same undo step', async () => {
  fill();
  const { library } = its;
  const [a, b, c] = library.ids(everything, 'added') as [number, number, number];
  const begun = { model, name: 'hair', classes: ['hair', 'sky'], on: { photo: a, strokes: [dot(0, 1), dot(1, 2)] } };
  const { set } = library.strokes.begin(begun);
  library.strokes.change(set, { name: 'hair', classes: [{ name: 'hair', removed: true }] });
  library.strokes.paint(set, b, [dot(1, 3), dot(null, 4)]);
  library.strokes.begin({ ...begun, name: 'other', on: { photo: c, strokes: [dot(0, 5)] } });
  library.strokes.begin({ ...begun, name: 'nothing painted', on: null });
  await saved('copy');
  const other = its.another();
  await opened(other);
  const fromHere = paintedIn(library).filter(({ photos }) => photos.length > 0);
  expect(fromHere).toHaveLength(2);
  expect(paintedIn(other)).toEqual(fromHere);
  expect(told(other)).toEqual(told(library));
  const history = other.history();
  await opened(other);
  expect([paintedIn(other), other.history()]).toEqual([fromHere, history]);
  other.undo();
  expect(paintedIn(other)).toEqual([]);
  other.redo();
  expect(paintedIn(other)).toEqual(fromHere);
});

test('strokes come to the segmenter that is here, and photos that are painted on stay as they are', async () => {
  const [a, b] = its.add(names) as [number, number];
  const { set } = its.library.strokes.begin({ model, name: 'hair', classes: ['hair', 'sky'], on: null });
  its.library.strokes.paint(set, a, [dot(0, 1)]);
  its.library.strokes.paint(set, b, [dot(1, 2)]);
  await saved('none');
  const other = its.another();
  const [here] = its.add(names, other) as [number];
  const own = { model, name: 'hair', classes: ['sea', 'hair'], on: { photo: here, strokes: [dot(0, 9)] } };
  other.strokes.begin(own);
  other.strokes.begin({ ...own, model: 'cd'.repeat(32), on: null });
  await opened(other);
  expect(paintedIn(other).map(({ classes, photos }) => [classes.map(({ name }) => name), photos])).toEqual([
    [['sea', 'hair'], []],
    [
      ['sea', 'hair', 'sky'],
      [
        ['a.jpg', [dot(0, 9)]],
        ['写真 #%.jpg', [dot(2, 2)]],
      ],
    ],
  ]);
});

test('projects from before strokes were part of them are read', async () => {
  fill();
  await saved('none');
  const without = (text: string): string => text.replace(/,\s*"(strokes|segmenters)":\s*\[\]/, '');
  const lines = readFileSync(its.at('out/photos.jsonl'), 'utf8').trimEnd().split('\n').map(without);
  const project = without(readFileSync(its.at('out/project.json'), 'utf8'));
  expect(`${lines.join('')}${project}`).not.toMatch(/strokes|segmenters/);
  writeFileSync(its.at('out/photos.jsonl'), `${lines.join('\n')}\n`);
  writeFileSync(its.at('out/project.json'), project);
  const before = told(its.library);
  await opened(its.library);
  expect(told(its.library)).toEqual(before);
});

test('the networks of a project are on the shelf of another computer afterwards, with their cards', async () => {
  its.add(names);
  const guessed = colorCard({ width: 8, height: 8 }, 'guessed');
  const card: ModelCard = { ...guessed, name: 'Corrected', confirmed: true };
  const shelf = (name: string) =>
    openModelStore({
      ...{ modelsDir: its.at(name), readyDir: null, builtInDir: null, catalogue: [], onChange: () => undefined },
      inspect: () => Promise.resolve({ facts: {} as never, card: guessed }),
      check: () => Promise.resolve(),
    });
  const [mine, theirs] = [shelf('mine'), shelf('theirs')];
  const signal = new AbortController().signal;
  const bytes = networkBytes({ name: 'far', externalFile: 'far.bin' });
  writeFileSync(its.file('network.onnx'), bytes);
  its.file('far.bin', 'weights');
  const { hash } = await mine.add(its.at('network.onnx'), () => undefined, signal);
  await mine.saveCard(hash, card);
  const task = { filter: everything, photos: 'none', networks: [hash], folder: its.at('out') };
  await its.job((scope) => exportProject(scope, { library: its.library, models: mine }), task);
  cpSync(its.at('out'), its.at('carried'), { recursive: true });
  for (const gone of ['out', 'mine', 'network.onnx', 'far.bin']) rmSync(its.at(gone), { recursive: true });
  const other = its.another();
  const open = { path: its.at('carried'), conflicts: 'mine', addPhotos: true };
  const line = await its.job((scope) => takeProject(scope, { ...its.needs(other), store: theirs }), open, other);
  expect(line).toContain('1 network put on the shelf.');
  const { path, model: taken } = await theirs.find(hash);
  expect([taken.card, readFileSync(path)]).toEqual([card, bytes]);
  expect(readFileSync(join(dirname(path), 'far.bin'), 'utf8')).toBe('weights');
});

test('a photo whose name was taken is written under another, and found there', async () => {
  const [photo] = its.add(['photos/a.jpg']) as [number];
  its.library.rate([photo], 3);
  its.file('out/photos/a.jpg', 'another');
  await saved('copy');
  const other = its.another();
  rmSync(its.at('photos'), { recursive: true });
  await opened(other);
  expect(told(other).photos).toMatchObject([{ name: 'photos/a (2).jpg', rating: 3 }]);
});
