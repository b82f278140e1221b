import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, sep } from 'node:path';
import { failure, FoveaError, problemOf, systemCode, type Problem, type Stop } from '../../../contract/index.ts';
import { labelFileKind, labelFileNames, readLabels, type LabelFileKind } from '../../../runner/vision/index.ts';
import type { LabelClass, ReadLabels } from '../../../runner/vision/index.ts';
import { photosNamed } from '../../detection/annotations/index.ts';
import { isFolder } from '../../jobs/walk.ts';
import type { DiskPhoto, ReadEntries, SpokenPhoto } from './entries.ts';

// Files of labels, whatever their formats.

/** Each format as people call it. */
const inWords: Readonly<Record<LabelFileKind, string>> = {
  csv: 'a table (CSV)',
  coco: 'COCO',
  voc: 'Pascal VOC',
  labelme: 'labelme',
  cvat: 'CVAT',
  createml: 'Create ML',
  labelstudio: 'Label Studio',
  fiftyone: 'FiftyOne',
};

interface OneFile extends ReadLabels {
  readonly path: string;
  readonly kind: LabelFileKind;
}

/**
 * What files say. One that cannot be read is a problem of its own.
 *
 * @param onDisk  photos that lie with the files
 * @returns       null  none of the files is known to be labels
 */
export async function readLabelFiles(
  files: readonly string[],
  onDisk: readonly DiskPhoto[],
  stop: Stop,
): Promise<ReadEntries | null> {
  const read: OneFile[] = [];
  const problems: { path: string; problem: Problem }[] = [];
  for (const path of files) {
    stop.throwIfAborted();
    try {
      const text = await textOf(path);
      const kind = labelFileKind(basename(path), text);
      if (kind !== null) read.push({ path, kind, ...readLabels(kind, basename(path), text) });
    } catch (thrown) {
      problems.push({ path, problem: problemIn(thrown, path) });
    }
  }
  if (read.length === 0 && problems.length === 0) return null;
  const find = finder(onDisk);
  const photos: SpokenPhoto[] = [];
  for (const { path, kind, photos: spoken } of read)
    for (const { file, labels } of spoken)
      photos.push({
        labels,
        from: path,
        file: kind === 'labelme' ? besideIt(file, path) : file,
        disk: await find(file, path),
      });
  return {
    formats: [...new Set(read.map(({ kind }) => inWords[kind]))],
    classes: classesOf(read),
    losses: [...new Set(read.flatMap(({ losses }) => losses))],
    ...{ photos: joined(photos), problems },
  };
}

/** A file about one photo names it as it lies beside it: of several that are called so, its folders say which. */
const besideIt = (file: string, from: string): string => join(dirname(from), file).replaceAll(sep, '/');

/** A set may say its classes in many files; what lies below something is said by some of them only. */
function classesOf(read: readonly OneFile[]): LabelClass[] {
  const classes = new Map<string, LabelClass>();
  for (const one of read.flatMap((file) => file.classes))
    if (classes.get(one.name)?.parent === undefined || one.parent !== null) classes.set(one.name, one);
  return [...classes.values()];
}

/** A photo of which several files speak is one photo. */
function joined(photos: readonly SpokenPhoto[]): SpokenPhoto[] {
  const byName = new Map<string, SpokenPhoto>();
  for (const photo of photos) {
    const key = photo.disk?.path ?? photo.file;
    const known = byName.get(key);
    byName.set(key, known ? { ...known, labels: [...known.labels, ...photo.labels] } : photo);
  }
  return [...byName.values()];
}

/** Finds the photo on disk that a file names: where it says, else by its name among those that lie with the files. */
function finder(onDisk: readonly DiskPhoto[]): (file: string, from: string) => Promise<DiskPhoto | null> {
  const byName = photosNamed(onDisk);
  const byPath = new Map(onDisk.map((photo) => [photo.path, photo]));
  return async (file, from) => {
    const path = isAbsolute(file) ? file : join(dirname(from), ...file.split('/'));
    const known = byPath.get(path);
    if (known) return known;
    const stats = await stat(path).catch(() => null);
    if (stats?.isFile()) return { path, bytes: stats.size };
    const annotation = { photo: { file, width: 0, height: 0 }, objects: [], from, ofOne: false, inShares: false };
    try {
      return byName(annotation);
    } catch (thrown) {
      if (thrown instanceof FoveaError && thrown.code.startsWith('boxes/photo-')) return null;
      throw thrown;
    }
  };
}

/** Files at or under paths that may hold labels, in the order of their names; nothing hidden. */
export async function labelFilesIn(paths: readonly string[], stop: Stop, seen = new Set<string>()): Promise<string[]> {
  const files: string[] = [];
  for (const path of paths) {
    stop.throwIfAborted();
    if (!(await isFolder(path))) {
      if (labelFileNames.test(path)) files.push(path);
      continue;
    }
    // Links may lead back to where we came from.
    const real = await realpath(path).catch(() => path);
    if (seen.has(real)) continue;
    seen.add(real);
    const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
    const inner = entries
      .filter(({ name }) => !name.startsWith('.') && name !== '__MACOSX')
      .filter((entry) => !entry.isFile() || labelFileNames.test(entry.name))
      .map(({ name }) => join(path, name))
      .sort();
    files.push(...(await labelFilesIn(inner, stop, seen)));
  }
  return files;
}

function problemIn(thrown: unknown, path: string): Problem {
  if (!(thrown instanceof FoveaError) || !thrown.code.startsWith('annotation/')) throw thrown;
  const { code, message, remedy } = problemOf(thrown);
  return { code, message: `${basename(path)}: ${message}`, remedy };
}

/** @throws annotation/not-readable */
const textOf = (path: string): Promise<string> =>
  readFile(path, 'utf8').catch((thrown: unknown) => {
    throw failure('annotation/not-readable', { reason: `it cannot be opened (${systemCode(thrown) ?? 'unknown'}).` });
  });
