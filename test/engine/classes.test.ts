import { afterEach, expect, test } from 'vitest';
import { everything, FoveaError } from '../../electron/contract/index.ts';
import type { ClassId, LibraryClass } from '../../electron/contract/index.ts';
import { Library } from '../../electron/engine/library/index.ts';
import { seeded } from '../../electron/runner/vision/index.ts';
import { temporaryFolder } from '../support/fovea.ts';
import { answer, fill, model } from './libraries.ts';
import { ClassModel } from './classModel.ts';

const seed = Number(process.env['SEED'] ?? 1);
const opened: { library: Library; remove(): void }[] = [];

function open(count: number): { library: Library; photos: number[] } {
  const folder = temporaryFolder();
  const library = new Library(folder.path);
  opened.push({ library, remove: () => folder.remove() });
  return { library, photos: fill(library, count) };
}

afterEach(() => {
  for (const { library, remove } of opened.splice(0)) {
    library.close();
    remove();
  }
});

const labelsOf = (library: Library): (readonly string[])[] =>
  library.list(everything, 'added', 0, 500).photos.map(({ labels }) => labels);
const named = (library: Library, name: string): LibraryClass =>
  library.classes.shelf().find((one) => one.name === name)!;
const idOf = (library: Library, name: string): ClassId => named(library, name).id;
const names = (library: Library): string[] => library.classes.shelf().map(({ name }) => name);
const codeOf = (action: () => unknown): string => {
  try {
    action();
  } catch (thrown) {
    if (thrown instanceof FoveaError) return thrown.code;
    throw thrown;
  }
  return '';
};

