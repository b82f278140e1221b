import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Stop } from '../../contract/index.ts';
import { looksLikePhoto } from '../../decode/index.ts';
import type { FoundFile } from '../library/index.ts';

/**
 * Photos at or under paths, folders in depth. In a folder only files that are called like photos count, and nothing
 * hidden (macOS keeps a "._" shadow beside each photo on foreign disks); a file that was chosen itself is always taken.
 * Folders whose real paths are in `seen` are not entered.
 *
 * @param onUnreadable  takes each folder that cannot be looked into; the others are walked all the same
 */
export async function* walk(
  paths: readonly string[],
  stop: Stop,
  seen = new Set<string>(),
  onUnreadable: OnUnreadable = () => undefined,
): AsyncGenerator<FoundFile> {
  for (const path of paths) {
    stop.throwIfAborted();
    if (await isFolder(path)) yield* walkFolder(path, { seen, stop, onUnreadable });
    else yield await found(path);
  }
}

/** What a system says of a folder that it does not let be read: EACCES, EIO. */
export type OnUnreadable = (folder: string, thrown: unknown) => void;

interface Walk {
  readonly seen: Set<string>;
  readonly stop: Stop;
  readonly onUnreadable: OnUnreadable;
}

async function* walkFolder(folder: string, walking: Walk): AsyncGenerator<FoundFile> {
  const { seen, stop, onUnreadable } = walking;
  // Links may lead back to where we came from.
  const real = await realpath(folder).catch(() => folder);
  if (seen.has(real)) return;
  seen.add(real);
  const entries = await readdir(folder, { withFileTypes: true }).catch((thrown: unknown) => {
    onUnreadable(folder, thrown);
    return [];
  });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    stop.throwIfAborted();
    if (entry.name.startsWith('.') || entry.name === '__MACOSX') continue;
    const path = join(folder, entry.name);
    const isInner = entry.isDirectory() || (entry.isSymbolicLink() && (await isFolder(path)));
    if (isInner) yield* walkFolder(path, walking);
    else if (looksLikePhoto(entry.name)) yield await found(path);
  }
}

export const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );

/** A file that cannot even be looked at becomes a row too; reading it will say why. */
export async function found(path: string): Promise<FoundFile> {
  const stats = await stat(path).catch(() => null);
  return {
    path,
    fileName: basename(path),
    folder: dirname(path),
    bytes: stats?.size ?? 0,
    modifiedMs: stats?.mtimeMs ?? 0,
  };
}
