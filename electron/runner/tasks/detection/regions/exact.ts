import { availableParallelism } from 'node:os';
import { alignRegions } from '../../../../../native/index.ts';
import { encode } from '../../../../compiler/index.ts';
import type { DeviceId, ModelFile } from '../../../../contract/index.ts';
import type { Picture } from '../../../dense/index.ts';
import { lookupTable, writePhoto } from '../../../pixels/index.ts';
import { createSession, Tensor } from '../../../runtime/index.ts';
import { dimsOf } from '../../../hypercolumns/index.ts';
import { normalized, type RegionDescriber } from './describer.ts';
import { mapTrunk, pooledTo } from './trunk.ts';

export interface ExactOptions {
  readonly device: DeviceId;
  /** Cells of a region's features along each side. */
  readonly grid: number;
  readonly tap: string | null;
  readonly threads?: number;
}

/** Pixels of the network's input that show what is around a region. */
const contextPx = 16;
const batchOnCpu = 8;
const batchOnDevice = 64;

/**
 * Describes regions one by one: each, with some context, is warped to the network's input, whatever its sides. What lies
 * beside the photo is the mean color.
 *
 * @see Girshick et al., "Rich feature hierarchies", 2014, section 2.1 and appendix A
 * @throws model/*, runner/no-device
 */
export async function openExact(model: ModelFile, options: ExactOptions): Promise<RegionDescriber> {
  const { device, grid, tap, threads } = options;
  const { preprocessing } = model.card;
  const { width: inWidth, height: inHeight, layout } = preprocessing;
  const batch = device === 'cpu' ? batchOnCpu : batchOnDevice;
  const trunk = await mapTrunk(model, { width: inWidth, height: inHeight }, batch, tap);
  const graph = pooledTo(trunk.graph, trunk.tap, grid, batch);
  const session = await createSession(encode(graph), device, threads === undefined ? {} : { threads });
  const dims = dimsOf(layout, preprocessing, batch);
  const [input = '', output = ''] = [session.inputNames[0], session.outputNames[0]];
  const shape = graph.outputs[0]?.type?.kind === 'tensor' ? graph.outputs[0].type.shape : null;
  const width = Number(shape?.[1] ?? 0);
  const table = lookupTable(preprocessing);

  const warped = (photo: Picture, planes: Float32Array, boxes: Float32Array, stop?: AbortSignal) =>
    alignRegions(
      {
        ...{ map: planes, channels: 3, height: photo.height, width: photo.width, boxes },
        ...{ outHeight: inHeight, outWidth: inWidth, channelsLast: layout === 'NHWC' },
      },
      threads ?? availableParallelism(),
      stop,
    );

  return {
    width,
    async describe(photo, boxes, { turn, stop, onProgress }) {
      const planes = new Float32Array(3 * photo.width * photo.height);
      const { width: photoWidth, height: photoHeight } = photo;
      writePhoto(
        photo.pixels,
        table,
        { ...preprocessing, layout: 'NCHW', width: photoWidth, height: photoHeight },
        planes,
        0,
      );
      const enlarged = withContext(boxes, inWidth, inHeight);
      const count = boxes.length / 4;
      const rows = new Float32Array(count * width);
      const next = (from: number): Promise<Float32Array> => {
        const some = new Float32Array(4 * batch);
        some.set(enlarged.subarray(4 * from, 4 * Math.min(count, from + batch)));
        return warped(photo, planes, some, stop);
      };
      let ready = count > 0 ? next(0) : null;
      for (let from = 0; ready; from += batch) {
        stop?.throwIfAborted();
        const pictures = await ready;
        // The next ones are warped while these run.
        ready = from + batch < count ? next(from + batch) : null;
        ready?.catch(() => undefined);
        const outputs = await turn(() => session.run({ [input]: new Tensor('float32', pictures, dims) }));
        const features = outputs[output]?.data as Float32Array;
        rows.set(features.subarray(0, Math.min(batch, count - from) * width), from * width);
        onProgress?.(Math.min(count, from + batch));
      }
      return normalized(rows, width);
    },
    close: () => session.release(),
  };
}

/** Enlarged so that the context is as many pixels of the input on each side. */
function withContext(boxes: ArrayLike<number>, inWidth: number, inHeight: number): Float32Array {
  const enlarged = new Float32Array(boxes.length);
  for (let at = 0; at < boxes.length; at += 4) {
    const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = [boxes[at], boxes[at + 1], boxes[at + 2], boxes[at + 3]];
    const besideX = ((x1 - x0) * contextPx) / (inWidth - 2 * contextPx);
    const besideY = ((y1 - y0) * contextPx) / (inHeight - 2 * contextPx);
    enlarged.set([x0 - besideX, y0 - besideY, x1 + besideX, y1 + besideY], at);
  }
  return enlarged;
}