/** All that a person sees of classes. */
const view = (library: Library): unknown => {
  const shelf = library.classes.shelf();
  const nameOf = (id: ClassId | null): string | null => shelf.find((one) => one.id === id)?.name ?? null;
  return {
    labels: labelsOf(library),
    shelf: shelf
      .map(({ name, parent, photos }) => ({ name, parent: nameOf(parent), photos }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    facets: library
      .facets(everything)
      .classes.map(({ className, labelled }) => ({ className, labelled }))
      .sort((a, b) => (a.className < b.className ? -1 : 1)),
    labelling: library.classes.labelling(),
  };
};

test('whatever is labelled, renamed, merged, nested and removed, photos carry what a plain model says; undo and redo reach every state', () => {
  for (const round of [0, 1, 2]) {
    const random = seeded(seed + 1000 * round);
    const { library, photos } = open(12);
    const plain = new ClassModel(photos, random);
    const states = [view(library)];
    for (let step = 0; step < 60; step += 1) {
      const did = plain.step(library);
      const now = view(library);
      expect(now, `SEED=${seed} round ${round} step ${step}: ${did}`).toEqual(plain.view());
      if (JSON.stringify(now) !== JSON.stringify(states.at(-1)) || did.startsWith('*')) states.push(now);
    }
    const back = [view(library)];
    while (library.history().undo !== null) {
      library.undo();
      back.push(view(library));
    }
    expect(back.at(-1), `SEED=${seed}`).toEqual(states[0]);
    while (library.history().redo !== null) library.redo();
    expect(view(library), `SEED=${seed}`).toEqual(states.at(-1));
  }
});

test('a class that is called otherwise keeps its photos, and what networks call so is suggested by its new name', () => {
  const { library, photos } = open(4);
  answer(library, photos, () => [{ classIndex: 3, className: 'tabby', probability: 0.8 }]);
  library.show(model);
  library.label([photos[0]!], 'tabby');
  library.classes.rename(idOf(library, 'tabby'), 'Minka');
  const [first, second] = library.list(everything, 'added', 0, 2).photos;
  expect([first?.label, second?.best?.className]).toEqual(['Minka', 'Minka']);
  expect(library.ids({ ...everything, className: 'Minka' }, 'added')).toEqual(photos);
  expect(named(library, 'Minka').alsoCalled).toEqual(['tabby']);
  library.label([photos[1]!], 'tabby');
  expect(labelsOf(library).slice(0, 2)).toEqual([['Minka'], ['Minka']]);
});

test('merged classes are one: labels, suggestions, boxes and what is below them', () => {
  const { library, photos } = open(4);
  const [a, b, c] = photos as [number, number, number];
  library.label([a], 'cat');
  library.label([b], 'kitten');
  library.tag([b], 'cat', true);
  library.label([c], 'tabby');
  library.classes.move(idOf(library, 'tabby'), idOf(library, 'kitten'), null);
  library.boxes.draw(b, [{ className: 'kitten', box: { x0: 0, y0: 0, x1: 9, y1: 9 }, difficult: false }]);
  library.classes.merge([idOf(library, 'kitten')], idOf(library, 'cat'));
  expect(labelsOf(library)).toEqual([['cat'], ['cat'], ['tabby'], []]);
  expect(named(library, 'cat')).toMatchObject({ photos: 2, boxes: 1, alsoCalled: ['kitten'] });
  expect(named(library, 'tabby').parent).toBe(idOf(library, 'cat'));
  expect(library.boxes.of(b, null).drawn.map(({ className }) => className)).toEqual(['cat']);
  library.undo();
  expect(labelsOf(library)).toEqual([['cat'], ['kitten', 'cat'], ['tabby'], []]);
});

test('a class holds the photos of those below it', () => {
  const { library, photos } = open(4);
  library.label(photos.slice(0, 2), 'dog');
  library.label([photos[2]!], 'wolf');
  const animal = library.classes.add('animal', null).class;
  library.classes.move(idOf(library, 'dog'), animal, null);
  library.classes.move(idOf(library, 'wolf'), animal, idOf(library, 'dog'));
  expect(names(library)).toEqual(['animal', 'wolf', 'dog']);
  expect(library.ids({ ...everything, className: 'animal' }, 'added')).toEqual(photos.slice(0, 3));
  library.classes.remove([animal]);
  expect(library.classes.shelf().map(({ name, parent }) => [name, parent])).toEqual([
    ['wolf', null],
    ['dog', null],
  ]);
});

test('a removed class takes its labels and boxes with it, and undo brings all back at once', () => {
  const { library, photos } = open(3);
  library.label(photos, 'dog');
  library.tag([photos[0]!], 'outdoors', true);
  library.boxes.draw(photos[1]!, [{ className: 'dog', box: { x0: 0, y0: 0, x1: 9, y1: 9 }, difficult: false }]);
  library.classes.remove([idOf(library, 'dog')]);
  expect([labelsOf(library), names(library)]).toEqual([[['outdoors'], [], []], ['outdoors']]);
  expect(library.boxes.of(photos[1]!, null).drawn).toEqual([]);
  expect(library.undo().redo).toBe('Remove the class “dog” from 3 photos');
  expect([labelsOf(library), names(library)]).toEqual([
    [['dog', 'outdoors'], ['dog'], ['dog']],
    ['dog', 'outdoors'],
  ]);
  expect(library.boxes.of(photos[1]!, null).drawn).toHaveLength(1);
});

test('a name that is taken, a class that is gone and a class below itself are refused', () => {
  const { library, photos } = open(2);
  library.label([photos[0]!], 'dog');
  library.label([photos[1]!], 'wolf');
  const [dog, wolf] = [idOf(library, 'dog'), idOf(library, 'wolf')];
  library.classes.move(wolf, dog, null);
  expect([
    codeOf(() => library.classes.rename(dog, 'wolf')),
    codeOf(() => library.classes.add('wolf', null)),
    codeOf(() => library.classes.move(dog, wolf, null)),
    codeOf(() => library.classes.merge([dog], wolf)),
    codeOf(() => library.classes.merge([dog], dog)),
    codeOf(() => library.classes.rename(9_999, 'x')),
  ]).toEqual(['classes/taken', 'classes/taken', 'classes/loop', 'classes/loop', 'classes/loop', 'classes/unknown']);
  library.classes.merge([wolf], dog);
  expect(codeOf(() => library.classes.rename(wolf, 'x'))).toBe('classes/unknown');
});

test('a class may have the name that another had before', () => {
  const { library, photos } = open(2);
  library.label([photos[0]!], 'cat');
  library.classes.rename(idOf(library, 'cat'), 'Minka');
  const { class: fresh } = library.classes.add('cat', null);
  library.label([photos[1]!], 'cat');
  expect([labelsOf(library), idOf(library, 'cat')]).toEqual([[['Minka'], ['cat']], fresh]);
  expect(named(library, 'cat').alsoCalled).toEqual([]);
});

test('stars, flags and dates narrow and sort, and are undone', () => {
  const { library, photos } = open(6);
  library.rate(photos.slice(0, 2), 5);
  library.rate([photos[2]!], 0);
  library.flag([photos[1]!], 'reject');
  expect(library.ids({ ...everything, minRating: 1 }, 'added')).toEqual(photos.slice(0, 2));
  expect(library.ids({ ...everything, flag: 'none' }, 'rating')).toEqual([photos[0], photos[2], ...photos.slice(3)]);
  expect(library.facets(everything)).toMatchObject({
    ratings: [1, 0, 0, 0, 0, 2],
    flags: { pick: 0, reject: 1, none: 5 },
  });
  const day = new Date(library.detail(photos[3]!).takenAtMs!).toISOString().slice(0, 10);
  expect(library.ids({ ...everything, from: day, to: day }, 'added')).toContain(photos[3]);
  for (let step = 0; step < 3; step += 1) library.undo();
  expect(library.facets(everything).ratings).toEqual([0, 0, 0, 0, 0, 0]);
});

test('classes that are read from files, or made of keywords, never lie below themselves', () => {
  const { library, photos } = open(1);
  const [photo = 0] = photos;
  const round = [
    { name: 'a', parent: 'b' },
    { name: 'b', parent: 'a' },
    { name: 'c', parent: 'c' },
  ];
  library.exchange.take({ classes: round, photos: [], title: 'Import' });
  library.label([photo], 'y');
  library.classes.add('x', idOf(library, 'y'));
  library.label([photo], null);
  expect(names(library)).not.toContain('y');
  const words = {
    ...{ keywords: [{ path: ['x', 'y'], source: 'xmp' as const }], rating: null, label: null, ancestors: null },
    ...{ flat: [], paths: [], artist: null, embeddedArtist: null, problem: null },
  };
  library.keywords.recordWords(0, [{ photo, words }]);
  library.keywords.makeLabels(null, [photo]);
  const nameOf = new Map(library.classes.shelf().map(({ id, name }) => [id, name]));
  const shelf = library.classes.shelf().map(({ name, parent }) => [name, parent === null ? null : nameOf.get(parent)]);
  expect(shelf).toEqual([
    ['b', null],
    ['a', 'b'],
    ['c', null],
    ['y', null],
    ['x', 'y'],
  ]);
});

test('a file that calls a class as it was called before it became another means the other, and makes no new one', () => {
  const { library } = open(1);
  const { class: old } = library.classes.add('a', null);
  const { class: other } = library.classes.add('b', null);
  library.classes.rename(old, 'x');
  library.classes.merge([old], other);
  expect(['a', 'b', 'x', 'nothing'].map((name) => library.exchange.calledHere(name))).toEqual(['b', 'b', 'b', null]);
  expect(library.exchange.classNames()).toEqual([{ id: other, name: 'b' }]);
  library.classes.add('x', null);
  expect(library.exchange.calledHere('x')).toBe('x');
});
