import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { hashOf } from '../images/index.ts';
import type { FoundFile, KnownFile, Library } from '../library/index.ts';

/** File systems of cards keep times to two seconds (FAT), and some an hour off when summer time changes. */
const sameTimeMs = 2_000;
const hourMs = 3_600_000;

/**
 * Whether a file of a card is a photo of the library: by name, size and time, or else by its bytes. A photo whose own file
 * is gone does not count: what is on the card may be the last copy.
 */
export async function isInLibrary(library: Library, file: FoundFile): Promise<boolean> {
  const alike = library.presence.ofSize(file.bytes);
  if (alike.length === 0) return false;
  const isSame = ({ path, modifiedMs }: KnownFile): boolean => {
    const apart = Math.abs(modifiedMs - file.modifiedMs);
    const isSameTime = apart <= sameTimeMs || Math.abs(apart - hourMs) <= sameTimeMs;
    return isSameTime && basename(path) === file.fileName;
  };
  if (await isAnyThere(alike.filter(isSame))) return true;
  return areBytesInLibrary(library, file.bytes, await hashOf(file.path));
}

/** Whether a photo of the library has these bytes, and its file is there. */
export const areBytesInLibrary = (library: Library, bytes: number, hash: string): Promise<boolean> =>
  isAnyThere(library.presence.ofSize(bytes).filter((known) => known.hash === hash));

/** The disk is asked: what the library knows of it is as old as the last look. */
async function isAnyThere(files: readonly KnownFile[]): Promise<boolean> {
  for (const { path, bytes } of files) if (await isThere(path, bytes)) return true;
  return false;
}

/** A file of another size is another one. */
const isThere = (path: string, bytes: number): Promise<boolean> =>
  stat(path).then(
    (stats) => stats.isFile() && stats.size === bytes,
    () => false,
  );
