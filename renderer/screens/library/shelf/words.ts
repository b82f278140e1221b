import type { LibraryClass } from '../../../../electron/contract/index.ts';
import { t } from '../../../words/index.ts';

/** What a class is of, in words. */
export function holdings({ photos, boxes }: Pick<LibraryClass, 'photos' | 'boxes'>): string {
  const ofPhotos = t('{count} photos', { count: photos });
  const inBoxes = t('{count} boxes', { count: boxes });
  if (photos > 0 && boxes > 0) return t('{photos} and {boxes}', { photos: ofPhotos, boxes: inBoxes });
  return photos > 0 || boxes === 0 ? ofPhotos : inBoxes;
}
