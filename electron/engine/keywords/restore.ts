import { basename } from 'node:path';
import { fail } from '../../contract/index.ts';
import { bytesAt, hashOfBytes, removeFile, replaceFile } from '../../metadata/index.ts';
import type { FileToRestore, Library, NewJob } from '../library/index.ts';
import { counted } from '../words.ts';
import type { KeywordStore } from './store.ts';

/** What brings files to what they are to hold; null: they hold it, or such a job waits already. */
export function restoreJob({ keywords, jobs }: Pick<Library, 'keywords' | 'jobs'>): NewJob | null {
  const files = keywords.toRestore();
  const waits = jobs.all().some(({ kind, state }) => kind === 'keywords.restore' && state === 'waiting');
  if (files.length === 0 || waits) return null;
  const title = `Put back ${counted(files.length, 'file')}`;
  return { kind: 'keywords.restore', title, task: {}, unit: 'photos', total: files.length };
}

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
