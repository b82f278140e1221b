import { constants, copyFile, link, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { diskFailure, hashOf } from '../images/index.ts';
import { codeOf, isTaken, numbered } from './freeName.ts';

/** How a photo came into a folder. */
export type Placed = 'linked' | 'copied' | 'there already' | 'missing';

/** Reasons for which a hard link cannot be: another disk, a file system without links, too many of them. */
const unlinkable = new Set(['EXDEV', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'ENOSYS']);

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
    const target = join(folder, numbered(fileName, attempt));
    try {
      if (how === 'hard-link' && (await linked(from, target))) return 'linked';
      await copyWhole(from, target);
      return 'copied';
    } catch (thrown) {
      if (codeOf(thrown) === 'ENOENT') return 'missing';
      if (!isTaken(thrown)) throw diskFailure(thrown, target);
      if (await isSame(from, target)) return 'there already';
    }
  }
}

async function linked(from: string, target: string): Promise<boolean> {
  try {
    await link(from, target);
    return true;
  } catch (thrown) {
    if (unlinkable.has(codeOf(thrown))) return false;
    throw thrown;
  }
}

async function copyWhole(from: string, target: string): Promise<void> {
  try {
    await copyFile(from, target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  } catch (thrown) {
    // Half a copy would pass for a photo.
    if (!isTaken(thrown)) await rm(target, { force: true });
    throw thrown;
  }
}

async function isSame(from: string, target: string): Promise<boolean> {
  const [a, b] = await Promise.all([stat(from), stat(target)]);
  return a.size === b.size && (await hashOf(from)) === (await hashOf(target));
}
