import { alignRegions } from '../../../../../native/index.ts';
import type { Picture } from '../../../dense/index.ts';
import { dimsOf, type Size, type Tap } from '../../../hypercolumns/index.ts';
import { lookupTable, writePhoto } from '../../../pixels/index.ts';
import { resample } from '../windows/resample.ts';
import type { RegionHooks } from './describer.ts';
import type { RegionNetwork } from './network.ts';
import { answerTo, type OpenNetwork } from './session.ts';

/**
 * Describes all regions of a photo from one map of it: the mean of the map over each cell of a grid on the region.
 *
 * @returns [n, F]
 * @see     Girshick, "Fast R-CNN", 2015, section 2.1; He et al., "Mask R-CNN", 2017, for how regions are laid onto a map
 */
export async function describeShared(
  { network, session, threads }: OpenNetwork,
  photo: Picture,
  boxes: ArrayLike<number>,
  { turn, stop, onProgress }: RegionHooks,
): Promise<Float32Array> {
  stop?.throwIfAborted();
  const { preprocessing, size, tap, grid } = network;
  const { room, scale } = squareOf(network, photo);
  const map = await turn(() => answerTo(session, room, dimsOf(preprocessing.layout, size)));
  const problem = { map, channels: tap.channels, height: tap.rows, width: tap.columns };
  const onMap = Float32Array.from(boxes, (side, at) => alongMap(side * scale, at % 2 === 0 ? 'x' : 'y', tap));
  const rows = await alignRegions({ ...problem, boxes: onMap, outHeight: grid, outWidth: grid }, threads, stop);
  onProgress?.(boxes.length / 4);
  return rows;
}

/** A photo as the network's input, and pixels of that for each of the photo's. */
export function squareOf(
  { preprocessing, size }: Pick<RegionNetwork, 'preprocessing' | 'size'>,
  photo: Picture,
): { room: Float32Array; scale: number } {
  const scale = size.width / Math.max(photo.width, photo.height);
  const laid = laidInto(size, photo, scale);
  const room = new Float32Array(3 * size.width * size.height);
  writePhoto(laid.pixels, lookupTable(preprocessing), { ...preprocessing, ...size }, room, 0);
  withMeanBeside(room, laid.used, size, preprocessing.layout);
  return { room, scale };
}

/** Position p of a map is centered on pixel center + p · step; here it is the stretch from p to p + 1. */
const alongMap = (place: number, axis: 'x' | 'y', { stepPx, center }: Tap): number =>
  (place - 0.5 - center[axis]) / stepPx + 0.5;

/** A photo in the upper left corner of a square. */
function laidInto({ width, height }: Size, photo: Picture, scale: number) {
  const side = (length: number, most: number): number => Math.min(most, Math.max(1, Math.round(length * scale)));
  const used = { width: side(photo.width, width), height: side(photo.height, height) };
  const { pixels } = resample(photo, used.width, used.height);
  const laid = new Uint8Array(3 * width * height);
  for (let y = 0; y < used.height; y++)
    laid.set(pixels.subarray(3 * y * used.width, 3 * (y + 1) * used.width), 3 * y * width);
  return { pixels: laid, used };
}

/** Zeros, which are the mean color, where there is no photo. */
function withMeanBeside(room: Float32Array, used: Size, { width, height }: Size, layout: 'NCHW' | 'NHWC'): void {
  const [planes, perPixel] = layout === 'NCHW' ? [3, 1] : [1, 3];
  for (let plane = 0; plane < planes; plane++) {
    const start = plane * width * height;
    for (let y = 0; y < used.height; y++)
      room.fill(0, (start + y * width + used.width) * perPixel, (start + (y + 1) * width) * perPixel);
    room.fill(0, (start + used.height * width) * perPixel, (start + width * height) * perPixel);
  }
}
