import { constants, copyFile, realpath, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from '../../contract/index.ts';
import { diskFailure, exists, hashOf, linked, putThere } from '../images/index.ts';
import { isTaken, numbered } from './freeName.ts';

/** How a photo came into a folder, and the name it has there. */
export type Placed =
  | { readonly how: 'linked' | 'copied' | 'there already'; readonly fileName: string }
  | { readonly how: 'missing'; readonly fileName: null };

/**
 * Copies or links a photo into a folder under a free name; the same photo there already is left, so that an export
 * that was cut off can be repeated. Where no link can be made, it is copied.
 *
 * @throws disk/full, disk/denied
 */
export async function placePhoto(
  from: string,
  folder: string,
  fileName: string,
  how: 'copy' | 'hard-link',
): Promise<Placed> {
  for (let attempt = 1; ; attempt += 1) {
    const name = numbered(fileName, attempt);
    const target = join(folder, name);
    try {
      const placed = (await exists(target)) ? null : await put(from, folder, target, how);
      if (placed !== null) return { how: placed, fileName: name };
      if (await isSame(from, target)) return { how: 'there already', fileName: name };
    } catch (thrown) {
      if (systemCode(thrown) === 'ENOENT') return { how: 'missing', fileName: null };
      throw diskFailure(thrown, target);
    }
  }
}

/** null: the name was taken meanwhile. */
async function put(
  from: string,
  folder: string,
  target: string,
  how: 'copy' | 'hard-link',
): Promise<'linked' | 'copied' | null> {
  try {
    // Of a link the file behind it is meant.
    if (how === 'hard-link' && (await linked(await realpath(from), target))) return 'linked';
    await copyWhole(from, folder, target);
    return 'copied';
  } catch (thrown) {
    if (isTaken(thrown)) return null;
    throw thrown;
  }
}

/** Half a copy would pass for a photo: it grows under a hidden name, one for all, so that the next takes its place. */
async function copyWhole(from: string, folder: string, target: string): Promise<void> {
  const partial = join(folder, '.fovea-copy.partial');
  await rm(partial, { force: true });
  try {
    await copyFile(from, partial, constants.COPYFILE_FICLONE);
    await putThere(partial, target);
  } finally {
    await rm(partial, { force: true });
  }
}

async function isSame(from: string, target: string): Promise<boolean> {
  const [a, b] = await Promise.all([stat(from), stat(target)]);
  return a.size === b.size && (await hashOf(from)) === (await hashOf(target));
}
