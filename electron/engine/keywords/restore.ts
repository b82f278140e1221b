import { basename } from 'node:path';
import { fail } from '../../contract/index.ts';
import { bytesAt, hashOfBytes, removeFile, replaceFile } from '../../metadata/index.ts';
import type { FileToRestore } from '../library/index.ts';
import type { KeywordStore } from './store.ts';

/**
 * Puts into a file what it is to hold. It is left alone where it holds neither that nor what Fovea left in it.
 *
 * @throws keywords/changed-since, keywords/no-copy, disk/full, disk/denied
 */
export async function restoreFile({ file, holds, wanted }: FileToRestore, store: KeywordStore): Promise<void> {
  const now = await bytesAt(file);
  const hash = now === null ? null : hashOfBytes(now);
  if (hash === wanted) return;
  if (hash !== holds) fail('keywords/changed-since', { file: basename(file) });
  if (wanted === null) {
    if (now !== null) await removeFile(file, now);
    return;
  }
  const bytes = (await store.find(wanted)) ?? fail('keywords/no-copy', { file: basename(file) });
  await replaceFile(file, bytes, now);
}
