import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FoundObject, NewBox, PhotoBox } from '../../electron/contract/index.ts';
import { Library } from '../../electron/engine/library/index.ts';
import { seeded } from '../../electron/runner/vision/index.ts';
import { temporaryFolder } from '../support/fovea.ts';
import { fill, model } from './libraries.ts';

// Boxes of a library by themselves, without a runner. Photos are 4000 × 3000 pixels.

const seed = Number(process.env['SEED'] ?? 11);

const folder = temporaryFolder();
let changed: (readonly number[])[] = [];
let library: Library;
let photos: number[];
let opened = 0;

const open = (): Library => new Library(`${folder.path}/${opened}`, { onBoxes: (ids) => void changed.push(ids ?? []) });

beforeEach(() => {
  opened += 1;
  library = open();
  photos = fill(library, 4);
  changed = [];
});
afterEach(() => {
  library.close();
  folder.remove();
});

const photo = (at = 0): number => photos[at] ?? 0;
const box = (x0: number, y0 = 100, width = 200): PhotoBox => ({ x0, y0, x1: x0 + width, y1: y0 + width });
const drawing = (className: string, x0: number, difficult = false): NewBox => ({ className, box: box(x0), difficult });
const finding = (className: string, x0: number, score: number): FoundObject => ({
  ...{ className, box: box(x0), score, classIndex: 0 },
});
const of = (at = 0) => library.boxes.of(photo(at), model);
const everyone = () => photos.map((_, at) => of(at));
const find = (found: readonly FoundObject[], at = 0) =>
  library.boxes.record(model, { photo: photo(at), found, damaged: false });

describe('drawn boxes', () => {
  test('are one undo step each, by name', () => {
    const { ids, history } = library.boxes.draw(photo(), [drawing('raccoon', 10)]);
    expect(history.undo).toBe('Draw a box of “raccoon”');
    expect(of().drawn).toEqual([{ id: ids[0], photo: photo(), ...drawing('raccoon', 10) }]);
    const change = { id: ids[0] ?? 0, className: 'raccoon', box: box(20), difficult: false };
    expect(library.boxes.change([change]).undo).toBe('Move a box of “raccoon”');
    expect(library.boxes.change([{ ...change, difficult: true }]).undo).toBe('Call a box of “raccoon” difficult');
    expect(library.boxes.change([{ ...change, className: 'cat' }]).undo).toBe('Call a box of “raccoon” “cat”');
    expect(library.boxes.remove(ids).undo).toBe('Remove a box of “cat”');
    expect(library.boxes.draw(photo(), [drawing('cat', 1), drawing('dog', 500)]).history.undo).toBe('Draw 2 boxes');
    expect(library.boxes.complete([photo()], true).undo).toBe('Call a photo complete');
  });

  test('end at the edge of their photo; one beside it is refused and nothing is written', () => {
    const wide = { x0: -50, y0: 2900, x1: 60, y1: 9000 };
    library.boxes.draw(photo(), [{ className: 'cat', box: wide, difficult: false }]);
    expect(of().drawn[0]?.box).toEqual({ x0: 0, y0: 2900, x1: 60, y1: 3000 });
    const beside = { className: 'dog', box: box(4000), difficult: false };
    expect(() => library.boxes.draw(photo(), [drawing('dog', 1), beside])).toThrow(/“dog” lies beside its photo/);
    expect(of().drawn).toHaveLength(1);
    expect(library.history().undo).toBe('Draw a box of “cat”');
  });

  test('that are not there cannot be changed, and removing them changes nothing', () => {
    const before = library.history();
    expect(() => library.boxes.change([{ id: 99, ...drawing('cat', 1) }])).toThrow('The box 99 is not there');
    expect(library.boxes.remove([99])).toEqual(before);
    expect(changed).toEqual([]);
  });

  test('are copied onto another photo in shares of its sides', () => {
    const job = library.jobs.add({ kind: 'library.import', title: '', task: {}, unit: 'photos', total: null });
    const facts = { width: 2000, height: 6000, hash: 'cd'.repeat(32), takenAtMs: null, camera: null, artist: null };
    const look = { fingerprint: '0'.repeat(16), sketch: new Uint8Array(16) };
    const more = { format: 'jpeg', orientation: 1, fromPreview: false, damaged: false, ...look };
    library.recordReadings(job, [{ photo: photo(1), facts: { ...facts, ...more } }]);
    library.boxes.draw(photo(), [drawing('cat', 1000, true)]);
    expect(library.boxes.copy(photo(), photo(1)).undo).toBe('Copy a box of “cat” to another photo');
    expect(of(1).drawn).toMatchObject([
      { className: 'cat', difficult: true, box: { x0: 500, y0: 200, x1: 600, y1: 600 } },
    ]);
    library.undo();
    expect(of(1).drawn).toEqual([]);
    expect(of(0).drawn).toHaveLength(1);
  });

  test('of photos that are taken out of the library are not counted, and come back with them', () => {
    library.boxes.draw(photo(0), [drawing('cat', 0), drawing('cat', 900)]);
    library.boxes.draw(photo(1), [drawing('cat', 0), drawing('dog', 500)]);
    const all = library.boxes.classes();
    expect(all).toEqual([
      { className: 'cat', boxes: 3, photos: 2 },
      { className: 'dog', boxes: 1, photos: 1 },
    ]);
    changed = [];
    library.forget([photo(1)]);
    expect(library.boxes.classes()).toEqual([{ className: 'cat', boxes: 2, photos: 1 }]);
    expect(() => of(1)).toThrow('not in the library');
    expect(() => library.boxes.draw(photo(1), [drawing('cat', 5)])).toThrow('not in the library');
    expect(library.boxes.photos(photos).map((one) => one.photo)).toEqual([photo(0)]);
    library.undo();
    expect(library.boxes.classes()).toEqual(all);
    expect(changed).toEqual([[photo(1)], [photo(1)]]);
  });
});

