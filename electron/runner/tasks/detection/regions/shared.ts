import { availableParallelism } from 'node:os';
import { alignRegions } from '../../../../../native/index.ts';
import { encode } from '../../../../compiler/index.ts';
import type { DeviceId, ModelFile } from '../../../../contract/index.ts';
import type { Picture } from '../../../dense/index.ts';
import { lookupTable, writePhoto } from '../../../pixels/index.ts';
import { createSession, Tensor } from '../../../runtime/index.ts';
import { dimsOf, type Tap } from '../../../hypercolumns/index.ts';
import { resample } from '../windows/resample.ts';
import { normalized, type RegionDescriber } from './describer.ts';
import { mapTrunk } from './trunk.ts';

export interface SharedOptions {
  readonly device: DeviceId;
  readonly grid: number;
  readonly tap: string | null;
  /** Pixels of the square that a photo is laid into, its longer side as long. */
  readonly side: number;
  readonly threads?: number;
}

/**
 * Describes all regions of a photo from one map of it: the mean of the map over each cell of a grid on the region.
 *
 * @see Girshick, "Fast R-CNN", 2015, section 2.1; He et al., "Mask R-CNN", 2017, for how regions are laid onto a map
 * @throws model/*, runner/no-device
 */
export async function openShared(model: ModelFile, options: SharedOptions): Promise<RegionDescriber> {
  const { device, grid, tap: wanted, side, threads } = options;
  const { preprocessing } = model.card;
  const size = { width: side, height: side };
  const { graph, tap } = await mapTrunk(model, size, 1, wanted);
  const session = await createSession(encode(graph), device, threads === undefined ? {} : { threads });
  const [input = '', output = ''] = [session.inputNames[0], session.outputNames[0]];
  const table = lookupTable(preprocessing);
  const width = tap.channels * grid * grid;

  return {
    width,
    async describe(photo, boxes, { turn, stop, onProgress }) {
      stop?.throwIfAborted();
      const scale = side / Math.max(photo.width, photo.height);
      const laid = laidInto(side, photo, scale);
      const room = new Float32Array(3 * side * side);
      writePhoto(laid.pixels, table, { ...preprocessing, ...size }, room, 0);
      withMeanBeside(room, laid.used, size, preprocessing.layout);
      const fed = { [input]: new Tensor('float32', room, dimsOf(preprocessing.layout, size)) };
      const outputs = await turn(() => session.run(fed));
      const map = outputs[output]?.data as Float32Array;
      const { channels, rows: height, columns } = tap;
      const problem = { map, channels, height, width: columns, boxes: onMap(boxes, scale, tap) };
      const threadCount = threads ?? availableParallelism();
      const rows = await alignRegions({ ...problem, outHeight: grid, outWidth: grid }, threadCount, stop);
      onProgress?.(boxes.length / 4);
      return normalized(rows, width);
    },
    close: () => session.release(),
  };
}

/** A photo in the upper left corner of a square. */
function laidInto(side: number, photo: Picture, scale: number) {
  const used = { width: sideOf(photo.width * scale, side), height: sideOf(photo.height * scale, side) };
  const { pixels } = resample(photo, used.width, used.height);
  const laid = new Uint8Array(3 * side * side);
  for (let y = 0; y < used.height; y++)
    laid.set(pixels.subarray(3 * y * used.width, 3 * (y + 1) * used.width), 3 * y * side);
  return { pixels: laid, used };
}

const sideOf = (length: number, most: number): number => Math.min(most, Math.max(1, Math.round(length)));

interface Extent {
  readonly width: number;
  readonly height: number;
}

/** Zeros, which are the mean color, where there is no photo. */
function withMeanBeside(room: Float32Array, used: Extent, { width, height }: Extent, layout: 'NCHW' | 'NHWC'): void {
  const perPixel = layout === 'NCHW' ? 1 : 3;
  for (let plane = 0; plane < (layout === 'NCHW' ? 3 : 1); plane++) {
    const start = plane * width * height;
    for (let y = 0; y < used.height; y++)
      room.fill(0, (start + y * width + used.width) * perPixel, (start + (y + 1) * width) * perPixel);
    room.fill(0, (start + used.height * width) * perPixel, (start + width * height) * perPixel);
  }
}

/** Position p of a map is centered on pixel center + p · step; here it is the stretch from p to p + 1. */
function onMap(boxes: ArrayLike<number>, scale: number, { stepPx, center }: Tap): Float32Array {
  return Float32Array.from(boxes, (side, at) => {
    const middle = at % 2 === 0 ? center.x : center.y;
    return (side * scale - 0.5 - middle) / stepPx + 0.5;
  });
}
