import type { PhotoDetail } from '../../../electron/contract/index.ts';
import { bytes } from '../../ui/index.ts';
import { dateWords, numberWords, phrase, sentenceWith, t } from '../../words/index.ts';

interface Fact {
  readonly name: string;
  readonly value: string | null;
}

/** What EXIF's orientation asks of a viewer, in words. */
const orientations: Readonly<Record<number, string>> = {
  1: phrase('upright'),
  2: phrase('mirrored'),
  3: phrase('turned by 180°'),
  4: phrase('mirrored, turned by 180°'),
  5: phrase('mirrored, turned left'),
  6: phrase('turned right'),
  7: phrase('mirrored, turned right'),
  8: phrase('turned left'),
};

// The camera's clock knows no time zone; its figures are shown as they are.
const when = { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' } as const;

/** The facts of a file in reading order; what it does not say is null. */
export function factsOf(detail: PhotoDetail): readonly Fact[] {
  const { width, height, takenAtMs, camera, artist, format, orientation, path } = detail;
  const turned = orientation === null ? undefined : orientations[orientation];
  return [
    { name: t('Taken'), value: takenAtMs === null ? null : dateWords(takenAtMs, when) },
    { name: t('Camera'), value: camera },
    { name: t('Artist'), value: artist },
    { name: t('Pixels'), value: width === null || height === null ? null : pixels(width, height) },
    { name: t('Turned'), value: turned === undefined ? null : sentenceWith(turned) },
    { name: t('Format'), value: format === null ? null : `${format}, ${bytes(detail.bytes)}` },
    { name: t('Size'), value: format === null ? bytes(detail.bytes) : null },
    { name: t('Shown'), value: detail.fromPreview ? t('the preview inside the file') : null },
    { name: t('Damage'), value: detail.damaged ? t('the end of the file is missing') : null },
    { name: t('Path'), value: path },
  ];
}

const pixels = (width: number, height: number): string => {
  const megapixels = (width * height) / 1e6;
  const size = `${width} × ${height}`;
  if (megapixels < 0.1) return size;
  const number = numberWords(megapixels, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  return t('{size} ({number} MP)', { size, number });
};
