import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { everything, LabelFormat, type Conflicts } from '../../../electron/contract/index.ts';
import { exportLabels, importLabels, previewExport, previewImport } from '../../../electron/engine/exchange/index.ts';
import { csvText, labelFormats } from '../../../electron/runner/vision/index.ts';
import { exchanged, exporting, filesBelow, model, type Exchanged } from './exchanged.ts';

let its: Exchanged;
beforeEach(() => {
  its = exchanged();
  mkdirSync(its.at('out'));
});
afterEach(() => its.close());

const watch = { signal: new AbortController().signal, onProgress: () => undefined };
const preview = (...names: readonly string[]) =>
  previewImport(
    its.needs(),
    names.map((name) => its.at(name)),
    watch,
  );
const imported = (paths: readonly string[], conflicts: Conflicts = 'mine', addPhotos = false): Promise<string> =>
  its.job((scope) => importLabels(scope, its.needs()), {
    ...{ paths: paths.map((name) => its.at(name)), conflicts, addPhotos },
  });
const exported = (format: LabelFormat, more = {}): Promise<string> =>
  its.job((scope) => exportLabels(scope, its.library, () => Promise.resolve(model)), {
    ...{ ...exporting, format, folder: its.at('out'), ...more },
  });

const names = ['photos/2019/IMG 0001.jpg', 'photos/2019/写真 #%.jpg', 'photos/2020/IMG 0001.jpg', 'photos/2020/🌅.jpg'];

