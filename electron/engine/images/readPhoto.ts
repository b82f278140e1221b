import type { PhotoFacts } from '../library/index.ts';
import { photoFailure } from './failures.ts';
import { hashOf } from './files.ts';
import { captureFactsOf } from './metadata.ts';
import type { Original, Pictures } from './pictures.ts';
import { thumbnail } from './thumbnails.ts';

/** Reads a photo once for the library: its hash, its facts, its thumbnail. @throws photo/*, disk/full */
export async function readPhoto(pictures: Pictures, original: Original): Promise<PhotoFacts> {
  const { metadata, width, height, damaged, fromPreview } = await pictures.make(original, thumbnail, 'background');
  const hash = await hashOf(original.path).catch(async (thrown: unknown) => {
    throw await photoFailure(original.path, thrown);
  });
  return { ...captureFactsOf(original.path, metadata), hash, width, height, damaged, fromPreview };
}
