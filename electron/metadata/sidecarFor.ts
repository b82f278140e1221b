import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isRaw, looksLikePhoto, sidecarsOf, stemOf } from '../decode/index.ts';

/** What a new sidecar is called: extension: IMG.jpg.xmp for all · adobe: IMG.xmp for RAW, IMG.jpg.xmp for the rest. */
export type SidecarNaming = 'extension' | 'adobe';

/** Finds the sidecar that is written for a photo. */
export type SidecarFor = (path: string) => Promise<{ file: string; exists: boolean }>;

/**
 * The sidecar that is there, else a new one by `naming`. IMG.xmp beside several photos of that name is the RAW's: no
 * other may write into it, since each would undo what the other said.
 *
 * What stands in a folder is asked once for each run of photos.
 */
export function sidecarFinder(naming: SidecarNaming): SidecarFor {
  let listed: { folder: string; photos: Promise<readonly string[]> } | null = null;
  const photosIn = (folder: string): Promise<readonly string[]> => {
    if (listed?.folder !== folder) listed = { folder, photos: photosOf(folder) };
    return listed.photos;
  };
  return async (path) => {
    const [first] = await sidecarsOf(path);
    const isShared = first !== undefined && !first.startsWith(`${path}.`);
    if (first !== undefined && (!isShared || ownsStem(path, await photosIn(dirname(path)))))
      return { file: first, exists: true };
    const adobe = naming === 'adobe' && isRaw(path);
    return { file: adobe ? `${stemOf(path)}.xmp` : `${path}.xmp`, exists: false };
  };
}

function ownsStem(path: string, photos: readonly string[]): boolean {
  const stem = stemOf(basename(path)).toLowerCase();
  const others = photos.filter((name) => name !== basename(path) && stemOf(name).toLowerCase() === stem);
  return others.length === 0 || (isRaw(path) && !others.some((name) => isRaw(name)));
}

const photosOf = async (folder: string): Promise<string[]> =>
  (await readdir(folder).catch(() => [])).filter((name) => looksLikePhoto(join(folder, name)));
