import { tidy } from './xmpTree.ts';

// A keyword is a path of levels from the root. Programs write the same one flat, and with its levels, and the levels
// beside it.

export type Path = readonly string[];

/** Levels of a keyword in a list whose levels are parted so; null: the list has no levels, but | parts them all the same. */
export const levelsOf = (text: string, separator: '|' | '/' | null): string[] =>
  text
    .split(separator ?? '|')
    .map(tidy)
    .filter((level) => level !== '');

/** What two paths must share to be the same keyword: programs differ in upper and lower case. */
export const keyOf = (path: Path): string => path.map((level) => tidy(level).toLowerCase()).join('|');

export const textOfPath = (path: Path): string => path.join('|');

/**
 * The keywords that flat ones and paths say together, each once: a flat one that is a level of a path says nothing more,
 * nor does a path that another begins with.
 */
export function keywordsOf(flat: readonly string[], paths: readonly Path[]): Path[] {
  const all = [...paths, ...flat.map((text) => levelsOf(text, null))].filter((path) => path.length > 0);
  const deep = all.filter((path) => path.length > 1);
  const levels = new Set(deep.flatMap((path) => path.map((level) => keyOf([level]))));
  const beginnings = new Set(deep.flatMap((path) => path.slice(0, -1).map((_, at) => keyOf(path.slice(0, at + 1)))));
  const known = new Map<string, Path>();
  for (const path of all) {
    const key = keyOf(path);
    if (known.has(key) || beginnings.has(key) || (path.length === 1 && levels.has(key))) continue;
    known.set(key, path);
  }
  return [...known.values()];
}

/**
 * Whether a file has the levels above a keyword in its flat list as well; null: nothing in it tells.
 */
export function writesAncestors(flat: readonly string[], paths: readonly Path[]): boolean | null {
  const names = new Set(flat.map((text) => keyOf([text])));
  const telling = paths.filter((path) => path.length > 1 && names.has(keyOf(path.slice(-1))));
  if (telling.length === 0) return null;
  return telling.every((path) => path.every((level) => names.has(keyOf([level]))));
}
