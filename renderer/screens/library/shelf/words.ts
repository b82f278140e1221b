import type { LibraryClass } from '../../../../electron/contract/index.ts';
import { count, counted } from '../../../ui/index.ts';

/** What a class is of, in words. */
export function holdings({ photos, boxes }: Pick<LibraryClass, 'photos' | 'boxes'>): string {
  const inBoxes = boxes === 1 ? '1 box' : `${count(boxes)} boxes`;
  if (photos > 0 && boxes > 0) return `${counted(photos, 'photo')} and ${inBoxes}`;
  return photos > 0 || boxes === 0 ? counted(photos, 'photo') : inBoxes;
}
