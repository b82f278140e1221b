import { basename, dirname, extname } from 'node:path';
import { failure } from '../../../contract/index.ts';
import type { FileAnnotation } from './readBoxFiles.ts';

/** Finds the photo that an annotation means. @throws boxes/photo-missing, boxes/photo-ambiguous */
export type FindPhoto<P> = (annotation: FileAnnotation) => P;

/**
 * Photos by the names that annotations have for them: the file's name, that without its extension, and for a file about
 * one photo its own name. Of several, the one whose folders end like those that the annotation names, or that lies beside
 * the annotation.
 */
export function photosNamed<P extends { readonly path: string }>(photos: readonly P[]): FindPhoto<P> {
  const byName = Map.groupBy(photos, ({ path }) => plain(basename(path)));
  const byStem = Map.groupBy(photos, ({ path }) => plain(stemOf(path)));
  return ({ photo: { file }, from, ofOne }) => {
    const named = file.replaceAll('\\', '/');
    const name = basename(named);
    const found =
      byName.get(plain(name)) ??
      byStem.get(plain(name)) ??
      byStem.get(plain(stemOf(name))) ??
      (ofOne ? byStem.get(plain(stemOf(from))) : undefined) ??
      [];
    const [only, another] = narrowed(found, named, from);
    if (only === undefined) throw failure('boxes/photo-missing', { photo: name || basename(from) });
    if (another !== undefined) throw failure('boxes/photo-ambiguous', { photo: name || basename(from) });
    return only;
  };
}

const stemOf = (path: string): string => basename(path, extname(path));

/** Systems write letters with accents in two ways, and cameras extensions in both cases. */
const plain = (name: string): string => name.normalize('NFC').toLowerCase();

function narrowed<P extends { readonly path: string }>(
  photos: readonly P[],
  named: string,
  from: string,
): readonly P[] {
  if (photos.length < 2) return photos;
  const same = ({ path }: P): number => sameEnd(foldersOf(path), foldersOf(named));
  const most = Math.max(...photos.map(same));
  const nearest = photos.filter((photo) => same(photo) === most);
  const beside = nearest.filter(({ path }) => dirname(path) === dirname(from));
  return nearest.length > 1 && beside.length === 1 ? beside : nearest;
}

const foldersOf = (path: string): string[] => plain(path.replaceAll('\\', '/')).split('/').slice(0, -1);

/** How many folders two paths have in common from the end. */
function sameEnd(a: readonly string[], b: readonly string[]): number {
  const most = Math.min(a.length, b.length);
  for (let count = 0; count < most; count += 1) if (a.at(-1 - count) !== b.at(-1 - count)) return count;
  return most;
}
