import sharp from 'sharp';
import type { Metadata, Sharp } from 'sharp';
import { failure } from '../../contract/index.ts';
import { mayBeDamaged, photoFailure } from './failures.ts';
import { limits } from './limits.ts';
import { isRaw } from './raw.ts';
import type { Previews } from './previews.ts';

// One thread per photo scales better than several threads in each, and each photo is read once: nothing to cache.
sharp.concurrency(1);
sharp.cache(false);

/** A decoded photo and what was learnt on the way. */
export interface Rendered<T> {
  readonly picture: T;
  readonly metadata: Metadata;
  /** Pixels of the photo after orientation. */
  readonly width: number;
  readonly height: number;
  /** Decoded in part: the end of the file is missing. */
  readonly damaged: boolean;
  readonly fromPreview: boolean;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Draws from an upright sRGB picture without transparency; `size` is its pixels. */
export type Draw<T> = (image: Sharp, size: Size) => Promise<T>;

/** Behind pictures that let the background through: mid-grey, as the network is shown them. */
const backdrop = { r: 128, g: 128, b: 128 };

/**
 * Decodes a photo for `draw`: strictly, then leniently if it is damaged, or from the preview that it carries where its
 * format cannot be decoded. The original is only ever read.
 *
 * @throws photo/*
 */
export async function render<T>(path: string, previews: Previews, draw: Draw<T>): Promise<Rendered<T>> {
  try {
    if (isRaw(path)) return await renderPreview(path, previews, draw);
    const metadata = await metadataOf(path);
    if (metadata.compression === 'hevc') return { ...(await renderPreview(path, previews, draw)), metadata };
    return await renderFile(path, metadata, draw);
  } catch (thrown) {
    throw await photoFailure(path, thrown);
  }
}

/** @throws photo/too-large, or what sharp throws */
async function metadataOf(path: string): Promise<Metadata> {
  const metadata = await sharp(path, { limitInputPixels: false, failOn: 'none' }).metadata();
  const megapixels = Math.round((metadata.width * metadata.height) / 1e6);
  if (megapixels > limits.megapixels) throw failure('photo/too-large', { megapixels, limit: limits.megapixels });
  return metadata;
}

async function renderFile<T>(path: string, metadata: Metadata, draw: Draw<T>): Promise<Rendered<T>> {
  const { width, height } = metadata.autoOrient;
  const known = { metadata, width, height, fromPreview: false };
  try {
    return { ...known, picture: await draw(upright(path, 'warning'), { width, height }), damaged: false };
  } catch (thrown) {
    if (!mayBeDamaged(thrown)) throw thrown;
    return { ...known, picture: await draw(upright(path, 'none'), { width, height }), damaged: true };
  }
}

async function renderPreview<T>(path: string, previews: Previews, draw: Draw<T>): Promise<Rendered<T>> {
  const preview = await previews.of(path);
  const metadata = await metadataOf(preview.path);
  const shown = await renderFile(preview.path, metadata, draw);
  return {
    ...shown,
    width: preview.fullWidth ?? shown.width,
    height: preview.fullHeight ?? shown.height,
    fromPreview: true,
  };
}

const upright = (path: string, failOn: 'warning' | 'none'): Sharp =>
  sharp(path, { failOn, limitInputPixels: limits.megapixels * 1e6 })
    .timeout({ seconds: limits.seconds })
    .autoOrient()
    .flatten({ background: backdrop })
    .toColourspace('srgb')
    .removeAlpha();
