import { FreeNames, numberedName, partsOf, safeName } from './fileNames.ts';
import { labelFormats, labelLosses } from './holds.ts';
import {
  allClasses,
  humanLabel,
  plainLabels,
  type LabelClass,
  type LabelledPhoto,
  type LabelSet,
  type PlacedFile,
  type WrittenLabels,
} from './record.ts';

// A folder for each class; classes that lie below another are folders inside. A photo of several classes lies in the
// folder of each.

export function writeFolderLabels(set: LabelSet): WrittenLabels {
  const folders = classFolders(allClasses(set));
  const free = new FreeNames();
  const places = set.photos.flatMap((photo, position): PlacedFile[] =>
    plainLabels(photo).map(({ className }) => ({
      photo: position,
      path: free.take((attempt) => `${folders.get(className) ?? '_'}/${numberedFile(photo.file, attempt)}`),
    })),
  );
  const changed = [...folders].flatMap(([name, folder]) => {
    const last = folder.slice(folder.lastIndexOf('/') + 1);
    return last === name ? [] : [`“${name}” is the folder “${last}”, because no folder can be called so.`];
  });
  return { files: [], places, losses: [...labelLosses(set, labelFormats.folders), ...changed] };
}

/** The last part of a path, numbered before its extension. */
export function numberedFile(file: string, attempt: number): string {
  const { stem, extension } = partsOf(file.slice(file.lastIndexOf('/') + 1));
  return `${numberedName(stem, attempt)}${extension}`;
}

/** By class, the path of its folder. */
function classFolders(classes: readonly LabelClass[]): Map<string, string> {
  const parents = new Map(classes.map(({ name, parent }) => [name, parent]));
  const folders = new Map<string, string>();
  const free = new FreeNames();
  const folderOf = (name: string): string => {
    const known = folders.get(name);
    if (known !== undefined) return known;
    const parent = parents.get(name) ?? null;
    const above = parent === null || parent === name ? '' : `${folderOf(parent)}/`;
    const folder = free.take((attempt) => `${above}${numberedName(safeName(name), attempt)}`);
    folders.set(name, folder);
    return folder;
  };
  for (const { name } of classes) folderOf(name);
  return folders;
}

/** A photo that lies in folders. */
export interface FoldedPhoto {
  readonly file: string;
  /** Names of the folders from the chosen one on, the outermost first. */
  readonly folders: readonly string[];
}

export interface ReadFolders {
  readonly classes: readonly LabelClass[];
  readonly photos: readonly LabelledPhoto[];
}

/**
 * Folders as classes: the innermost names the class, those around it what it lies below. A class that is called like one
 * elsewhere is called by its whole path.
 */
export function readFolderLabels(folded: readonly FoldedPhoto[]): ReadFolders {
  const names = namesOfPaths(folded.map(({ folders }) => folders));
  const nameOf = (folders: readonly string[]): string => names.get(folders.join('/')) ?? '';
  const classes = new Map<string, LabelClass>();
  for (const { folders } of folded)
    for (let depth = 1; depth <= folders.length; depth += 1) {
      const name = nameOf(folders.slice(0, depth));
      classes.set(name, { name, parent: depth === 1 ? null : nameOf(folders.slice(0, depth - 1)) });
    }
  const photos = folded.map(({ file, folders }) => ({
    ...{ file, width: 0, height: 0, objects: [] },
    labels: folders.length === 0 ? [] : [humanLabel(nameOf(folders))],
  }));
  return { classes: [...classes.values()], photos };
}

function namesOfPaths(paths: readonly (readonly string[])[]): Map<string, string> {
  const all = new Map<string, string>();
  for (const folders of paths)
    for (let depth = 1; depth <= folders.length; depth += 1)
      all.set(folders.slice(0, depth).join('/'), folders[depth - 1]?.normalize('NFC') ?? '');
  const uses = Map.groupBy(all.values(), (name) => name);
  return new Map(
    [...all].map(([path, name]) => [path, (uses.get(name)?.length ?? 0) > 1 ? path.normalize('NFC') : name]),
  );
}
