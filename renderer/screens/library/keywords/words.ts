import type {
  KeywordFile,
  KeywordOptions,
  KeywordTotals,
  LabelsOfKeywords,
} from '../../../../electron/contract/index.ts';
import { t } from '../../../words/index.ts';

/** The name of a file without its folders, on every system. */
export const nameOf = (path: string): string => path.split(/[/\\]/).at(-1) ?? path;

/** A keyword as people read it. */
export const levels = (keyword: string): string => keyword.split('|').join(' › ');

/** What writing would do, in one sentence. */
export function totalsInWords(
  { photos, create, change, nothing, refuse }: KeywordTotals,
  into: KeywordOptions['into'],
) {
  if (photos === 0) return t('No photo is chosen.');
  const isPhotos = into === 'originals';
  const parts = [
    create > 0 ? t(isPhotos ? '{count} new photos' : '{count} new sidecars', { count: create }) : '',
    change > 0 ? t(isPhotos ? '{count} photos changed' : '{count} sidecars changed', { count: change }) : '',
    nothing > 0 ? t('{count} as they are', { count: nothing }) : '',
    refuse > 0 ? t('{count} cannot be written', { count: refuse }) : '',
  ].filter((part) => part !== '');
  return t('{photos}: {facts}.', { photos: t('{count} photos', { count: photos }), facts: parts.join(', ') });
}

/** What making labels would do, in one sentence. */
export function labelsInWords({ photos, several, kept }: LabelsOfKeywords): string {
  const given = t('{count} photos would be labelled', { count: photos });
  const many = several > 0 ? [t('{count} of them with several classes', { count: several })] : [];
  const left = kept > 0 ? [t('{count} keep the label they have', { count: kept })] : [];
  return t('{facts}.', { facts: [[given, ...many].join(', '), ...left].join('; ') });
}

/** What happens to a file besides its keywords. */
export const effectOf = ({ does, rating, file }: KeywordFile): string =>
  [
    does === 'create' ? t('new: {name}', { name: nameOf(file) }) : nameOf(file),
    rating === null ? '' : t('{count} stars', { count: rating }),
  ]
    .filter((part) => part !== '')
    .join(', ');