describe('writing and reading', () => {
  beforeEach(() => {
    const [a, b, c] = its.add(names) as [number, number, number, number];
    its.library.classes.setLabelling('several');
    const { class: animal } = its.library.classes.add('animal', null);
    its.library.classes.add('dog', animal);
    its.library.label([a], 'dog');
    its.library.label([b], 'Übung | "x"');
    its.library.tag([b], 'dog', true);
    its.library.label([c], 'animal');
  });

  test('looking at what an export would write tells how far it is, and can be stopped', async () => {
    const steps: { done: number; total: number }[] = [];
    const onProgress = (step: { done: number; total: number }): void => void steps.push(step);
    const asked = { ...exporting, format: 'csv' } as const;
    await previewExport(its.library, asked, model, { ...watch, onProgress });
    expect(steps.at(-1)).toEqual({ done: 4, total: 4 });
    const stopped = { signal: AbortSignal.abort(new Error('stopped')), onProgress };
    await expect(previewExport(its.library, asked, model, stopped)).rejects.toThrow('stopped');
  });

  test.each(LabelFormat.options)('as %s and reading again gives photos the same human labels', async (format) => {
    const before = Object.entries(its.labelsByPath());
    const shown = await previewExport(its.library, { ...exporting, format }, model, watch);
    expect(shown).toMatchObject({ photos: 4, labelled: 3 });
    const told = await exported(format);
    for (const loss of shown.losses) expect(told).toContain(loss);
    expect(its.library.history().undo).toBe('Label 1 photo “animal”');
    its.library.label(its.library.ids(everything, 'added'), null);
    expect(its.labels()).toEqual({});
    await imported(['out']);
    const { several } = labelFormats[format];
    const plain = (name: string): string =>
      ['folders', 'voc', 'yolo'].includes(format) ? name.replaceAll(/[|"]/g, '_') : name;
    const expected = before.map(([file, labels]) => [file, (several ? labels : labels.slice(0, 1)).map(plain).sort()]);
    const after = Object.entries(its.labelsByPath()).map(([file, labels]) => [file, [...labels].sort()]);
    expect(after).toEqual(expected);
    expect(its.library.history().undo).toBe('Import labels of 3 photos');
    its.library.undo();
    expect(its.labels()).toEqual({});
  });

  test('photos are as they were after an export that copies, one that links, and an import', async () => {
    const before = names.map((name) => readFileSync(its.at(name), 'utf8'));
    await exported('folders', { photos: 'hard-link' });
    mkdirSync(its.at('out2'));
    await exported('voc', { photos: 'copy', folder: its.at('out2') });
    await imported(['out']);
    expect(names.map((name) => readFileSync(its.at(name), 'utf8'))).toEqual(before);
    expect(filesBelow(its.at('out2')).filter((name) => name.startsWith('JPEGImages/'))).toEqual(
      [names[0], names[1], names[2]].map((name) => name!.replace('photos', 'JPEGImages')).sort(),
    );
  });

  test('a file that is there is kept; what was written before a pause is not written twice', async () => {
    writeFileSync(its.at('out', 'labels.csv'), 'mine');
    await exported('csv');
    expect(readFileSync(its.at('out', 'labels.csv'), 'utf8')).toBe('mine');
    expect(filesBelow(its.at('out'))).toEqual(['labels (2).csv', 'labels.csv']);
    mkdirSync(its.at('folders'));
    await exported('folders', { folder: its.at('folders') });
    const once = filesBelow(its.at('folders'));
    await exported('folders', { folder: its.at('folders') });
    expect(filesBelow(its.at('folders'))).toEqual(once);
  });

  test('suggestions and what was called wrong come out with their network and confidence', async () => {
    const suggested = [{ className: 'cat', classIndex: 1, probability: 0.75 }];
    const job = its.library.jobs.add({ kind: 'classification.run', title: '', task: {}, unit: 'photos', total: null });
    const [, , , d] = its.library.ids(everything, 'added');
    its.library.recordAnswers(job, model, [{ photo: d!, top: suggested, damaged: false, problem: null }]);
    its.library.show(model);
    await exported('csv');
    expect(readFileSync(its.at('out', 'labels.csv'), 'utf8')).toContain(`2020/🌅.jpg,cat,suggested,0.75,${model}\r\n`);
    its.library.reject([d!]);
    await exported('csv');
    expect(readFileSync(its.at('out', 'labels (2).csv'), 'utf8')).toContain(`2020/🌅.jpg,cat,rejected,,${model}\r\n`);
  });
});

describe('reading', () => {
  test('a folder for each class puts classes below each other and adds photos that are not in the library', async () => {
    for (const name of ['animal/dog/a.jpg', 'animal/dog/b.jpg', 'animal/c.jpg', 'house/d.jpg', 'e.jpg'])
      its.file(`in/${name}`);
    expect(await preview('in')).toMatchObject({
      ...{ formats: ['a folder for each class'], photos: 4, addable: 4, unmatched: 0, labelled: 0 },
      losses: ['Left out: 1 photo in no folder of a class.'],
    });
    expect(its.library.ids(everything, 'added')).toEqual([]);
    await imported(['in'], 'mine', true);
    expect(its.labels()).toEqual({ 'a.jpg': ['dog'], 'b.jpg': ['dog'], 'c.jpg': ['animal'], 'd.jpg': ['house'] });
    const shelf = its.library.classes.shelf();
    const nameOf = (id: number | null) => shelf.find((one) => one.id === id)?.name ?? null;
    expect(shelf.map(({ name, parent }) => [name, nameOf(parent)])).toEqual([
      ['animal', null],
      ['dog', 'animal'],
      ['house', null],
    ]);
    // They are read by a job of their own.
    expect(its.library.jobs.all().filter(({ kind, total }) => kind === 'library.import' && total === 4)).toHaveLength(
      1,
    );
    its.library.undo();
    expect(its.labels()).toEqual({});
    expect(its.library.classes.shelf()).toEqual([]);
  });

  test('copies of one photo in several folders are one photo of several classes', async () => {
    its.file('in/dog/a.jpg', 'the same bytes');
    its.file('in/indoors/a.jpg', 'the same bytes');
    its.file('in/dog/b.jpg', 'other bytes, as many');
    await imported(['in'], 'mine', true);
    expect(its.labels()).toEqual({ 'a.jpg': ['dog', 'indoors'], 'b.jpg': ['dog'] });
    expect(its.library.classes.labelling()).toBe('several');
    its.library.undo();
    expect(its.library.classes.labelling()).toBe('single');
  });

  test('finds photos by path, by name and length, and by their bytes where they are called otherwise', async () => {
    its.add(['photos/a.jpg', 'photos/b.jpg', 'photos/c.jpg']);
    its.file('in/dog/b.jpg', 'photos/b.jpg');
    its.file('in/dog/renamed.jpg', 'photos/c.jpg');
    its.file('in/dog/new.jpg', 'never seen');
    expect(await preview('in')).toMatchObject({ matched: { path: 0, name: 1, hash: 1 }, addable: 1, unmatched: 0 });
    expect(await preview('photos')).toMatchObject({ matched: { path: 3, name: 0, hash: 0 } });
    writeFileSync(
      its.at('list.csv'),
      csvText([
        ['path', 'label'],
        ['photos/a.jpg', 'dog'],
        ['gone.jpg', 'dog'],
      ]),
    );
    expect(await preview('list.csv')).toMatchObject({ matched: { path: 1 }, unmatched: 1, missing: ['gone.jpg'] });
  });

  test.each([
    ['mine', { 'a.jpg': ['cat'], 'b.jpg': ['dog'] }],
    ['theirs', { 'a.jpg': ['dog'], 'b.jpg': ['dog'] }],
    ['both', { 'a.jpg': ['cat', 'dog'], 'b.jpg': ['dog'] }],
  ] as const)('where a person said otherwise, %s counts, and only when asked for', async (conflicts, labels) => {
    const [a] = its.add(['photos/a.jpg', 'photos/b.jpg']);
    its.library.label([a!], 'cat');
    writeFileSync(its.at('list.csv'), 'path,label\r\na.jpg,dog\r\nb.jpg,dog\r\n');
    expect(await preview('list.csv')).toMatchObject({ conflicts: 1, labelled: 1, newClasses: ['dog'] });
    expect(its.labels()).toEqual({ 'a.jpg': ['cat'] });
    await imported(['list.csv'], conflicts);
    expect(its.labels()).toEqual(labels);
    its.library.undo();
    expect(its.labels()).toEqual({ 'a.jpg': ['cat'] });
  });

  test('a class that was renamed here is still the class that files mean', async () => {
    const [a] = its.add(['photos/a.jpg', 'photos/b.jpg']);
    its.library.label([a!], 'dog');
    its.library.classes.rename(its.library.classes.shelf()[0]!.id, 'Hund');
    writeFileSync(its.at('list.csv'), 'path,label\r\nb.jpg,dog\r\n');
    await imported(['list.csv']);
    expect(its.labels()).toEqual({ 'a.jpg': ['Hund'], 'b.jpg': ['Hund'] });
  });

  test('a damaged file is named and disturbs no other; a folder of nothing is an error with a way out', async () => {
    its.add(['photos/a.jpg']);
    its.file('in/bad.json', '[{"filename": ');
    its.file('in/list.csv', 'path,label\r\na.jpg,dog\r\n');
    const shown = await preview('in');
    expect(shown.problems).toMatchObject([
      { path: its.at('in/bad.json'), problem: { code: 'annotation/not-readable' } },
    ]);
    expect(shown.matched.name).toBe(1);
    mkdirSync(its.at('empty'));
    await expect(preview('empty')).rejects.toMatchObject({ code: 'exchange/nothing-read' });
  });

  test('folders that moved between the preview and the import are an error, and nothing changes', async () => {
    its.file('in/dog/a.jpg');
    await preview('in');
    renameSync(its.at('in'), its.at('elsewhere'));
    await expect(imported(['in'])).rejects.toMatchObject({ code: 'exchange/nothing-read' });
    rmSync(its.at('elsewhere'), { recursive: true });
  });
});
