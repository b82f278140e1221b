import type { ClassId, InputOf, EngineContract, LibraryClass } from '../../../electron/contract/index.ts';

// The classes of the shelf as a tree: they come in order, each right after those it lies below and beside.

/** Where a class goes: below `parent`, right before another class or at the end. */
export type Aim = Omit<InputOf<EngineContract['classes.move']>, 'class'>;

/** A class as the tree shows it. */
export interface ShelfRow {
  readonly class: LibraryClass;
  /** From 1, as screen readers count. */
  readonly level: number;
  /** Classes beside it, itself included, and its place among them, from 1. */
  readonly beside: number;
  readonly place: number;
  /** null: no class lies below it. */
  readonly expanded: boolean | null;
}

type Shelf = readonly LibraryClass[];

export const nothingFolded: ReadonlySet<ClassId> = new Set();

/** With the classes below one folded away, or not. */
export function foldedWith(folded: ReadonlySet<ClassId>, id: ClassId, fold: boolean): ReadonlySet<ClassId> {
  const others = [...folded].filter((other) => other !== id);
  return new Set(fold ? [...others, id] : others);
}

/** The rows that are not folded away, in order. */
export function rowsOf(shelf: Shelf, folded: ReadonlySet<ClassId>): ShelfRow[] {
  const under = Map.groupBy(shelf, ({ parent }) => parent);
  const rowsBelow = (parent: ClassId | null, level: number): ShelfRow[] => {
    const children = under.get(parent) ?? [];
    return children.flatMap((one, i) => {
      const expanded = under.has(one.id) ? !folded.has(one.id) : null;
      const row: ShelfRow = { class: one, level, beside: children.length, place: i + 1, expanded };
      return expanded === true ? [row, ...rowsBelow(one.id, level + 1)] : [row];
    });
  };
  return rowsBelow(null, 1);
}

/** Every class below one, at any depth. */
export function classesBelow(shelf: Shelf, id: ClassId): LibraryClass[] {
  const children = shelf.filter(({ parent }) => parent === id);
  return children.flatMap((child) => [child, ...classesBelow(shelf, child.id)]);
}

/** Past the class before it; null: it is the first there. */
export function upwards(shelf: Shelf, id: ClassId): Aim | null {
  const { parent, at, siblings } = standing(shelf, id);
  const before = siblings[at - 1];
  return before ? { parent, before: before.id } : null;
}

/** Past the class after it; null: it is the last there. */
export function downwards(shelf: Shelf, id: ClassId): Aim | null {
  const { parent, at, siblings } = standing(shelf, id);
  return siblings[at + 1] ? { parent, before: siblings[at + 2]?.id ?? null } : null;
}

/** Below the class before it, as the last there; null: there is none. */
export function inwards(shelf: Shelf, id: ClassId): Aim | null {
  const { at, siblings } = standing(shelf, id);
  const before = siblings[at - 1];
  return before ? { parent: before.id, before: null } : null;
}

/** Out of the class it lies below, right after that one; null: it lies below none. */
export function outwards(shelf: Shelf, id: ClassId): Aim | null {
  const { parent } = standing(shelf, id);
  if (parent === null) return null;
  const above = standing(shelf, parent);
  return { parent: above.parent, before: above.siblings[above.at + 1]?.id ?? null };
}

/** Which part of a row something is dropped on. */
export type DropPart = 'before' | 'into' | 'after';

/** Where a class goes that is dropped on another; null: it cannot lie there, or lies there already. */
export function droppedOn(shelf: Shelf, id: ClassId, target: ClassId, part: DropPart): Aim | null {
  if (id === target || classesBelow(shelf, id).some((below) => below.id === target)) return null;
  if (part === 'into') return { parent: target, before: null };
  const { parent, at, siblings } = standing(shelf, target);
  const before = part === 'before' ? target : (siblings.filter((one) => one.id !== id)[indexAfter()]?.id ?? null);
  return { parent, before };

  function indexAfter(): number {
    const own = siblings.findIndex((one) => one.id === id);
    return own >= 0 && own < at ? at : at + 1;
  }
}

function standing(shelf: Shelf, id: ClassId) {
  const parent = shelf.find((one) => one.id === id)?.parent ?? null;
  const siblings = shelf.filter((one) => one.parent === parent);
  return { parent, siblings, at: siblings.findIndex((one) => one.id === id) };
}
