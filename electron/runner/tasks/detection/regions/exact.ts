import { alignRegions } from '../../../../../native/index.ts';
import type { Picture } from '../../../dense/index.ts';
import { dimsOf, type Size } from '../../../hypercolumns/index.ts';
import { lookupTable, writePhoto } from '../../../pixels/index.ts';
import type { RegionHooks } from './describer.ts';
import { contextPx, type RegionNetwork } from './network.ts';
import { answerTo, type OpenNetwork } from './session.ts';

/**
 * Shows regions of a photo to a network: each, with some context, is warped to its input, whatever its sides. What lies
 * beside the photo is the mean color.
 *
 * @returns [n, 3, height, width], or channels last as the network wants them, of [n, 4] boxes in pixels of the photo
 * @see     Girshick et al., "Rich feature hierarchies", 2014, section 2.1 and appendix A
 */
export function regionWarper(
  { width, height, pixels }: Picture,
  { preprocessing, size }: Pick<RegionNetwork, 'preprocessing' | 'size'>,
  threads: number,
  stop?: AbortSignal,
): (boxes: ArrayLike<number>) => Promise<Float32Array> {
  const map = new Float32Array(3 * width * height);
  writePhoto(pixels, lookupTable(preprocessing), { ...preprocessing, layout: 'NCHW', width, height }, map, 0);
  const sides = { outHeight: size.height, outWidth: size.width, channelsLast: preprocessing.layout === 'NHWC' };
  return (boxes) =>
    alignRegions({ map, channels: 3, height, width, boxes: withContext(boxes, size), ...sides }, threads, stop);
}

/** Describes regions one by one. @returns [n, F] */
export async function describeExactly(
  { network, session, threads }: OpenNetwork,
  photo: Picture,
  boxes: ArrayLike<number>,
  { turn, stop, onProgress }: RegionHooks,
): Promise<Float32Array> {
  const { preprocessing, size, batch, width } = network;
  const warp = regionWarper(photo, network, threads, stop);
  const all = Float64Array.from(boxes);
  const count = all.length / 4;
  const rows = new Float32Array(count * width);
  const warped = (from: number): Promise<Float32Array> => {
    const some = new Float64Array(4 * batch);
    some.set(all.subarray(4 * from, 4 * Math.min(count, from + batch)));
    return warp(some);
  };
  let ready = count > 0 ? warped(0) : null;
  for (let from = 0; ready; from += batch) {
    stop?.throwIfAborted();
    const pictures = await ready;
    // The next ones are warped while these run.
    ready = from + batch < count ? warped(from + batch) : null;
    ready?.catch(() => undefined);
    const features = await turn(() => answerTo(session, pictures, dimsOf(preprocessing.layout, size, batch)));
    rows.set(features.subarray(0, Math.min(batch, count - from) * width), from * width);
    onProgress?.(Math.min(count, from + batch));
  }
  return rows;
}

/** Enlarged so that the context is as many pixels of the input on each side. */
function withContext(boxes: ArrayLike<number>, size: Size): Float32Array {
  const enlarged = new Float32Array(boxes.length);
  for (let at = 0; at < boxes.length; at += 4) {
    const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = [boxes[at], boxes[at + 1], boxes[at + 2], boxes[at + 3]];
    const besideX = ((x1 - x0) * contextPx) / (size.width - 2 * contextPx);
    const besideY = ((y1 - y0) * contextPx) / (size.height - 2 * contextPx);
    enlarged.set([x0 - besideX, y0 - besideY, x1 + besideX, y1 + besideY], at);
  }
  return enlarged;
}
