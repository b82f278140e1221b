import { captureFactsOf, photoFailure } from '../../decode/index.ts';
import type { PhotoFacts } from '../library/index.ts';
import { hashOf } from './files.ts';
import type { Original, Pictures } from './pictures.ts';
import { readSketch } from './sketch.ts';
import { thumbnail } from './thumbnails.ts';

/** Reads a photo once for the library: its hash, its facts, its thumbnail, what it looks like. @throws photo/*, disk/full */
export async function readPhoto(pictures: Pictures, original: Original): Promise<PhotoFacts> {
  const decoded = await pictures.make(original, thumbnail, 'background');
  const { width, height, damaged, fromPreview } = decoded;
  const hash = await hashOf(original.path).catch(async (thrown: unknown) => {
    throw await photoFailure(original.path, thrown);
  });
  return {
    ...captureFactsOf(original.path, decoded),
    hash,
    width,
    height,
    damaged,
    fromPreview,
    ...(await readSketch(decoded.picture)),
  };
}
