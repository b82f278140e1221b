import sharp, { type Metadata, type Sharp } from 'sharp';
import { failure } from '../contract/index.ts';
import { mayBeDamaged, photoFailure } from './failures.ts';
import { isRaw } from './formats.ts';
import { defaultLimits, type DecodeLimits } from './limits.ts';
import { previewOf } from './previews.ts';

/** What became of a photo, and what was learnt on the way. */
export interface Decoded<T> {
  readonly picture: T;
  readonly metadata: Metadata;
  /** Pixels of the full-size photo after orientation. */
  readonly width: number;
  readonly height: number;
  /** Decoded in part: the end of the file is missing. */
  readonly damaged: boolean;
  /** Shown is the preview that the file carries (RAW, HEIC). */
  readonly fromPreview: boolean;
}

/** Finishes an upright sRGB picture of three bytes a pixel; `width` and `height` are its pixels. */
export type Draw<T> = (image: Sharp, width: number, height: number) => Promise<T>;

/** Behind pictures that let the background through: mid-grey favors no class. */
const backdrop = { r: 128, g: 128, b: 128 };

// One thread per photo scales better than several threads in each, and a folder of photos is read once: nothing to
// cache.
sharp.concurrency(1);
sharp.cache(false);

/**
 * Decodes a photo for `draw`: strictly, then leniently if it is damaged, or from the preview that it carries where its
 * format cannot be decoded. Every kind of color becomes sRGB, the first frame stands for an animation, and the original
 * is only ever read.
 *
 * @throws photo/*  in words a person can act on
 */
export async function decodePhoto<T>(
  path: string,
  draw: Draw<T>,
  limits: DecodeLimits = defaultLimits,
): Promise<Decoded<T>> {
  try {
    return await inTime(decode(path, draw, limits), limits.seconds);
  } catch (thrown) {
    throw await photoFailure(path, thrown, limits.seconds);
  }
}

async function decode<T>(path: string, draw: Draw<T>, limits: DecodeLimits): Promise<Decoded<T>> {
  if (isRaw(path)) return decodePreview(path, draw, limits);
  const metadata = await metadataOf(path, limits);
  if (metadata.compression === 'hevc') return decodePreview(path, draw, limits);
  try {
    return await decodeOnce(path, metadata, draw, 'warning', limits);
  } catch (thrown) {
    if (!mayBeDamaged(thrown)) throw thrown;
    return { ...(await decodeOnce(path, metadata, draw, 'none', limits)), damaged: true };
  }
}

async function metadataOf(source: string | Buffer, limits: DecodeLimits): Promise<Metadata> {
  const metadata = await sharp(source, { limitInputPixels: false, failOn: 'none' }).metadata();
  const megapixels = Math.round((metadata.width * metadata.height) / 1e6);
  if (megapixels > limits.megapixels) throw failure('photo/too-large', { megapixels, limit: limits.megapixels });
  return metadata;
}

async function decodePreview<T>(path: string, draw: Draw<T>, limits: DecodeLimits): Promise<Decoded<T>> {
  const { jpeg, fullWidth, fullHeight } = await previewOf(path);
  const shown = await decodeOnce(jpeg, await metadataOf(jpeg, limits), draw, 'none', limits);
  return { ...shown, width: fullWidth ?? shown.width, height: fullHeight ?? shown.height, fromPreview: true };
}

async function decodeOnce<T>(
  source: string | Buffer,
  metadata: Metadata,
  draw: Draw<T>,
  failOn: 'warning' | 'none',
  { megapixels, seconds }: DecodeLimits,
): Promise<Decoded<T>> {
  const { width, height } = metadata.autoOrient;
  const upright = sharp(source, { failOn, limitInputPixels: megapixels * 1e6 })
    .timeout({ seconds })
    .autoOrient()
    .flatten({ background: backdrop })
    .toColourspace('srgb')
    .removeAlpha();
  return { picture: await draw(upright, width, height), metadata, width, height, damaged: false, fromPreview: false };
}

/** libvips looks at its own clock only between rows; a decoder that hangs inside a row is given up from outside. */
async function inTime<T>(work: Promise<T>, seconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(failure('photo/too-slow', { seconds })), (seconds + 1) * 1000);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