describe('found boxes', () => {
  test('are shown of the detector in use, but for those that mean what is drawn', () => {
    find([finding('cat', 0, 0.4), finding('dog', 10, 0.7), finding('cat', 900, 0.9)]);
    library.boxes.draw(photo(), [drawing('cat', 10)]);
    expect(of().found.map(({ className, score }) => [className, score])).toEqual([
      ['cat', 0.9],
      ['dog', 0.7],
    ]);
    expect(library.boxes.of(photo(), 'cd'.repeat(32)).found).toEqual([]);
    expect(library.boxes.of(photo(), null).found).toEqual([]);
    library.undo();
    expect(of().found).toHaveLength(3);
  });

  test('become drawn ones when they are accepted, once', () => {
    find([finding('cat', 0, 0.9), finding('cat', 900, 0.8), finding('cat', 1800, 0.7)]);
    const [first, second, third] = of().found;
    const { ids, history } = library.boxes.accept([first?.id ?? 0, second?.id ?? 0]);
    expect(history.undo).toBe('Accept 2 boxes of “cat”');
    expect(of().drawn.map(({ id, box: { x0 } }) => [id, x0])).toEqual([
      [ids[0], 0],
      [ids[1], 900],
    ]);
    expect(of().found).toEqual([third]);
    expect(() => library.boxes.accept([first?.id ?? 0])).toThrow('is not there any more');
    library.undo();
    expect(of()).toMatchObject({ drawn: [], found: [first, second, third] });
  });

  test('that are rejected do not come back, by no detector, until it is undone', () => {
    find([finding('cat', 0, 0.9)]);
    expect(library.boxes.reject(of().found.map(({ id }) => id)).undo).toBe('Reject a box of “cat”');
    find([finding('cat', 5, 0.95), finding('cat', 900, 0.5)]);
    expect(of().found.map(({ box: { x0 } }) => x0)).toEqual([900]);
    const other = 'cd'.repeat(32);
    library.boxes.record(other, { photo: photo(), found: [finding('cat', 8, 0.9)], damaged: false });
    expect(library.boxes.of(photo(), other).found).toEqual([]);
    library.undo();
    expect(of().found.map(({ box: { x0 } }) => x0)).toEqual([0, 900]);
  });

  test('are replaced when the detector looks again, and accepted ones stay drawn', () => {
    find([finding('cat', 0, 0.9), finding('cat', 900, 0.3)]);
    library.boxes.accept([of().found[0]?.id ?? 0]);
    find([finding('cat', 3, 0.8), finding('cat', 2000, 0.6)]);
    expect(of()).toMatchObject({ drawn: [{ box: box(0) }], found: [{ box: box(2000) }] });
    library.undo();
    expect(of()).toMatchObject({ drawn: [], found: [{ box: box(0) }, { box: box(2000) }] });
  });

  test('put first the photo on which a person’s word is needed most', () => {
    find([finding('cat', 0, 0.98), finding('cat', 900, 0.02)], 0);
    find([finding('cat', 0, 0.5), finding('cat', 900, 0.45)], 1);
    find([finding('cat', 0, 0.55)], 2);
    find([finding('cat', 0, 0.5), finding('cat', 900, 0.5), finding('cat', 1800, 0.5)], 3);
    expect(library.boxes.useful(model, 10).map((one) => one.photo)).toEqual([3, 1, 2, 0].map(photo));
    library.boxes.complete([photo(3)], true);
    library.boxes.accept(of(1).found.map(({ id }) => id));
    expect(library.boxes.useful(model, 10).map((one) => one.photo)).toEqual([2, 0].map(photo));
    expect(library.boxes.useful(model, 1)).toHaveLength(1);
  });
});

