import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

// A stamp tells whether what was built is still what would be built: names, sizes and times of all sources, hashed.

/** The stamp of files and folders below `root`; a path that is not there counts as empty. */
export function stampOf(root: string, paths: readonly string[]): string {
  const hash = createHash('sha256').update(process.version);
  for (const path of paths) {
    for (const file of filesBelow(join(root, path))) {
      const { size, mtimeMs } = statSync(file);
      hash.update(`${relative(root, file)}\n${size} ${mtimeMs}\n`);
    }
  }
  return hash.digest('hex');
}

/** Whether `file` holds this stamp. */
export function bearsStamp(file: string, stamp: string): boolean {
  try {
    return readFileSync(file, 'utf8') === stamp;
  } catch {
    return false; // never built
  }
}

export const writeStamp = (file: string, stamp: string): void => writeFileSync(file, stamp);

function filesBelow(path: string): string[] {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return [];
  if (!found.isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesBelow(join(path, name)));
}
