import type { FindBy } from '../../contract/index.ts';
import type { Library } from '../library/index.ts';
import { counted } from '../words.ts';

/** What a search is called. @throws library/photo-unknown */
export function titleOf(library: Library, by: FindBy): string {
  const nameOf = (photo: number): string => library.detail(photo).fileName;
  switch (by.kind) {
    case 'similar': {
      const [first = 0] = by.photos;
      return by.photos.length === 1 ? `Like ${nameOf(first)}` : `Like ${counted(by.photos.length, 'photo')}`;
    }
    case 'region':
      return `Like a part of ${nameOf(by.photo)}`;
    case 'duplicates':
      return 'There more than once';
    case 'label-errors':
      return 'Labels that may be wrong';
    case 'outliers':
      return 'Unlike all others';
    case 'sees':
      return `Shows “${by.className}”`;
    case 'chosen':
      return by.title;
  }
}
