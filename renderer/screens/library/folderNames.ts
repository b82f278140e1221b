interface Folder {
  readonly folder: string;
  readonly count: number;
}

/** The choice of one folder: its path, the last part of it to be read, how many photos, and the path as a tip. */
export interface FolderChoice {
  readonly value: string;
  readonly label: string;
  readonly photos: number;
  readonly tip: string;
}

const separator = /[\\/]+/;

/** Folders by their last name; two that are called alike also show the folder they lie in. */
export function folderNames(folders: readonly Folder[]): FolderChoice[] {
  const lastNames = folders.map(({ folder }) => lastParts(folder, 1));
  return folders.map(({ folder, count }, i) => {
    const name = lastNames[i] ?? folder;
    const alone = lastNames.filter((other) => other === name).length === 1;
    return { value: folder, label: alone ? name : lastParts(folder, 2), photos: count, tip: folder };
  });
}

const lastParts = (path: string, parts: number): string =>
  path
    .split(separator)
    .filter((part) => part !== '')
    .slice(-parts)
    .join('/') || path;
