import type { CardPreview } from '../../contract/index.ts';
import type { Library } from '../library/index.ts';
import { isInLibrary } from './here.ts';
import { listCard } from './listing.ts';

interface Watching {
  readonly signal: AbortSignal;
  readonly onProgress: (step: { done: number; total: number | null }) => void;
}

/** Counts the photos of a card, and which of them are in the library; nothing is copied. @throws card/gone */
export async function previewCard(
  library: Library,
  source: string,
  { signal, onProgress }: Watching,
): Promise<CardPreview> {
  const { files, unreadable } = await listCard(source, signal);
  let [here, bytes, newBytes] = [0, 0, 0];
  for (const [index, file] of files.entries()) {
    signal.throwIfAborted();
    // A file that cannot be read now will be tried when it is copied.
    const isHere = await isInLibrary(library, file).catch(() => false);
    bytes += file.bytes;
    if (isHere) here += 1;
    else newBytes += file.bytes;
    if (index % 20 === 0) onProgress({ done: index, total: files.length });
  }
  const problems = unreadable.map((folder) => `“${folder}” cannot be read.`);
  return { photos: files.length, bytes, here, newBytes, problems };
}
