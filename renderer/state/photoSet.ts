import type { PhotoId } from '../../electron/contract/index.ts';

/** Some photos. Sets are never changed, only replaced: whoever holds one may compare it with the next. */
export type PhotoSet = ReadonlySet<PhotoId>;

export const photoSet = (...groups: readonly Iterable<PhotoId>[]): PhotoSet =>
  new Set(groups.flatMap((group) => [...group]));

/** With the photo where it was missing, without it where it was not. */
export function toggled(photos: PhotoSet, photo: PhotoId): PhotoSet {
  const next = new Set(photos);
  if (!next.delete(photo)) next.add(photo);
  return next;
}
