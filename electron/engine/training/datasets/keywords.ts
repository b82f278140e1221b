import { keywordsOf } from '../../../metadata/index.ts';
import type { Keywords } from '../../../metadata/index.ts';
import type { Stop } from '../../../contract/index.ts';
import type { Listing } from './sources.ts';
import { listByTags } from './tags.ts';

/**
 * The photos of folders with their keywords as classes.
 *
 * @param branch  only what lies below it counts, `flowers` or `plants|flowers`; null: every keyword does
 */
export const listKeywords = (paths: readonly string[], branch: string | null, stop: Stop): Promise<Listing> =>
  listByTags(paths, async (path) => classesOf(await keywordsOf(path), branch), stop);

/**
 * The classes that keywords say. Below a branch it is the level that follows, as with folders: of `plants|flowers|rose|
 * climbing`, the branch `flowers` makes `rose`. Without a branch it is every last level, and every flat keyword that is
 * no level itself: programs write the levels above a keyword beside it.
 */
export function classesOf({ flat, hierarchical }: Keywords, branch: string | null): string[] {
  const all = [...hierarchical, ...flat].map(levelsOf).filter((levels) => levels.length > 0);
  const wanted = branch === null ? [] : levelsOf(branch);
  if (wanted.length > 0) return [...new Set(all.flatMap((levels) => below(levels, wanted)))];
  const above = new Set(all.flatMap((levels) => levels.slice(0, -1)));
  const classes = all.flatMap((levels) => levels.slice(-1));
  return [...new Set(classes)].filter((name) => !above.has(name));
}

const levelsOf = (keyword: string): string[] =>
  keyword
    .split('|')
    .map((level) => level.trim())
    .filter((level) => level !== '');

/** The level that follows `wanted`, wherever that stands; none where it ends there or does not occur. */
function below(levels: readonly string[], wanted: readonly string[]): string[] {
  const same = (a: string | undefined, b: string): boolean => a?.toLowerCase() === b.toLowerCase();
  for (let from = 0; from + wanted.length < levels.length; from += 1)
    if (wanted.every((level, at) => same(levels[from + at], level)))
      return levels.slice(from + wanted.length).slice(0, 1);
  return [];
}
