import { fail } from '../../../contract/index.ts';
import type { KeywordPath, LabelsOfKeywords } from '../../../contract/index.ts';
import { keyOf } from '../../../metadata/index.ts';
import type { Touched } from '../changes.ts';
import { touchedBy } from '../changes.ts';
import type { OneChange } from '../changes.ts';
import { labellingOf } from '../classChanges.ts';
import { calledSo, freshClass, isOnShelf } from '../classes.ts';
import { puttingOnShelf } from '../classTree.ts';
import type { Database } from '../database.ts';
import { edit } from '../journal.ts';
import { labelsOf } from '../photoChanges.ts';
import { keywordsOfPhotos } from './rows.ts';
import { counted } from '../../words.ts';

/** A class that a keyword becomes. */
interface Made {
  readonly name: string;
  readonly path: KeywordPath;
  readonly photos: readonly number[];
}

interface Plan {
  readonly classes: readonly Made[];
  /** [photo] keys of its classes. */
  readonly given: ReadonlyMap<number, readonly string[]>;
  readonly kept: number;
}

/**
 * Which classes the keywords of a branch become. The branch itself is the highest class; null: every keyword counts.
 * What a person gave stays: where photos carry one class, those that have one are left alone, else keywords come beside.
 *
 * @throws keywords/no-branch
 */
function planOf(database: Database, branch: KeywordPath | null, photos: readonly number[]): Plan {
  const single = labellingOf(database) === 'single';
  const labelled = labelsOf(database, photos);
  const given = new Map<number, readonly string[]>();
  const paths = new Map<string, KeywordPath>();
  const photosOf = new Map<string, number[]>();
  let kept = 0;
  for (const [photo, keywords] of keywordsOfPhotos(database, photos)) {
    const below = keywords.flatMap((path) => withinBranch(path, branch));
    if (below.length === 0) continue;
    if (single && labelled.has(photo)) {
      kept += 1;
      continue;
    }
    for (const path of below) {
      for (let end = 1; end <= path.length; end += 1) paths.set(keyOf(path.slice(0, end)), path.slice(0, end));
      photosOf.set(keyOf(path), [...(photosOf.get(keyOf(path)) ?? []), photo]);
    }
    given.set(photo, below.map(keyOf));
  }
  if (given.size + kept === 0) fail('keywords/no-branch', { branch: branch?.join(' › ') ?? 'any' });
  return { classes: named(paths, photosOf), given, kept };
}

/** The part of a keyword from the last level of a branch on; none where it lies elsewhere. */
function withinBranch(path: KeywordPath, branch: KeywordPath | null): KeywordPath[] {
  if (branch === null) return [path];
  const isInside = keyOf(path.slice(0, branch.length)) === keyOf(branch);
  return isInside && path.length >= branch.length ? [path.slice(branch.length - 1)] : [];
}

/** Levels above come first. A name that two branches share is told apart by the level above. */
function named(paths: ReadonlyMap<string, KeywordPath>, photosOf: ReadonlyMap<string, number[]>): Made[] {
  const taken = new Set<string>();
  return [...paths]
    .sort(([, a], [, b]) => a.length - b.length)
    .map(([key, path]) => {
      const last = path.at(-1) ?? '';
      const above = path.at(-2);
      const name = taken.has(keyOf([last])) && above !== undefined ? `${last} (${above})` : last;
      taken.add(keyOf([last]));
      return { name: name.slice(0, 200), path, photos: photosOf.get(key) ?? [] };
    });
}

/** What making labels would do. @throws keywords/no-branch */
export function previewLabels(
  database: Database,
  branch: KeywordPath | null,
  photos: readonly number[],
): LabelsOfKeywords {
  const { classes, given, kept } = planOf(database, branch, photos);
  const isNew = (name: string): boolean => {
    const id = calledSo(database, name);
    return id === null || !isOnShelf(database, id);
  };
  return {
    ...{ photos: given.size, kept },
    several: [...given.values()].filter(({ length }) => length > 1).length,
    classes: classes.map(({ name, path, photos: of }) => ({ name, path, photos: of.length, isNew: isNew(name) })),
  };
}

/** Gives photos the classes of their keywords, as one undo step. @throws keywords/no-branch */
export function makeLabels(
  database: Database,
  branch: KeywordPath | null,
  photos: readonly number[],
): { photos: number; touched: Touched } {
  return database.transaction(() => {
    const { classes, given } = planOf(database, branch, photos);
    const ids = new Map<string, number>();
    const made: { readonly id: number; readonly parent: number | null }[] = [];
    for (const { name, path } of classes) {
      const known = calledSo(database, name);
      const stays = known !== null && isOnShelf(database, known);
      const id = known ?? freshClass(database, name);
      ids.set(keyOf(path), id);
      if (!stays) made.push({ id, parent: ids.get(keyOf(path.slice(0, -1))) ?? null });
    }
    const before = labelsOf(database, [...given.keys()]);
    const values = [...given].map(([photo, keys]) => {
      const added = keys.map((key) => ids.get(key)).filter((id) => id !== undefined);
      return [photo, [...new Set([...(before.get(photo) ?? []), ...added])]] as const;
    });
    const several = values.some(([, { length }]) => length > 1) && labellingOf(database) === 'single';
    const changes: OneChange[] = [
      { sets: 'class', values: puttingOnShelf(database, made) },
      { sets: 'labelling', values: several ? [[0, 'several']] : [] },
      { sets: 'labels', values },
    ];
    const what = branch === null ? 'keywords' : `“${branch.at(-1) ?? ''}”`;
    edit(database, `Make labels of ${what} for ${counted(given.size, 'photo')}`, { sets: 'all', changes });
    return { photos: given.size, touched: touchedBy({ sets: 'all', changes }) };
  });
}
