import type { Preprocessing } from '../../contract/index.ts';
import { networkView } from './networkView.ts';
import type { Original, Pictures } from './pictures.ts';
import { everyPixel, large, thumbnail, view } from './thumbnails.ts';

export interface Located {
  readonly path: string;
  readonly mediaType: string;
  /** The bytes at this address never change. */
  readonly immutable: boolean;
}

export type WantedPicture =
  | { readonly kind: keyof typeof scaled }
  /** Format and EXIF orientation as the library knows them. */
  | { readonly kind: 'full'; readonly format: string | null; readonly orientation: number | null }
  | { readonly kind: 'network'; readonly preprocessing: Preprocessing };

const scaled = { thumbnail, large, view };

/** What browsers show by themselves. */
const shown: Readonly<Record<string, string>> = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  gif: 'image/gif',
  avif: 'image/avif',
};

/** The file that holds a picture of a photo. @throws photo/*, disk/full */
export async function locatePicture(pictures: Pictures, original: Original, wanted: WantedPicture): Promise<Located> {
  if (wanted.kind === 'full') {
    const mediaType = shown[wanted.format ?? ''];
    // Every browser turns a JPEG upright; of the other formats only some do.
    const isUpright = wanted.format === 'jpeg' || (wanted.orientation ?? 1) === 1;
    if (mediaType !== undefined && isUpright) return { path: original.path, mediaType, immutable: false };
    return { path: await pictures.locate(original, everyPixel, 'seen'), mediaType: 'image/jpeg', immutable: true };
  }
  if (wanted.kind === 'network') {
    const path = await pictures.locate(original, networkView(wanted.preprocessing), 'seen');
    return { path, mediaType: 'image/png', immutable: true };
  }
  const path = await pictures.locate(original, scaled[wanted.kind], 'seen');
  return { path, mediaType: 'image/jpeg', immutable: true };
}
