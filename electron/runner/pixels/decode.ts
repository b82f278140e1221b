import sharp, { type Metadata, type Sharp } from 'sharp';
import { failure, type Preprocessing } from '../../contract/index.ts';
import { fitOf } from '../vision/index.ts';
import { isTooLarge, mayBeDamaged, photoFailure } from './failures.ts';
import { isRaw, previewOf } from './previews.ts';

/** A photo as a network's input wants it. */
export interface DecodedPhoto {
  /** Pixels of the full-size photo after orientation. */
  readonly width: number;
  readonly height: number;
  /** [preprocessing.height, preprocessing.width, 3] RGB */
  readonly pixels: Uint8Array;
  /** Decoded in part: the end of the file is missing. */
  readonly damaged: boolean;
  /** Shown is the preview that the file carries (RAW, HEIC). */
  readonly fromPreview: boolean;
}

export interface DecodeLimits {
  /** Above this a photo is refused before it is decoded: a small file can unfold into gigabytes. */
  readonly megapixels: number;
  readonly seconds: number;
}

export const defaultLimits: DecodeLimits = { megapixels: 100, seconds: 30 };

/** Behind pictures that let the background through: mid-grey favors no class. */
const backdrop = { r: 128, g: 128, b: 128 };

// One thread per photo scales better than several threads in each, and a folder of photos is read once: nothing to
// cache (53 against 26 photos a second with four 12-megapixel photos at a time on two cores).
sharp.concurrency(1);
sharp.cache(false);

/**
 * Decodes one photo and lays it onto a network's input as `fitOf` says. Every kind of color becomes three bytes of
 * sRGB; the first frame stands for an animation.
 *
 * @throws photo/*  in words a person can act on
 */
export async function decodePhoto(
  path: string,
  preprocessing: Preprocessing,
  limits: DecodeLimits = defaultLimits,
): Promise<DecodedPhoto> {
  try {
    return await inTime(decode(path, preprocessing, limits), limits.seconds);
  } catch (thrown) {
    if (isTooLarge(thrown)) throw await tooLarge(path, limits.megapixels);
    throw await photoFailure(path, thrown, limits.seconds);
  }
}

async function decode(path: string, preprocessing: Preprocessing, limits: DecodeLimits): Promise<DecodedPhoto> {
  if (isRaw(path)) return decodePreview(path, preprocessing, limits);
  try {
    return await decodeOnce(path, 'warning', preprocessing, limits);
  } catch (thrown) {
    if (thrown instanceof NeedsPreview) return decodePreview(path, preprocessing, limits);
    if (!mayBeDamaged(thrown)) throw thrown;
    return { ...(await decodeOnce(path, 'none', preprocessing, limits)), damaged: true };
  }
}

async function decodePreview(path: string, preprocessing: Preprocessing, limits: DecodeLimits): Promise<DecodedPhoto> {
  const { jpeg, fullWidth, fullHeight } = await previewOf(path);
  const shown = await decodeOnce(jpeg, 'none', preprocessing, limits);
  return { ...shown, width: fullWidth ?? shown.width, height: fullHeight ?? shown.height, fromPreview: true };
}

async function decodeOnce(
  source: string | Buffer,
  failOn: 'warning' | 'none',
  preprocessing: Preprocessing,
  { megapixels, seconds }: DecodeLimits,
): Promise<DecodedPhoto> {
  const image = sharp(source, { failOn, limitInputPixels: megapixels * 1e6 });
  const metadata = await image.metadata();
  if (metadata.compression === 'hevc') throw new NeedsPreview();
  const { width, height } = metadata.autoOrient;
  const pixels = await laidOut(image, width, height, preprocessing).raw().timeout({ seconds }).toBuffer();
  return { width, height, pixels, damaged: false, fromPreview: false };
}

/** The pipeline of one photo. libvips reads large JPEGs at a reduced scale by itself as long as no crop comes first. */
function laidOut(image: Sharp, photoWidth: number, photoHeight: number, preprocessing: Preprocessing): Sharp {
  const fit = fitOf(photoWidth, photoHeight, preprocessing);
  const resized = image
    .autoOrient()
    .flatten({ background: backdrop })
    .toColourspace('srgb')
    .removeAlpha()
    .resize({ width: fit.resizedWidth, height: fit.resizedHeight, fit: 'fill', kernel: 'linear' });
  if (preprocessing.fit !== 'pad') {
    return resized.extract({ left: fit.left, top: fit.top, width: fit.width, height: fit.height });
  }
  return resized.extend({
    left: -fit.left,
    top: -fit.top,
    right: fit.width - fit.resizedWidth + fit.left,
    bottom: fit.height - fit.resizedHeight + fit.top,
    background: meanColor(preprocessing),
  });
}

/** The color that preprocessing turns into zeros: padding with it adds nothing a first layer could see. */
function meanColor({ mean, colorOrder }: Preprocessing): { r: number; g: number; b: number } {
  const [r, g, b] = (colorOrder === 'RGB' ? mean : mean.toReversed()).map((value) =>
    Math.min(255, Math.max(0, Math.round(value))),
  );
  return { r: r ?? 0, g: g ?? 0, b: b ?? 0 };
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

async function tooLarge(path: string, limit: number): Promise<Error> {
  const { width, height }: Metadata = await sharp(path, { limitInputPixels: false }).metadata();
  return failure('photo/too-large', { megapixels: Math.round((width * height) / 1e6), limit });
}

/** The file holds a format whose decoder is not in this build. */
class NeedsPreview extends Error {}
