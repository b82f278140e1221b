import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { failure } from '../../contract/index.ts';
import { isFolder, walk } from '../jobs/index.ts';
import type { FoundFile } from '../library/index.ts';

/** What lies on a card. */
export interface CardListing {
  readonly files: readonly FoundFile[];
  /** Folders that cannot be looked into. */
  readonly unreadable: readonly string[];
}

/** Photos of a card: those below DCIM, or all of a folder that has none. @throws card/gone, what `signal` says */
export async function listCard(path: string, signal: AbortSignal): Promise<CardListing> {
  await mustBeThere(path);
  const images = join(path, 'DCIM');
  const root = (await isFolder(images)) ? images : path;
  const files: FoundFile[] = [];
  const unreadable: string[] = [];
  for await (const file of walk([root], signal, new Set(), (folder) => unreadable.push(folder))) files.push(file);
  if (unreadable.includes(root)) throw failure('card/gone', { path });
  return { files, unreadable };
}

/** @throws card/gone */
export async function mustBeThere(path: string): Promise<void> {
  await stat(path).catch(() => {
    throw failure('card/gone', { path });
  });
}