/** An edit drawn at random. */
function anything(rng: () => number): void {
  const at = Math.floor(rng() * photos.length);
  const pick = <T>(all: readonly T[]): T | undefined => all[Math.floor(rng() * all.length)];
  const name = pick(['cat', 'dog', 'raccoon']) ?? '';
  const [drawn, found] = [pick(of(at).drawn), pick(of(at).found)];
  const x = Math.floor(rng() * 3000);
  const acts: (() => unknown)[] = [
    () => library.boxes.draw(photo(at), [drawing(name, x), drawing(name, x + 300, true)]),
    () => library.boxes.copy(photo(at), photo((at + 1) % photos.length)),
    () => library.boxes.complete([photo(at)], rng() < 0.5),
    ...(drawn ? [() => library.boxes.change([{ ...drawn, className: name, box: box(x) }])] : []),
    ...(drawn ? [() => library.boxes.remove([drawn.id])] : []),
    ...(found ? [() => library.boxes.accept([found.id]), () => library.boxes.reject([found.id])] : []),
  ];
  pick(acts)?.();
}

test('undoing whatever was done restores exactly what was, and redoing it what came of it, over restarts too', () => {
  const rng = seeded(seed);
  for (const at of photos.keys()) find([finding('cat', 100, 0.4), finding('dog', 1500, 0.6)], at);
  const states = [everyone()];
  const steps = 60;
  while (states.length <= steps) {
    changed = [];
    anything(rng);
    if (changed.length > 0) states.push(everyone());
  }
  const last = states.length - 1;
  for (let step = last; step > 0; step -= 1) {
    expect(everyone(), `SEED=${seed}, step ${step}`).toEqual(states[step]);
    changed = [];
    library.undo();
    expect(changed, `SEED=${seed}, step ${step}`).toHaveLength(1);
    if (step % 20 === 0) {
      library.close();
      library = open();
    }
  }
  expect(everyone(), `SEED=${seed}`).toEqual(states[0]);
  for (let step = 1; step <= last; step += 1) {
    library.redo();
    expect(everyone(), `SEED=${seed}, step ${step} again`).toEqual(states[step]);
  }
});

test('a photo with other pixels loses what was found there, and keeps what was drawn', () => {
  find([finding('cat', 0, 0.9)]);
  library.boxes.draw(photo(), [drawing('dog', 900)]);
  const { path, fileName } = library.detail(photo());
  const job = library.jobs.add({ kind: 'library.import', title: '', task: {}, unit: 'photos', total: null });
  library.addFiles(job, [{ path, fileName, folder: '/', bytes: 5, modifiedMs: 99 }]);
  expect(of()).toMatchObject({ drawn: [{ className: 'dog' }], found: [] });
});

test('a detector is queued for photos that it has neither seen nor waits to see', () => {
  const job = { kind: 'detectors.run', title: '', task: { model }, unit: 'photos', total: null } as const;
  find([], 0);
  const first = library.boxes.plan(photos, model, job);
  expect(library.jobs.workLeft(first, 10).map((left) => left.photo)).toEqual(photos.slice(1));
  expect(library.jobs.countWork(library.boxes.plan(photos, model, job))).toBe(0);
  library.boxes.record(model, { photo: photo(1), found: [], damaged: true }, first);
  expect(library.jobs.countWork(first)).toBe(2);
  expect(library.detail(photo(1)).damaged).toBe(true);
});
