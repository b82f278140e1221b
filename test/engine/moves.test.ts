import { afterEach, beforeEach, expect, test } from 'vitest';
import { everything } from '../../electron/contract/index.ts';
import { nothingWritten } from '../../electron/metadata/index.ts';
import { exchanged, type Exchanged } from './exchange/exchanged.ts';

let its: Exchanged;
beforeEach(() => {
  its = exchanged();
});
afterEach(() => its.close());

type Moves = Readonly<Record<string, number>>;

const move = (moves: Moves): void => {
  const moved = Object.entries(moves).map(([name, photo]) => ({ photo, path: its.at(name), modifiedMs: 7 }));
  its.library.exchange.move(moved, 'Move');
};
/** Photos of the library by their paths. */
const places = (): Record<string, number> => {
  const ids = its.library.ids(everything, 'added');
  return Object.fromEntries(ids.map((id) => [its.library.source(id).path.slice(its.at().length + 1), id]));
};

test('a photo that is found where another one is known takes its place; undo and redo lead back and forth', () => {
  const [a, b] = its.add(['a.jpg', 'b.jpg']) as [number, number];
  its.library.label([a], 'dog');
  move({ 'b.jpg': a });
  expect(places()).toEqual({ 'b.jpg': a });
  its.library.undo();
  expect(places()).toEqual({ 'a.jpg': a, 'b.jpg': b });
  its.library.redo();
  expect(places()).toEqual({ 'b.jpg': a });
});

test.each([
  ['class', (photo: number) => its.library.label([photo], 'cat')],
  ['star', (photo: number) => its.library.rate([photo], 3)],
  ['flag', (photo: number) => its.library.flag([photo], 'pick')],
  [
    'box',
    (photo: number) => {
      const box = { x0: 1, y0: 2, x1: 30, y1: 40 };
      its.library.boxes.draw(photo, [{ className: 'cat', box, difficult: false }]);
    },
  ],
  [
    'keyword that was written',
    (photo: number) => {
      const job = its.library.jobs.add({ kind: 'keywords.write', title: '', task: {}, unit: 'photos', total: null });
      const after = 'ab'.repeat(32);
      its.library.keywords.begin(job, 1, {
        ...{ photo, file: its.at('b.xmp'), before: null, after, written: nothingWritten },
      });
    },
  ],
])('a photo with a %s keeps its path, and the other moves are made', (_what, say) => {
  const [a, b, c] = its.add(['a.jpg', 'b.jpg', 'c.jpg']) as [number, number, number];
  say(b);
  expect(its.library.exchange.spokenAt([its.at('b.jpg'), its.at('c.jpg')])).toEqual(new Set([its.at('b.jpg')]));
  move({ 'b.jpg': a, 'd.jpg': c });
  expect(places()).toEqual({ 'a.jpg': a, 'b.jpg': b, 'd.jpg': c });
});

test('the path of a forgotten photo is free where nobody spoke of it; that one stays forgotten, whatever is undone', () => {
  const [a, b] = its.add(['a.jpg', 'b.jpg']) as [number, number];
  its.library.forget([b]);
  move({ 'b.jpg': a });
  expect(places()).toEqual({ 'b.jpg': a });
  its.library.undo();
  expect(places()).toEqual({ 'a.jpg': a });
  its.library.undo();
  expect(places()).toEqual({ 'a.jpg': a, 'b.jpg': b });
});

test('photos that follow each other: who gives a path up takes one that nobody else is to have', () => {
  const [a, b, c] = its.add(['a.jpg', 'b.jpg', 'c.jpg']) as [number, number, number];
  move({ 'b.jpg': a, 'a.jpg': c });
  expect(places()).toEqual({ 'b.jpg': a, 'a.jpg': c });
  its.library.undo();
  expect(places()).toEqual({ 'a.jpg': a, 'b.jpg': b, 'c.jpg': c });
});

test('a photo stays where it was found when its old path was imported again; what else was moved goes back', () => {
  const [a, b] = its.add(['old/a.jpg', 'old/b.jpg']) as [number, number];
  move({ 'new/a.jpg': a, 'new/b.jpg': b });
  const [again] = its.add(['old/a.jpg']) as [number];
  its.library.undo();
  expect(places()).toEqual({ 'new/a.jpg': a, 'old/a.jpg': again, 'old/b.jpg': b });
  its.library.redo();
  expect(places()).toEqual({ 'new/a.jpg': a, 'old/a.jpg': again, 'new/b.jpg': b });
});
