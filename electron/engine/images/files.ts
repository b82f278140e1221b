import { randomUUID } from 'node:crypto';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, rename, rm } from 'node:fs/promises';
import { failure } from '../../contract/index.ts';

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
