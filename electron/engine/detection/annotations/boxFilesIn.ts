import { readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { Stop } from '../../../contract/index.ts';
import { boxFileNames } from '../../../runner/vision/index.ts';
import { isFolder } from '../../jobs/walk.ts';

/**
 * Files at or under paths that may hold boxes, folders in depth and in the order of their names; nothing hidden. A file
 * that was chosen itself is always taken.
 */
export async function boxFilesIn(paths: readonly string[], stop: Stop, seen = new Set<string>()): Promise<string[]> {
  const files: string[] = [];
  for (const path of paths) {
    stop.throwIfAborted();
    if (!(await isFolder(path))) files.push(path);
    else files.push(...(await inFolder(path, stop, seen)));
  }
  return files;
}

async function inFolder(folder: string, stop: Stop, seen: Set<string>): Promise<string[]> {
  // Links may lead back to where we came from.
  const real = await realpath(folder).catch(() => folder);
  if (seen.has(real)) return [];
  seen.add(real);
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const paths: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.') || entry.name === '__MACOSX') continue;
    const path = join(folder, entry.name);
    const isInner = entry.isDirectory() || (entry.isSymbolicLink() && (await isFolder(path)));
    if (isInner || boxFileNames.test(entry.name)) paths.push(path);
  }
  return boxFilesIn(paths, stop, seen);
}
