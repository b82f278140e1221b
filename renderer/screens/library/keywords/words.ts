import type { KeywordFile, KeywordOptions, KeywordTotals } from '../../../../electron/contract/index.ts';
import { count, counted } from '../../../ui/index.ts';

/** The name of a file without its folders, on every system. */
export const nameOf = (path: string): string => path.split(/[/\\]/).at(-1) ?? path;

/** A keyword as people read it. */
export const levels = (keyword: string): string => keyword.split('|').join(' › ');

/** What writing would do, in one sentence. */
export function totalsInWords(
  { photos, create, change, nothing, refuse }: KeywordTotals,
  into: KeywordOptions['into'],
) {
  if (photos === 0) return 'No photo is chosen.';
  const place = into === 'originals' ? 'photo' : 'sidecar';
  const parts = [
    create > 0 ? counted(create, `new ${place}`) : '',
    change > 0 ? `${counted(change, place)} changed` : '',
    nothing > 0 ? `${count(nothing)} as they are` : '',
    refuse > 0 ? `${count(refuse)} cannot be written` : '',
  ].filter((part) => part !== '');
  return `${counted(photos, 'photo')}: ${parts.join(', ')}.`;
}

/** What happens to a file besides its keywords. */
export const effectOf = ({ does, rating, file }: KeywordFile): string =>
  [does === 'create' ? `new: ${nameOf(file)}` : nameOf(file), rating === null ? '' : counted(rating, 'star')]
    .filter((part) => part !== '')
    .join(', ');
