import { basename, isAbsolute } from 'node:path';
import { FoveaError, systemCode, type PhotoId, type Stop } from '../../../contract/index.ts';
import { photosNamed } from '../../detection/annotations/index.ts';
import { hashOf } from '../../images/index.ts';
import type { KnownPhoto } from '../../library/index.ts';
import type { DiskPhoto, SpokenPhoto } from './entries.ts';

export type MatchedBy = 'path' | 'name' | 'hash';

export interface Matched<P extends SpokenPhoto = SpokenPhoto> {
  readonly spoken: P;
  readonly photo: PhotoId;
  readonly by: MatchedBy;
}

export interface Matching<P extends SpokenPhoto = SpokenPhoto> {
  readonly matched: readonly Matched<P>[];
  /** Not in the library, but there: copies of one photo together. */
  readonly addable: readonly (readonly (P & { readonly disk: DiskPhoto })[])[];
  readonly missing: readonly P[];
}

/**
 * Finds the photos of the library that are meant: by the path, then by name and length, then by the bytes themselves.
 * Only files with the length of a photo of the library are read.
 */
export async function matchPhotos<P extends SpokenPhoto>(
  known: readonly KnownPhoto[],
  spoken: readonly P[],
  { stop, onProgress }: { readonly stop: Stop; readonly onProgress: (done: number) => void },
): Promise<Matching<P>> {
  const find = matcher(known);
  const matched: Matched<P>[] = [];
  const missing: P[] = [];
  const unknown: (P & { readonly disk: DiskPhoto })[] = [];
  for (const [position, one] of spoken.entries()) {
    stop.throwIfAborted();
    const found = await find(one);
    const { disk } = one;
    if (found) matched.push({ spoken: one, ...found });
    else if (disk) unknown.push({ ...one, disk });
    else missing.push(one);
    onProgress(position + 1);
  }
  return { matched, missing, addable: await copiesTogether(unknown, stop) };
}

type Found = Pick<Matched, 'photo' | 'by'>;

function matcher(known: readonly KnownPhoto[]): (spoken: SpokenPhoto) => Promise<Found | null> {
  const byPath = new Map(known.map((photo) => [photo.path, photo]));
  const byLength = Map.groupBy(known, ({ bytes }) => bytes);
  const byName = photosNamed(known);
  return async ({ file, from, disk }) => {
    const exact = (disk && byPath.get(disk.path)) ?? (isAbsolute(file) ? byPath.get(file) : undefined);
    if (exact) return { photo: exact.photo, by: 'path' };
    if (!disk) return named(byName, file, from);
    const alike = byLength.get(disk.bytes) ?? [];
    const called = alike.filter(({ path }) => plain(path) === plain(disk.path));
    const [only, another] = called;
    if (only && !another) return { photo: only.photo, by: 'name' };
    if (alike.every(({ hash }) => hash === null)) return null;
    const hash = await hashIfThere(disk.path);
    const same =
      hash === null
        ? undefined
        : (called.find((photo) => photo.hash === hash) ?? alike.find((photo) => photo.hash === hash));
    return same ? { photo: same.photo, by: 'hash' } : null;
  };
}

function named(byName: ReturnType<typeof photosNamed<KnownPhoto>>, file: string, from: string): Found | null {
  try {
    const { photo } = byName({
      ...{ photo: { file, width: 0, height: 0 }, objects: [], from, ofOne: false, inShares: false },
    });
    return { photo, by: file.includes('/') ? 'path' : 'name' };
  } catch (thrown) {
    if (thrown instanceof FoveaError && thrown.code.startsWith('boxes/photo-')) return null;
    throw thrown;
  }
}

const plain = (path: string): string => basename(path).normalize('NFC').toLowerCase();

/** A photo of several classes may lie in the folder of each. */
async function copiesTogether<P extends { readonly disk: DiskPhoto }>(
  unknown: readonly P[],
  stop: Stop,
): Promise<P[][]> {
  const groups: P[][] = [];
  for (const alike of Map.groupBy(unknown, ({ disk }) => disk.bytes).values()) {
    const [only, another] = alike;
    if (only && !another) {
      groups.push([only]);
      continue;
    }
    const byHash = new Map<string, P[]>();
    for (const one of alike) {
      stop.throwIfAborted();
      const hash = (await hashIfThere(one.disk.path)) ?? one.disk.path;
      byHash.set(hash, [...(byHash.get(hash) ?? []), one]);
    }
    groups.push(...byHash.values());
  }
  return groups;
}

/** null: it went, or may not be read, since it was listed. */
export const hashIfThere = (path: string): Promise<string | null> =>
  hashOf(path).catch((thrown: unknown) => {
    if (systemCode(thrown) !== null) return null;
    throw thrown;
  });
