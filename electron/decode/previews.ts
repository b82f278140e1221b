import type { Tags } from 'exiftool-vendored';
import { failure } from '../contract/index.ts';
import { exifTool } from './exifTool.ts';
import { extensionOf } from './formats.ts';
import { isOrientation, swapsSides, withOrientation } from './orientation.ts';
import { type Shot, shotIn } from './shot.ts';

/** The JPEG that a camera put into a file which sharp cannot decode itself. */
export interface Preview {
  readonly jpeg: Buffer;
  /** Pixels of the photo itself after orientation, not of the preview; null when the file does not say. */
  readonly fullWidth: number | null;
  readonly fullHeight: number | null;
  readonly shot: Shot;
}

/** Under which of these the largest preview is, every maker decides anew. */
const previewTags = ['JpgFromRaw', 'PreviewImage', 'OtherImage', 'ThumbnailImage'] as const;

/**
 * The largest preview a file carries, upright once its own EXIF is obeyed.
 *
 * @throws photo/no-preview  none is there, or ExifTool cannot run on this machine
 */
export async function previewOf(path: string): Promise<Preview> {
  const nothing = failure('photo/no-preview', { format: extensionOf(path).toUpperCase() });
  try {
    const exiftool = await exifTool();
    const tags = await exiftool.read(path);
    const tag = largestPreview(tags);
    if (tag === undefined) throw nothing;
    const jpeg = await exiftool.extractBinaryTagToBuffer(tag, path);
    const orientation = isOrientation(tags.Orientation) ? tags.Orientation : 1;
    const [width, height] = pixelsIn(String(tags.ImageSize));
    const [fullWidth, fullHeight] = swapsSides(orientation) ? [height, width] : [width, height];
    return { jpeg: withOrientation(jpeg, orientation), fullWidth, fullHeight, shot: shotIn(tags) };
  } catch {
    throw nothing;
  }
}

function largestPreview(tags: Tags): string | undefined {
  const bytesOf = (name: (typeof previewTags)[number]): number => {
    const field = tags[name];
    return typeof field === 'object' ? field.bytes : 0;
  };
  return previewTags.filter((name) => bytesOf(name) > 0).sort((one, other) => bytesOf(other) - bytesOf(one))[0];
}

/** "6000x4000" as numbers. */
function pixelsIn(text: string): [number | null, number | null] {
  const [, width, height] = /^(\d+)x(\d+)$/.exec(text) ?? [];
  return width === undefined || height === undefined ? [null, null] : [Number(width), Number(height)];
}
