import { stat } from 'node:fs/promises';
import { bytesAt, replaceFile, writeOriginal } from '../../metadata/index.ts';
import type { OriginalChange } from '../../metadata/index.ts';
import { failure } from '../../contract/index.ts';
import type { Sha256 } from '../../contract/index.ts';
import type { FilePlan } from './plan.ts';
import type { KeywordStore } from './store.ts';

/** Contents of a file before and after it was written, by their hash; before is null where there was none. */
export interface WrittenContent {
  readonly before: Sha256 | null;
  readonly after: Sha256;
}

/** Whether a plan is for the photo's own file. */
export const isOriginal = ({ file, target }: FilePlan): boolean => file === target.path;

/**
 * Writes one file. What stood in it is in the data folder before anything is changed.
 *
 * @param onReady  is called right before the new content takes the place of the old
 * @throws disk/full, disk/denied, photo/missing, keywords/*
 */
export async function writePlan(
  plan: FilePlan,
  store: KeywordStore,
  onReady: (content: WrittenContent) => void = () => undefined,
): Promise<WrittenContent> {
  if (isOriginal(plan)) return writeIntoOriginal(plan, store, onReady);
  const { file, before, change } = plan;
  const kept = before === null ? null : await store.keep(before);
  const after = await store.keep(change.packet);
  onReady({ before: kept, after });
  await replaceFile(file, change.packet, before);
  return { before: kept, after };
}

async function writeIntoOriginal(
  { file, change }: FilePlan,
  store: KeywordStore,
  onReady: (content: WrittenContent) => void,
): Promise<WrittenContent> {
  const bytes = await bytesAt(file);
  if (bytes === null) throw failure('photo/missing', {});
  const before = await store.keep(bytes);
  // Planned for an original, it has what IPTC is to hold.
  const after = await writeOriginal(file, change as OriginalChange, (hash) => onReady({ before, after: hash }));
  return { before, after };
}

/** A file as the library knows files. */
export async function factsOfFile(file: string, hash: Sha256) {
  const { size: bytes, mtimeMs: modifiedMs } = await stat(file);
  return { hash, bytes, modifiedMs };
}
