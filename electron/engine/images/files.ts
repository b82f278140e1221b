import { randomUUID } from 'node:crypto';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, link, open, rename, rm } from 'node:fs/promises';
import { failure, systemCode } from '../../contract/index.ts';

/**
 * Lets `write` fill a file beside `target` and then puts it in its place, so that `target` is whole or absent.
 *
 * @throws disk/full, disk/denied
 */
export async function writeWhole(target: string, write: (partial: string) => Promise<unknown>): Promise<void> {
  const partial = `${target}.${randomUUID()}.partial`;
  try {
    await write(partial);
    await rename(partial, target);
  } catch (thrown) {
    await rm(partial, { force: true });
    throw diskFailure(thrown, target);
  }
}

/**
 * Reasons for which a hard link cannot be: another disk, a system of files without links such as exFAT (EISDIR is what
 * Windows says of those), too many of them.
 */
const unlinkable = new Set(['EXDEV', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'ENOSYS', 'EISDIR']);

/** Gives a file another name as well; false: there are no links here. Nothing that has the name is replaced. */
export async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (thrown) {
    if (unlinkable.has(systemCode(thrown) ?? '')) return false;
    throw thrown;
  }
}

/**
 * Gives a whole file its name, if nothing has it. A link never replaces a file, where a rename would; without links the
 * name is taken first, and then given. The name beside it may be left, for the caller to take away.
 *
 * @throws EEXIST and whatever else the system says
 */
export async function putThere(partial: string, path: string): Promise<void> {
  if (await linked(partial, path)) return;
  await (await open(path, 'wx')).close();
  try {
    await rename(partial, path);
  } catch (thrown) {
    await rm(path, { force: true });
    throw thrown;
  }
}

/** A failed write in words; what is no matter of the disk is passed on. */
export function diskFailure(thrown: unknown, path: string): unknown {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  const text = thrown instanceof Error ? thrown.message : '';
  if (code === 'ENOSPC' || code === 'EDQUOT' || /no space left/i.test(text)) return failure('disk/full', { path });
  if (['EACCES', 'EPERM', 'EROFS'].includes(code)) return failure('disk/denied', { path });
  return thrown;
}

export const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** SHA-256 of a file. */
export async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 18 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
