import { describe, expect, test } from 'vitest';
import type { LibraryClass } from '../../../electron/contract/index.ts';
import { digitOf } from '../../../renderer/screens/library/labelKeys.ts';
import { entriesOf } from '../../../renderer/screens/library/shelf/entries.ts';
import { downwards, droppedOn, inwards, outwards, rowsOf, upwards } from '../../../renderer/state/shelf/tree.ts';
import type { Aim } from '../../../renderer/state/shelf/tree.ts';
import { facetsOf, someShelf } from '../../support/fakeLibrary.ts';
import { somePhotos } from '../../support/fakeShell.ts';

// landscape 1 (mountain 2, sea 3), bird 4, boat 5

/** The order of a shelf after a move, as the engine carries it out. */
function moved(shelf: readonly LibraryClass[], id: number, { parent, before }: Aim): string[] {
  const others = shelf.filter((one) => one.id !== id);
  const at = before === null ? others.length : others.findIndex((one) => one.id === before);
  const one = { ...shelf.find((other) => other.id === id)!, parent };
  const flat = [...others.slice(0, at), one, ...others.slice(at)];
  const below = (above: number | null): LibraryClass[] =>
    flat.filter((other) => other.parent === above).flatMap((other) => [other, ...below(other.id)]);
  return below(null).map(({ name, parent: over }) => `${over === null ? '' : '· '}${name}`);
}

describe('moves on the shelf', () => {
  test('up and down pass one class beside it, with all that lies below it', () => {
    expect(moved(someShelf, 4, upwards(someShelf, 4)!)).toEqual(['bird', 'landscape', '· mountain', '· sea', 'boat']);
    expect(moved(someShelf, 1, downwards(someShelf, 1)!)).toEqual(['bird', 'landscape', '· mountain', '· sea', 'boat']);
  });

  test('the first goes no farther up and the last no farther down', () => {
    expect(upwards(someShelf, 1)).toBeNull();
    expect(upwards(someShelf, 2)).toBeNull();
    expect(downwards(someShelf, 3)).toBeNull();
    expect(downwards(someShelf, 5)).toBeNull();
  });

  test('inwards lies below the class before it, outwards right after the class it lay below', () => {
    expect(moved(someShelf, 4, inwards(someShelf, 4)!)).toEqual([
      ...['landscape', '· mountain', '· sea', '· bird', 'boat'],
    ]);
    expect(moved(someShelf, 2, outwards(someShelf, 2)!)).toEqual(['landscape', '· sea', 'mountain', 'bird', 'boat']);
    expect(inwards(someShelf, 1)).toBeNull();
    expect(outwards(someShelf, 5)).toBeNull();
  });

  test('what is dropped before or after a class lies beside it there', () => {
    expect(moved(someShelf, 5, droppedOn(someShelf, 5, 3, 'before')!)).toEqual([
      ...['landscape', '· mountain', '· boat', '· sea', 'bird'],
    ]);
    expect(moved(someShelf, 5, droppedOn(someShelf, 5, 1, 'after')!)).toEqual([
      ...['landscape', '· mountain', '· sea', 'boat', 'bird'],
    ]);
    expect(moved(someShelf, 1, droppedOn(someShelf, 1, 4, 'after')!)).toEqual([
      ...['bird', 'landscape', '· mountain', '· sea', 'boat'],
    ]);
    expect(moved(someShelf, 4, droppedOn(someShelf, 4, 5, 'after')!)).toEqual([
      ...['landscape', '· mountain', '· sea', 'boat', 'bird'],
    ]);
  });

  test('nothing is dropped on itself or below itself', () => {
    expect(droppedOn(someShelf, 1, 1, 'into')).toBeNull();
    for (const part of ['before', 'into', 'after'] as const) expect(droppedOn(someShelf, 1, 3, part)).toBeNull();
  });
});

describe('the list of classes', () => {
  const facets = facetsOf(somePhotos(60));
  const entries = (folded: readonly number[], search = '') =>
    entriesOf({ shelf: someShelf, rows: rowsOf(someShelf, new Set(folded)), facets, search });
  const counts = (name: string) => facets.classes.find(({ className }) => className === name)!;

  test('a class that is folded away counts with the one above it', () => {
    const [open] = entries([]);
    const [folded] = entries([1]);
    expect(open).toMatchObject({ name: 'landscape', labelled: 0, suggested: 0 });
    expect(folded).toMatchObject({
      labelled: counts('mountain').labelled + counts('sea').labelled,
      suggested: counts('mountain').suggested + counts('sea').suggested,
    });
  });

  test('places among those beside it count classes that are only suggested too', () => {
    const all = entries([]);
    const roots = all.filter(({ level }) => level === 1);
    expect(roots.map(({ place }) => place)).toEqual(roots.map((_, i) => i + 1));
    expect(roots.every(({ beside }) => beside === roots.length)).toBe(true);
  });

  test('what is searched for stands flat, wherever it lies', () => {
    expect(entries([1], 'SEA').map(({ name, level }) => [name, level])).toEqual([['sea', 1]]);
  });
});

test('a digit is known by the place of its key, on the number pad by what it writes', () => {
  expect(digitOf({ code: 'Digit3', key: '"' })).toBe(3);
  expect(digitOf({ code: 'Numpad3', key: '3' })).toBe(3);
  expect(digitOf({ code: 'Numpad3', key: 'PageDown' })).toBeNull();
  expect(digitOf({ code: 'KeyA', key: 'a' })).toBeNull();
});
