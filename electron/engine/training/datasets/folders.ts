import { readdir, realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fail } from '../../../contract/index.ts';
import type { Part, Stop } from '../../../contract/index.ts';
import { isFolder, walk } from '../../jobs/walk.ts';
import { holdoutAndTest, splitOf } from './splits.ts';
import type { SplitName } from './splits.ts';
import type { Listing } from './sources.ts';
import { listingOf } from './listing.ts';

/** A folder whose photos, however deep, are of one class. */
interface ClassFolder {
  readonly folder: string;
  readonly className: string;
  readonly split: SplitName | null;
}

/**
 * The photos of folders per class. One folder holds a folder for each class; several folders are the classes
 * themselves. Folders named train, val and test on top split the set, and hold a folder for each class each.
 *
 * @throws library/path-missing
 */
export async function listFolders(asked: readonly string[], stop: Stop): Promise<Listing> {
  const roots = await eachOnce(asked);
  const tops = await topsOf(roots);
  const classFolders = await classFoldersOf(tops);
  const seen = new Set<string>();
  for (const folder of [...roots, ...tops, ...classFolders.map(({ folder }) => folder)]) seen.add(await real(folder));

  const { given, partOf } = holdoutAndTest(classFolders.map(({ split }) => split));
  const photos: { path: string; classNames: string[]; part: Part | null }[] = [];
  const named = new Set<string>();
  for (const { folder, className, split } of classFolders) {
    named.add(className);
    // Links from one class into another's folder must not make its photos photos of both.
    seen.delete(await real(folder));
    const part = given && split !== null ? partOf(split) : null;
    for await (const { path } of walk([folder], stop, seen)) photos.push({ path, classNames: [className], part });
  }
  const loose: string[] = [];
  // Photos beside the folders of classes, not in one of them.
  const own = new Set(classFolders.map(({ folder }) => folder));
  for (const folder of new Set([...roots, ...tops]))
    if (!own.has(folder)) loose.push(...(await photosIn(folder, stop, seen)));
  for (const root of roots) if (!(await isFolder(root))) loose.push(root);
  return listingOf({ photos, named: [...named], unlabelled: loose, multiLabel: false });
}

/** The folders whose folders are classes, or which are classes themselves. */
async function topsOf(roots: readonly string[]): Promise<string[]> {
  const folders: string[] = [];
  for (const root of roots) if (await isFolder(root)) folders.push(root);
  const [only] = folders;
  if (folders.length !== 1 || only === undefined) return folders;
  const inner = await foldersIn(only);
  const [wrapped] = inner;
  if (inner.length === 1 && wrapped !== undefined && (await isWrapper(only, wrapped))) return topsOf([wrapped]);
  return isSplit(inner) ? inner : [only];
}

/** Unpacking "flowers.zip" often makes flowers/flowers/; and a set of several parts may lie one folder deeper. */
const isWrapper = async (folder: string, inner: string): Promise<boolean> =>
  basename(folder) === basename(inner) || isSplit(await foldersIn(inner));

/** Whether folders are the parts of a set: all named like them, a train among them. */
function isSplit(folders: readonly string[]): boolean {
  const names = folders.map((folder) => splitOf(basename(folder)));
  return names.includes('train') && !names.includes(null);
}

async function classFoldersOf(tops: readonly string[]): Promise<ClassFolder[]> {
  if (isSplit(tops)) {
    const nested = tops.map(async (top) =>
      (await foldersIn(top)).map((folder) => asClass(folder, splitOf(basename(top)))),
    );
    return (await Promise.all(nested)).flat();
  }
  const [only] = tops;
  if (tops.length === 1 && only !== undefined) return (await foldersIn(only)).map((folder) => asClass(folder, null));
  return tops.map((folder) => asClass(folder, null));
}

const asClass = (folder: string, split: SplitName | null): ClassFolder => ({
  folder,
  // The same name can be written as one character or as two (é); across disks both occur.
  className: basename(folder).normalize('NFC'),
  split,
});

/** Photos right in a folder: everything below it has been seen. */
async function photosIn(folder: string, stop: Stop, seen: Set<string>): Promise<string[]> {
  if (!(await isFolder(folder))) return [];
  seen.delete(await real(folder));
  const paths: string[] = [];
  for await (const { path } of walk([folder], stop, seen)) paths.push(path);
  return paths;
}

/** Folders in a folder, hidden ones passed over, by code unit. */
async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const folders: string[] = [];
  for (const entry of entries) {
    if (entry.name.startsWith('.') || entry.name === '__MACOSX') continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory() || (entry.isSymbolicLink() && (await isFolder(path)))) folders.push(path);
  }
  return folders.sort((a, b) => (a < b ? -1 : 1));
}

/** A folder that is named twice, by a link too, is one. @throws library/path-missing */
async function eachOnce(roots: readonly string[]): Promise<string[]> {
  const byPlace = new Map<string, string>();
  for (const root of roots) {
    const place = await realpath(root).catch(() => fail('library/path-missing', { path: root }));
    byPlace.set(place, byPlace.get(place) ?? root);
  }
  return [...byPlace.values()];
}

const real = (path: string): Promise<string> => realpath(path).catch(() => path);
