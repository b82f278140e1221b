import { everything, failure, type LabelledPhoto, type PhotoId } from '../../../contract/index.ts';
import type { BoxedPhoto, Library } from '../../library/index.ts';
import type { PhotoToSearch } from '../finding.ts';

/** Where a photo lies, and which it is. @throws library/photo-unknown, photo/corrupt when it was never read */
export function sourceOf(library: Pick<Library, 'source' | 'detail'>, photo: PhotoId): PhotoToSearch {
  const { path } = library.source(photo);
  const { hash, problem } = library.detail(photo);
  if (hash !== null) return { path, hash };
  throw failure('photo/corrupt', { reason: problem?.message ?? 'it has not been read yet.' });
}

/** All that a detector may learn from, and the names of its classes in the order of the alphabet. */
export function learnable(library: Pick<Library, 'boxes' | 'ids'>) {
  const boxed = library.boxes.photos(library.ids(everything, 'added'));
  const classNames = library.boxes
    .classes()
    .map(({ className }) => className)
    .sort((a, b) => a.localeCompare(b, 'en'));
  return { classNames, photos: labelledFrom(boxed, classNames), idOf: idsByPath(boxed) };
}

/** Photos that were read; boxes of classes that are not listed are left out. */
export function labelledFrom(boxed: readonly BoxedPhoto[], classNames: readonly string[]): LabelledPhoto[] {
  const indexOf = new Map(classNames.map((name, index) => [name, index]));
  return boxed.flatMap(({ path, hash, complete, boxes }) => {
    if (hash === null) return [];
    const known = boxes.flatMap(({ className, box, difficult }) => {
      const classIndex = indexOf.get(className);
      return classIndex === undefined ? [] : [{ classIndex, box, difficult }];
    });
    return [{ path, hash, complete, boxes: known }];
  });
}

export function idsByPath(boxed: readonly BoxedPhoto[]): (path: string) => PhotoId | null {
  const ids = new Map(boxed.map(({ path, photo }) => [path, photo]));
  return (path) => ids.get(path) ?? null;
}
