import { stat } from 'node:fs/promises';
import { basename, sep } from 'node:path';
import { looksLikePhoto } from '../../decode/index.ts';
import { hashOf } from '../images/index.ts';
import { isFolder, walk } from '../jobs/index.ts';
import type { FoundFile, KnownFile, Library } from '../library/index.ts';

/** A photo whose file is another one's now: the same bytes under another path. */
export interface Followed {
  readonly photo: number;
  readonly path: string;
  readonly modifiedMs: number;
}

/** What a look at paths brought. */
export interface Scan {
  /** Files that the library does not know, or that are others than it read; what a person removed is known. */
  readonly fresh: readonly FoundFile[];
  /** Photos whose files are gone, and photos whose files are there. */
  readonly gone: readonly number[];
  readonly back: readonly number[];
}

/** Compares files and folders, in depth, with what the library knows of them. @throws what `signal` says */
export async function scan(library: Library, paths: readonly string[], signal: AbortSignal): Promise<Scan> {
  const known = byPath(library.presence.filesUnder(paths, sep));
  const removed = byPath(library.presence.forgottenUnder(paths, sep));
  const fresh: FoundFile[] = [];
  const back: number[] = [];
  const unreadable: string[] = [];
  const there = await existing(paths);
  for await (const file of walk(there, signal, new Set(), (folder) => unreadable.push(folder + sep))) {
    const before = known.get(file.path);
    known.delete(file.path);
    if (before) back.push(before.id);
    const read = before ?? removed.get(file.path);
    if (!read || !isUnchanged(read, file)) fresh.push(file);
  }
  // What lies in a folder that cannot be looked into may be there.
  const gone = [...known.values()].filter(({ path }) => !unreadable.some((folder) => path.startsWith(folder)));
  return { fresh, back, gone: gone.map(({ id }) => id) };
}

const byPath = (files: readonly KnownFile[]): Map<string, KnownFile> => new Map(files.map((file) => [file.path, file]));

async function existing(paths: readonly string[]): Promise<string[]> {
  const there: string[] = [];
  for (const path of paths) if ((await isFolder(path)) || (await isPhotoFile(path))) there.push(path);
  return there;
}

const isPhotoFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (stats) => stats.isFile() && looksLikePhoto(basename(path)),
    () => false,
  );

/** A file that cannot be read is a photo too, with a reason. */
const isUnchanged = (before: KnownFile, { bytes, modifiedMs }: FoundFile): boolean =>
  before.bytes === bytes && before.modifiedMs === modifiedMs;

/**
 * Those of the fresh files that are the files of missing photos: as many bytes and the same SHA-256. Each missing photo is
 * followed once, and never to the path of a photo that a person has spoken of: that one has another picture now.
 */
export async function followed(library: Library, fresh: readonly FoundFile[]): Promise<Followed[]> {
  const found: Followed[] = [];
  const taken = new Set<number>();
  const spoken = library.exchange.spokenAt(fresh.map(({ path }) => path));
  for (const { path, bytes, modifiedMs } of fresh) {
    if (spoken.has(path)) continue;
    const { missing } = library.presence;
    const candidates =
      missing.size === 0
        ? []
        : library.presence.ofSize(bytes).filter(({ id, hash }) => missing.has(id) && hash !== null && !taken.has(id));
    if (candidates.length === 0) continue;
    // A file that went away again is looked at the next time.
    const hash = await hashOf(path).catch(() => null);
    const photo = candidates.find((candidate) => candidate.hash === hash);
    if (!photo) continue;
    taken.add(photo.id);
    found.push({ photo: photo.id, path, modifiedMs });
  }
  return found;
}
