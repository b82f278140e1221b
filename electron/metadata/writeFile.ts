import { createHash, randomUUID } from 'node:crypto';
import { chmod, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fail, failure, FoveaError } from '../contract/index.ts';

export const hashOfBytes = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The bytes of a file; null: there is none. @throws disk/denied */
export async function bytesAt(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT' || codeOf(thrown) === 'ENOTDIR') return null;
    throw writeFailure(thrown, path);
  }
}

/**
 * Puts bytes in the place of a file at once: they are written beside it, reach the disk, take its name, and are read
 * again. Its permissions stay, and a link stays a link.
 *
 * @param before  the bytes that were read to make the new ones; null: no file was there
 * @throws disk/full, disk/denied, keywords/changed-since, keywords/name-too-long, keywords/not-read-back
 */
export async function replaceFile(path: string, bytes: Uint8Array, before: Uint8Array | null): Promise<void> {
  const target = before === null ? path : await realpath(path).catch(() => path);
  // A name of its own: one made of the file's might be longer than names may be.
  const partial = join(dirname(target), `.fovea-${randomUUID()}.partial`);
  try {
    await writeThrough(partial, bytes);
    if (before !== null) await chmod(partial, (await stat(target)).mode & 0o7777);
    await mustBe(target, before);
    await rename(partial, target);
  } catch (thrown) {
    await rm(partial, { force: true });
    throw writeFailure(thrown, path);
  }
  const readBack = await bytesAt(target);
  if (readBack?.equals(bytes) !== true) fail('keywords/not-read-back', { file: basename(path) });
}

/** Takes a file away that holds these bytes. @throws disk/denied, keywords/changed-since */
export async function removeFile(path: string, before: Uint8Array): Promise<void> {
  await mustBe(path, before);
  await rm(path).catch((thrown: unknown) => {
    throw writeFailure(thrown, path);
  });
}

/** Writes a file and waits until the disk has it. */
async function writeThrough(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** @throws keywords/changed-since */
export async function mustBe(path: string, before: Uint8Array | null): Promise<void> {
  const now = await bytesAt(path);
  const isSame = before === null ? now === null : now?.equals(before) === true;
  if (!isSame) fail('keywords/changed-since', { file: basename(path) });
}

/** Why a file could not be written, in words. */
export function writeFailure(thrown: unknown, path: string): unknown {
  if (thrown instanceof FoveaError) return thrown;
  const code = codeOf(thrown);
  if (code === 'ENOSPC' || code === 'EDQUOT') return failure('disk/full', { path });
  if (['EACCES', 'EPERM', 'EROFS'].includes(code)) return failure('disk/denied', { path });
  if (code === 'ENAMETOOLONG') return failure('keywords/name-too-long', { file: basename(path) });
  if (code === 'ENOENT' || code === 'ENOTDIR') return failure('photo/missing', {});
  return thrown;
}

const codeOf = (thrown: unknown): string => (thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '');
