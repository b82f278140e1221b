import { stat } from 'node:fs/promises';
import { systemCode } from '../../contract/index.ts';
import type { KnownFile, Library } from '../library/index.ts';

const filesAtOnce = 100;
/** Rest between two hundreds, so that a disk that somebody works on is not kept busy: 100,000 photos in a minute. */
const restMs = 30;

/** Looks which files of the library are there; nothing is read of them. @throws what `signal` says */
export async function verify(library: Library, signal: AbortSignal): Promise<void> {
  for (let after = -1; ;) {
    const files = library.presence.files(after, filesAtOnce);
    if (files.length === 0) return;
    await verifyFiles(library, files);
    after = files.at(-1)?.id ?? after;
    await new Promise((resolve) => setTimeout(resolve, restMs));
    signal.throwIfAborted();
  }
}

/** The same for the photos that are missing, at most some hundred of them. */
export async function verifyMissing(library: Library): Promise<void> {
  const files = [...library.presence.missing]
    .slice(0, 5 * filesAtOnce)
    .flatMap((photo) => library.presence.files(photo - 1, 1).filter(({ id }) => id === photo));
  await verifyFiles(library, files);
}

async function verifyFiles(library: Library, files: readonly KnownFile[]): Promise<void> {
  const there = await Promise.all(files.map(({ path }) => isThere(path)));
  const of = (wanted: boolean): number[] => files.filter((_, at) => there[at] === wanted).map(({ id }) => id);
  library.presence.say(of(false), of(true));
}

/** A file that may not be looked at is there. */
const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    (thrown: unknown) => !['ENOENT', 'ENOTDIR'].includes(systemCode(thrown) ?? ''),
  );
