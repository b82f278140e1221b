import type { PhotoDetail } from '../../../electron/contract/index.ts';
import { bytes } from '../../ui/index.ts';

interface Fact {
  readonly name: string;
  readonly value: string | null;
}

/** What EXIF's orientation asks of a viewer, in words. */
const orientations: Readonly<Record<number, string>> = {
  1: 'upright',
  2: 'mirrored',
  3: 'turned by 180°',
  4: 'mirrored, turned by 180°',
  5: 'mirrored, turned left',
  6: 'turned right',
  7: 'mirrored, turned right',
  8: 'turned left',
};

// The camera's clock knows no time zone; its figures are shown as they are.
const when = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });

/** The facts of a file in reading order; what it does not say is null. */
export function factsOf(detail: PhotoDetail): readonly Fact[] {
  const { width, height, takenAtMs, camera, artist, format, orientation, path } = detail;
  return [
    { name: 'Taken', value: takenAtMs === null ? null : when.format(takenAtMs) },
    { name: 'Camera', value: camera },
    { name: 'Artist', value: artist },
    { name: 'Pixels', value: width === null || height === null ? null : pixels(width, height) },
    { name: 'Turned', value: orientation === null ? null : (orientations[orientation] ?? null) },
    { name: 'Format', value: format === null ? null : `${format}, ${bytes(detail.bytes)}` },
    { name: 'Size', value: format === null ? bytes(detail.bytes) : null },
    { name: 'Shown', value: detail.fromPreview ? 'the preview inside the file' : null },
    { name: 'Damage', value: detail.damaged ? 'the end of the file is missing' : null },
    { name: 'Path', value: path },
  ];
}

const pixels = (width: number, height: number): string => {
  const megapixels = (width * height) / 1e6;
  return `${width} × ${height}${megapixels >= 0.1 ? ` (${megapixels.toFixed(1)} MP)` : ''}`;
};
