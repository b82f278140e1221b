import { cutAt, type Graph } from '../../compiler/index.ts';
import { fail, type DeviceId, type ModelFile, type Stop } from '../../contract/index.ts';
import { boundTo, dimsOf, opened, refusing } from '../evidence/index.ts';
import type { RgbPicture } from '../pixels/index.ts';
import { Tensor, type InferenceSession, type Turn } from '../runtime/index.ts';
import { tilesAlong } from '../vision/index.ts';
import { normalizationsIn, statisticNames, withStatisticsIn, withStatisticsOut } from './instanceStatistics.ts';
import { numbersOfPicture, pictureOfNumbers, resizedPlanes } from './numbers.ts';
import { inLayout, planesOf } from './layout.ts';
import { cutOut, putIn } from './planes.ts';

export interface StylizeOptions {
  readonly turn: Turn;
  readonly stop: Stop;
  readonly onTile?: (done: number, total: number) => void;
  /** Pixels that are computed at once; default 1024². */
  readonly mostPixels?: number;
  /** Pixels of a tile's sides, and those at its edge that see beyond it; multiples of 16. */
  readonly tile?: number;
  readonly halo?: number;
}

/** Networks of this kind halve pictures a few times: sides and tiles begin at multiples of this. */
const step = 16;

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Applies a network that makes pictures of pictures, such as one that was trained for one style. What is larger than memory
 * allows goes through in tiles, all normalized by the statistics of the whole, so that they meet without a seam.
 *
 * @see Johnson, Alahi and Fei-Fei, "Perceptual losses for real-time style transfer and super-resolution", 2016; Ulyanov et
 *      al., "Instance normalization", 2016
 * @throws model/not-onnx, model/unsupported, runner/no-device, lab/unfit, engine/stopped
 */
export async function stylize(
  read: Graph,
  model: ModelFile,
  device: DeviceId,
  photo: RgbPicture,
  options: StylizeOptions,
): Promise<RgbPicture> {
  const { card } = model;
  const { mostPixels = 1024 * 1024, tile = 768, halo = 96 } = options;
  const up = (length: number): number => step * Math.ceil(length / step);
  const size = { width: up(photo.width), height: up(photo.height) };
  const numbers = cutOut(numbersOfPicture(photo, card), photo, { x: 0, y: 0, ...size });
  const isWhole = size.width * size.height <= mostPixels;
  const made = isWhole
    ? await wholly(read, model, device, numbers, size, options)
    : await inTiles(read, model, device, numbers, size, { ...options, mostPixels, tile, halo });
  return pictureOfNumbers(cutOut(made, size, { x: 0, y: 0, width: photo.width, height: photo.height }), photo, card);
}

async function wholly(
  read: Graph,
  model: ModelFile,
  device: DeviceId,
  numbers: Float32Array,
  size: Size,
  { turn, stop, onTile }: StylizeOptions,
): Promise<Float32Array> {
  const { card } = model;
  const session = await opened(cutAt(boundTo(read, card, { batch: 1, ...size }), [card.outputName]), model, device);
  try {
    stop.throwIfAborted();
    const output = await turn(() => session.run({ [card.inputName]: pictureTensor(model, numbers, size) }));
    onTile?.(1, 1);
    return madeOf(model, output, size);
  } finally {
    await session.release();
  }
}

type Tiling = StylizeOptions & Required<Pick<StylizeOptions, 'mostPixels' | 'tile' | 'halo'>>;

async function inTiles(
  read: Graph,
  model: ModelFile,
  device: DeviceId,
  numbers: Float32Array,
  size: Size,
  { turn, stop, onTile, mostPixels, tile, halo }: Tiling,
): Promise<Float32Array> {
  const { card } = model;
  const statistics = await statisticsOf(read, model, device, numbers, size, { turn, stop, mostPixels });
  const side = { width: Math.min(tile, size.width), height: Math.min(tile, size.height) };
  const bound = boundTo(read, card, { batch: 1, ...side });
  const fixed = refusing(card, () =>
    cutAt(
      withStatisticsIn(
        bound,
        normalizationsIn(bound).map((_, index) => statistics[statisticNames(index)[0]]?.dims[1] ?? 0),
      ),
      [card.outputName],
    ),
  );
  const session = await opened(fixed, model, device);
  try {
    const ends = { before: halo, after: halo };
    const [down, across] = [tilesAlong(size.height, side.height, ends), tilesAlong(size.width, side.width, ends)];
    const made = new Float32Array(numbers.length);
    for (const [row, { start: y, from: top, to: bottom }] of down.entries())
      for (const [column, { start: x, from: left, to: right }] of across.entries()) {
        stop.throwIfAborted();
        const own = cutOut(numbers, size, { x, y, ...side });
        const fed = { ...statistics, [card.inputName]: pictureTensor(model, own, side) };
        const part = madeOf(model, await turn(() => session.run(fed)), side);
        putIn(made, size, part, { x, y, ...side }, { x0: left, y0: top, x1: right, y1: bottom });
        onTile?.(row * across.length + column + 1, down.length * across.length);
      }
    return made;
  } finally {
    await session.release();
  }
}

/** Means and deviations of the whole picture, reduced to what can be computed at once. */
async function statisticsOf(
  read: Graph,
  model: ModelFile,
  device: DeviceId,
  numbers: Float32Array,
  size: Size,
  { turn, stop, mostPixels }: Pick<Tiling, 'turn' | 'stop' | 'mostPixels'>,
): Promise<Record<string, Tensor>> {
  const { card } = model;
  const scale = Math.sqrt(mostPixels / (size.width * size.height));
  const along = (length: number): number => Math.max(step, step * Math.floor((length * scale) / step));
  const reduced = { width: along(size.width), height: along(size.height) };
  const bound = boundTo(read, card, { batch: 1, ...reduced });
  const names = normalizationsIn(bound).flatMap((_, index) => statisticNames(index));
  if (names.length === 0) return {};
  const graph = refusing(card, () => cutAt(withStatisticsOut(bound), names));
  const session = await opened(graph, model, device);
  try {
    stop.throwIfAborted();
    const fed = { [card.inputName]: pictureTensor(model, resizedPlanes(numbers, size, reduced), reduced) };
    const output = await turn(() => session.run(fed));
    return Object.fromEntries(names.map((name) => [name, kept(output[name])]));
  } finally {
    await session.release();
  }
}

/** A copy, which outlives its session. */
function kept(value: InferenceSession.OnnxValueMapType[string] | undefined): Tensor {
  if (!(value?.data instanceof Float32Array)) return fail('lab/unfit', { reason: 'the network gives no numbers.' });
  return new Tensor('float32', value.data.slice(), value.dims);
}

const pictureTensor = ({ card }: ModelFile, numbers: Float32Array, size: Size): Tensor =>
  new Tensor('float32', inLayout(numbers, size, card), dimsOf(card, { batch: 1, ...size }));

/** The picture of a run, as [3, H, W]; one of another size is brought to this one. */
function madeOf({ card }: ModelFile, output: InferenceSession.OnnxValueMapType, size: Size): Float32Array {
  const value = output[card.outputName];
  const dims = value?.dims ?? [];
  const isFirst = card.preprocessing.layout === 'NCHW';
  const [channels, height = 0, width = 0] = isFirst ? dims.slice(1) : [dims[3], dims[1], dims[2]];
  if (!(value?.data instanceof Float32Array) || dims.length !== 4 || channels !== 3)
    return fail('lab/unfit', { reason: `"${card.name}" does not make pictures.` });
  return resizedPlanes(planesOf(value.data, { width, height }, card), { width, height }, size);
}
