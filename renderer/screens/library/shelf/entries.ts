import type { ClassId, Facets, LibraryClass } from '../../../../electron/contract/index.ts';
import type { ShelfRow } from '../../../state/shelf/tree.ts';
import { classesBelow } from '../../../state/shelf/tree.ts';

// The one list of classes: those of the shelf as a tree, then those that only the network speaks of.

/** More classes that only the network speaks of are found by typing. */
const mostSuggested = 60;

/** A class in the list. */
export interface Entry {
  readonly name: string;
  /** null: not on the shelf, only suggested. */
  readonly id: ClassId | null;
  /** From 1. */
  readonly level: number;
  readonly beside: number;
  readonly place: number;
  /** null: no class lies below it. */
  readonly expanded: boolean | null;
  /** Photos that it would leave, by whose word; where lower classes are folded away, theirs too. */
  readonly labelled: number;
  readonly suggested: number;
}

interface Shown {
  readonly shelf: readonly LibraryClass[];
  readonly rows: readonly ShelfRow[];
  readonly facets: Facets | null;
  /** Part of a name; empty: all. */
  readonly search: string;
}

/** @returns the classes of the shelf in its order, then the others, those of most photos first */
export function entriesOf({ shelf, rows, facets, search }: Shown): Entry[] {
  const counts = new Map((facets?.classes ?? []).map((one) => [one.className, one]));
  const onShelf = new Set(shelf.map(({ name }) => name));
  const wanted = search.trim().toLowerCase();
  const matches = (name: string): boolean => name.toLowerCase().includes(wanted);

  const found = wanted === '' ? rows : shelf.filter(({ name }) => matches(name)).map(flat);
  const others = [...counts.values()]
    .filter(({ className }) => !onShelf.has(className) && matches(className))
    .sort((a, b) => b.suggested - a.suggested)
    .slice(0, mostSuggested);
  const roots = found.filter(({ level }) => level === 1).length;
  const beside = roots + others.length;

  return [
    ...found.map((row) => ({
      ...{ name: row.class.name, id: row.class.id, level: row.level, place: row.place, expanded: row.expanded },
      beside: row.level === 1 ? beside : row.beside,
      ...summed(row.expanded === false ? [row.class, ...classesBelow(shelf, row.class.id)] : [row.class]),
    })),
    ...others.map(({ className, labelled, suggested }, i) => ({
      ...{ name: className, id: null, level: 1, place: roots + i + 1, beside, expanded: null, labelled, suggested },
    })),
  ];

  function summed(classes: readonly LibraryClass[]): { labelled: number; suggested: number } {
    const of = classes.flatMap(({ name }) => counts.get(name) ?? []);
    return {
      labelled: of.reduce((sum, one) => sum + one.labelled, 0),
      suggested: of.reduce((sum, one) => sum + one.suggested, 0),
    };
  }
}

/** A class that was found by its name stands by itself. */
const flat = (one: LibraryClass, i: number, all: readonly LibraryClass[]): ShelfRow => ({
  ...{ class: one, level: 1, beside: all.length, place: i + 1, expanded: null },
});
