import { fail, type DeviceId, type ModelFile } from '../../../contract/index.ts';
import type { Picture } from '../../dense/index.ts';
import { lookupTable, writePhoto } from '../../pixels/index.ts';
import { createSession, loadFailure, Tensor, type InferenceSession, type Turn } from '../../runtime/index.ts';
import { bilinear, type Grid } from '../../vision/index.ts';

/** A network that answers pixel by pixel: [1, 3, H, W] → [1, classes, h, w], h and w those of the picture or fewer. */
export interface PixelNetwork {
  /** The only size it takes; null where any will do. */
  readonly fixed: { readonly width: number; readonly height: number } | null;
  /** @returns probabilities [classes, height, width] of the picture */
  probabilities(picture: Picture, turn: Turn): Promise<Float32Array>;
  close(): Promise<void>;
}

/** @throws model/not-onnx, model/unsupported on the CPU; ONNX Runtime's own error on a device, whose fault it may be */
export async function openPixelNetwork(
  { path, card }: ModelFile,
  device: DeviceId,
  threads?: number,
): Promise<PixelNetwork> {
  const session = await createSession(path, device, threads === undefined ? {} : { threads }).catch(
    (thrown: unknown) => {
      throw device === 'cpu' ? loadFailure(path, card.name, thrown) : thrown;
    },
  );
  return {
    fixed: fixedSize(session, card.inputName, card.preprocessing.layout),
    probabilities: async (picture, turn) => {
      const { values, classes, grid } = await turn(() => answered(session, { path, card }, picture));
      const { width, height } = picture;
      const all = new Float32Array(classes * width * height);
      const area = grid.rows * grid.columns;
      for (let index = 0; index < classes; index++) {
        const own = values.subarray(index * area, (index + 1) * area);
        all.set(area === width * height ? own : bilinear(own, grid, width, height), index * width * height);
      }
      if (card.outputKind === 'logits') softmax(all, width * height);
      return all;
    },
    close: () => session.release(),
  };
}

async function answered(session: InferenceSession, { card }: ModelFile, picture: Picture) {
  const { layout } = card.preprocessing;
  const { width, height } = picture;
  const input = new Float32Array(3 * width * height);
  const preprocessing = { ...card.preprocessing, width, height };
  writePhoto(picture.pixels, lookupTable(preprocessing), preprocessing, input, 0);
  const dims = layout === 'NCHW' ? [1, 3, height, width] : [1, height, width, 3];
  const outputs = await session.run({ [card.inputName]: new Tensor('float32', input, dims) }, [card.outputName]);
  const output = outputs[card.outputName];
  const refuse = (reason: string): never => fail('model/unsupported', { model: card.name, reason });
  if (!(output?.data instanceof Float32Array)) return refuse(`its output holds ${output?.type ?? 'nothing'}.`);
  const [maps, classes, rows, columns] = output.dims;
  if (output.dims.length !== 4 || maps !== 1 || !classes || !rows || !columns)
    return refuse(`it answers [${output.dims.join(', ')}], not a map of class scores.`);
  return { values: output.data, classes, grid: gridOver(width, height, columns, rows) };
}

/**
 * Where the places of a coarser map lie. Where the sides less one are in proportion, the network was made so that its
 * first and last places are the picture's (513 pixels to 65 places); else each stands for an equal part of the picture.
 */
function gridOver(width: number, height: number, columns: number, rows: number): Grid {
  const along = (pixels: number, count: number): { step: number; first: number } => {
    const isCornerToCorner = count > 1 && (pixels - 1) % (count - 1) === 0;
    const step = isCornerToCorner ? (pixels - 1) / (count - 1) : pixels / count;
    return { step, first: isCornerToCorner ? 0 : (step - 1) / 2 };
  };
  const [x, y] = [along(width, columns), along(height, rows)];
  return { columns, rows, stepX: x.step, stepY: y.step, firstX: x.first, firstY: y.first };
}

/** In place, over the classes at each pixel. */
function softmax(all: Float32Array, pixels: number): void {
  const highest = all.slice(0, pixels);
  for (let at = pixels; at < all.length; at++) highest[at % pixels] = Math.max(highest[at % pixels] ?? 0, all[at] ?? 0);
  const sums = new Float32Array(pixels);
  for (let at = 0; at < all.length; at++) {
    const share = Math.exp((all[at] ?? 0) - (highest[at % pixels] ?? 0));
    all[at] = share;
    sums[at % pixels] = (sums[at % pixels] ?? 0) + share;
  }
  for (let at = 0; at < all.length; at++) all[at] = (all[at] ?? 0) / (sums[at % pixels] ?? 1);
}

function fixedSize(session: InferenceSession, input: string, layout: 'NCHW' | 'NHWC') {
  const metadata = session.inputMetadata.find(({ name }) => name === input);
  const shape = metadata?.isTensor === true ? metadata.shape : [];
  const [height, width] = layout === 'NCHW' ? shape.slice(2) : shape.slice(1);
  return typeof height === 'number' && typeof width === 'number' ? { width, height } : null;
}
