import { basename, dirname, relative, sep } from 'node:path';
import type { Stop } from '../../../contract/index.ts';
import { readFolderLabels } from '../../../runner/vision/index.ts';
import { isFolder, walk } from '../../jobs/walk.ts';
import { splitOf } from '../../training/datasets/splits.ts';
import { counted } from '../../words.ts';
import type { DiskPhoto, ReadEntries } from './entries.ts';

/** A photo with the folders from the chosen one on. */
interface Folded extends DiskPhoto {
  readonly root: string;
  readonly folders: readonly string[];
}

/** Photos at or under paths. */
export async function photosIn(paths: readonly string[], stop: Stop): Promise<Folded[]> {
  const photos: Folded[] = [];
  const seen = new Set<string>();
  for (const root of paths) {
    if (!(await isFolder(root))) continue;
    for await (const { path, bytes } of walk([root], stop, seen)) {
      const inner = relative(root, dirname(path));
      photos.push({ path, bytes, root, folders: inner === '' ? [] : inner.split(sep) });
    }
  }
  return photos;
}

/**
 * Folders as classes. One folder holds a folder for each class; several folders, or one without folders inside, are the
 * classes themselves. Folders called train, val and test on top are parts of a set, and no classes.
 */
export function readFolders(photos: readonly Folded[]): ReadEntries {
  const areClasses =
    new Set(photos.map(({ root }) => root)).size > 1 || photos.every(({ folders }) => folders.length === 0);
  const placed = photos.map((photo) => ({
    ...photo,
    folders: areClasses ? [basename(photo.root), ...photo.folders] : unwrapped(photo),
  }));
  const tops = new Set(placed.flatMap(({ folders }) => folders.slice(0, 1)));
  const inParts = [...tops].some((top) => splitOf(top) === 'train') && [...tops].every((top) => splitOf(top) !== null);
  const folded = placed.map(({ path, folders }) => ({ file: path, folders: inParts ? folders.slice(1) : folders }));
  const read = readFolderLabels(folded);
  const loose = folded.filter(({ folders }) => folders.length === 0).length;
  return {
    formats: [inParts ? 'folders of the parts of a set' : 'a folder for each class'],
    classes: read.classes,
    photos: photos.flatMap(({ path, bytes }, at) => {
      const labels = read.photos[at]?.labels ?? [];
      return labels.length === 0 ? [] : [{ file: path, from: path, disk: { path, bytes }, labels }];
    }),
    losses: [
      ...(inParts ? ['Left out: which part of the set a photo is in.'] : []),
      ...(loose === 0 ? [] : [`Left out: ${counted(loose, 'photo')} in no folder of a class.`]),
    ],
    problems: [],
  };
}

/** Unpacking "flowers.zip" often makes flowers/flowers/. */
const unwrapped = ({ root, folders }: Folded): readonly string[] =>
  folders[0] === basename(root) ? folders.slice(1) : folders;
