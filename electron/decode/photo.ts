import sharp, { type Metadata, type Sharp } from 'sharp';
import { failure } from '../contract/index.ts';
import { mayBeDamaged, photoFailure } from './failures.ts';
import { isRaw } from './formats.ts';
import { defaultLimits, type DecodeLimits } from './limits.ts';
import { previewOf } from './previews.ts';
import type { Shot } from './shot.ts';

/** What became of a photo, and what was learnt on the way. */
export interface Decoded<T> {
  readonly picture: T;
  /** What the file itself says; what its preview says, where sharp cannot open the file (RAW). */
  readonly metadata: Metadata;
  /** Who took it, when and with what, where ExifTool had to be asked; else it is in the EXIF of `metadata`. */
  readonly shot: Shot | null;
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
 * @param bytes  the file's, where they have been read already
 * @throws photo/*  in words a person can act on
 */
export async function decodePhoto<T>(
  path: string,
  draw: Draw<T>,
  limits: DecodeLimits = defaultLimits,
  bytes: Buffer | null = null,
): Promise<Decoded<T>> {
  try {
    return await inTime(decode(path, bytes ?? path, draw, limits), limits.seconds);
  } catch (thrown) {
    throw await photoFailure(path, thrown, limits);
  }
}

async function decode<T>(
  path: string,
  source: string | Buffer,
  draw: Draw<T>,
  limits: DecodeLimits,
): Promise<Decoded<T>> {
  if (isRaw(path)) return decodePreview(path, draw, limits);
  try {
    const opened = await open(source, 'warning', limits);
    const { metadata } = opened;
    if (metadata.compression === 'hevc') return { ...(await decodePreview(path, draw, limits)), metadata };
    return await drawn(opened, draw, limits);
  } catch (thrown) {
    if (!mayBeDamaged(thrown)) throw thrown;
    return { ...(await drawn(await open(source, 'none', limits), draw, limits)), damaged: true };
  }
}

async function decodePreview<T>(path: string, draw: Draw<T>, limits: DecodeLimits): Promise<Decoded<T>> {
  const { jpeg, fullWidth, fullHeight, shot } = await previewOf(path);
  const shown = await drawn(await open(jpeg, 'none', limits), draw, limits);
  const [width, height] = [fullWidth ?? shown.width, fullHeight ?? shown.height];
  return { ...shown, width, height, shot, fromPreview: true };
}

/** One object for header and pixels: making a second one costs 5 % of the time that a 224-pixel photo takes. */
interface Opened {
  readonly image: Sharp;
  readonly metadata: Metadata;
}

async function open(source: string | Buffer, failOn: 'warning' | 'none', limits: DecodeLimits): Promise<Opened> {
  // sharp's own limit would not say how large the picture is.
  const image = sharp(source, { failOn, limitInputPixels: false });
  const metadata = await image.metadata();
  const megapixels = (metadata.width * metadata.height) / 1e6;
  if (megapixels > limits.megapixels)
    throw failure('photo/too-large', { megapixels: Math.ceil(megapixels), limit: limits.megapixels });
  return { image, metadata };
}

async function drawn<T>({ image, metadata }: Opened, draw: Draw<T>, { seconds }: DecodeLimits): Promise<Decoded<T>> {
  const { width, height } = metadata.autoOrient;
  const upright = image
    .timeout({ seconds })
    .autoOrient()
    .flatten({ background: backdrop })
    .toColourspace('srgb')
    .removeAlpha();
  const picture = await draw(upright, width, height);
  return { picture, metadata, shot: null, width, height, damaged: false, fromPreview: false };
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
