import { sep } from 'node:path';

/** Names of the classes that label files of YOLO have by number, and the folder that they stand in. */
export interface ClassList {
  readonly folder: string;
  readonly classNames: readonly string[];
}

/** The list that a label file means: the one that lies nearest; null where there is none. */
export function classListFor(path: string, lists: readonly ClassList[]): readonly string[] | null {
  const shared = ({ folder }: ClassList): number => sharedFolders(folder, path);
  const [nearest] = lists.toSorted((a, b) => shared(b) - shared(a));
  return nearest?.classNames ?? null;
}

/** How many folders two paths have in common from the top. */
function sharedFolders(a: string, b: string): number {
  const [left, right] = [a.split(sep), b.split(sep)];
  const end = left.findIndex((folder, at) => folder !== right[at]);
  return end < 0 ? left.length : end;
}
