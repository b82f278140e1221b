import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import type { Preprocessing } from '../../contract/index.ts';
import { captureFactsOf, decodePhoto, defaultLimits, laidOnInput, photoFailure } from '../../decode/index.ts';
import { type Fit, fitOf, paddingColor } from '../vision/index.ts';

/** Pixels of a picture: [height, width, 3] RGB. */
export interface RgbPicture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** All that one reading and one decoding of a file tell. */
export interface LookedAt {
  /** SHA-256 of the file. */
  readonly hash: string;
  /** [preprocessing.height, preprocessing.width, 3] RGB, as `readInput` gives it; null without preprocessing. */
  readonly pixels: Uint8Array | null;
  /** The whole photo, reduced. */
  readonly whole: RgbPicture;
  readonly takenAtMs: number | null;
  readonly camera: string | null;
}

/** Larger files are hashed while they are read and then opened by their path. */
const mostBytesHeld = 1 << 28;
/** Side of the reduced photo where no network says how large. */
const usualSide = 128;
/** A panorama reduced by its short side would be large; it is cut out while it is reduced instead. */
const mostPixels = 1 << 20;

/**
 * Reads a file once and decodes it once, for its hash, its capture time, its coarse picture and a network's input.
 *
 * Law: `pixels` are those of `readInput`, bit for bit.
 *
 * @throws photo/*
 */
export async function lookAt(path: string, preprocessing: Preprocessing | null): Promise<LookedAt> {
  const { hash, bytes } = await hashed(path).catch(async (thrown: unknown) => {
    throw await photoFailure(path, thrown);
  });
  const decoded = await decodePhoto(
    path,
    async (image, width, height) => {
      if (!preprocessing) return { pixels: null, whole: await reduced(image, usualSide, usualSide) };
      const fit = fitOf(width, height, preprocessing);
      if (fit.resizedWidth * fit.resizedHeight <= mostPixels) {
        const whole = await reduced(image, fit.resizedWidth, fit.resizedHeight);
        return { pixels: laidOut(whole, fit, preprocessing), whole };
      }
      const pixels = await laidOnInput(image, width, height, preprocessing).raw().toBuffer();
      return { pixels, whole: { pixels, width: preprocessing.width, height: preprocessing.height } };
    },
    defaultLimits,
    bytes,
  );
  const { takenAtMs, camera } = captureFactsOf(path, decoded);
  return { hash, ...decoded.picture, takenAtMs, camera };
}

/** SHA-256 of a file, and its bytes where they are not too many to hold. */
export async function hashed(path: string): Promise<{ readonly hash: string; readonly bytes: Buffer | null }> {
  const hash = createHash('sha256');
  if ((await stat(path)).size <= mostBytesHeld) {
    const bytes = await readFile(path);
    return { hash: hash.update(bytes).digest('hex'), bytes };
  }
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return { hash: hash.digest('hex'), bytes: null };
}

/** The same resizing as in `laidOnInput`. */
async function reduced(image: Parameters<typeof laidOnInput>[0], width: number, height: number): Promise<RgbPicture> {
  return {
    width,
    height,
    pixels: await image.resize({ width, height, fit: 'fill', kernel: 'linear' }).raw().toBuffer(),
  };
}

/** Cuts the network's input out of the resized photo, or lays the photo onto it. */
function laidOut(whole: RgbPicture, fit: Fit, preprocessing: Preprocessing): Uint8Array {
  const { width, height } = preprocessing;
  if (whole.width === width && whole.height === height) return whole.pixels;
  const input = new Uint8Array(3 * width * height);
  if (preprocessing.fit === 'pad') {
    const { r, g, b } = paddingColor(preprocessing);
    for (let at = 0; at < input.length; at += 3) input.set([r, g, b], at);
  }
  const left = Math.max(0, fit.left);
  const right = Math.min(whole.width, fit.left + width);
  const bottom = Math.min(whole.height, fit.top + height);
  for (let row = Math.max(0, fit.top); row < bottom; row++) {
    const from = 3 * (row * whole.width + left);
    const to = 3 * ((row - fit.top) * width + left - fit.left);
    input.set(whole.pixels.subarray(from, from + 3 * (right - left)), to);
  }
  return input;
}
