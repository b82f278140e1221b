import { cutAt, type Graph } from '../../compiler/index.ts';
import type { DeviceId, ModelFile, Stop } from '../../contract/index.ts';
import { opened } from '../evidence/index.ts';
import type { Tensor, Turn } from '../runtime/index.ts';
import { tilesAlong } from '../vision/index.ts';
import { adam } from './adam.ts';
import { straight } from './basis.ts';
import { clampNumbers, resizedPlanes } from './numbers.ts';
import type { Side } from './octaves.ts';
import { openPainter, type Painter } from './painter.ts';
import { cutOut, putIn, type Part } from './planes.ts';
import { contentTargets, gramsOf, styleNetwork, styleTerms, type StylePlan } from './styleAims.ts';

export interface RestyleOptions {
  readonly plan: StylePlan;
  readonly steps: number;
  /** In the network's numbers. */
  readonly rate: number;
  /** Pixels of the longest side that is computed at once; default 512. */
  readonly tile?: number;
  readonly turn: Turn;
  readonly stop: Stop;
  /** @param loss  all terms, a mean over tiles; @param numbers  [3, H, W] as they stand */
  readonly onStep?: (done: number, total: number, loss: number, numbers: Float32Array, size: Side) => void;
}

/** A picture at any size: [3, H, W] numbers for a side. */
export type Source = (size: Side) => Promise<Float32Array> | Float32Array;

/** Pixels at the edge of a tile whose gradient is left to its neighbor. */
const halo = 48;
/** Larger sizes begin with what a smaller one has come to: these many times fewer steps do. */
const refining = 4;

/**
 * Paints a photo in the style of another picture. Beyond `tile` pixels it is done at that size first, then enlarged at most
 * twice at a time and refined in tiles, which are parts of one picture: each gives the gradient of its middle, so they leave
 * no seams.
 *
 * @param size   of the result
 * @param style  its size is that of the picture, or as large as is computed at once
 * @returns      [3, H, W]
 * @see Gatys et al., "Controlling perceptual factors in neural style transfer", 2017, section 6, for coarse to fine
 */
export async function restyle(
  read: Graph,
  model: ModelFile,
  device: DeviceId,
  { size, content, style, styleSize, from }: Painting,
  options: RestyleOptions,
): Promise<Float32Array> {
  const { tile = 512, steps } = options;
  const sizes = sizesUpTo(size, tile);
  const stepsAt = (stage: number): number => (stage === 0 ? steps : Math.ceil(steps / refining));
  const total = sizes.reduce((sum, _, stage) => sum + stepsAt(stage), 0);
  let done = 0;
  let numbers = await from(sizes[0]);
  let before = sizes[0];
  for (const [stage, own] of sizes.entries()) {
    const like = scaledTo(styleSize, Math.min(2 * tile, Math.max(own.width, own.height)));
    const grams = await gramsOf(read, model, device, options.plan, await style(like), like, options.turn);
    numbers = resizedPlanes(numbers, before, own);
    const stageOf = { ...options, tile, steps: stepsAt(stage), done, total };
    await refined(read, model, device, numbers, await content(own), own, grams, stageOf);
    done += stepsAt(stage);
    before = own;
  }
  return numbers;
}

export interface Painting {
  readonly size: Side;
  readonly content: Source;
  readonly style: Source;
  /** Pixels of the style's picture. */
  readonly styleSize: Side;
  /** What it begins as. */
  readonly from: Source;
}

/** From what is computed at once to the whole, at most twice as large each time. */
export function sizesUpTo(size: Side, tile: number): [Side, ...Side[]] {
  const longest = Math.max(size.width, size.height);
  const doublings = Math.max(0, Math.ceil(Math.log2(longest / tile)));
  const sizes = Array.from({ length: doublings }, (_, at) => scaledTo(size, longest / 2 ** (doublings - at)));
  const [first, ...others] = sizes;
  return first ? [first, ...others, size] : [size];
}

/** The same proportions with a longest side of so many pixels. */
export function scaledTo({ width, height }: Side, longest: number): Side {
  const scale = longest / Math.max(width, height);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

type Stage = RestyleOptions & { readonly tile: number; readonly done: number; readonly total: number };

/** A tile of a picture: what it answers for, and what it is to become. */
interface Tile {
  readonly part: Part;
  readonly kept: { readonly x0: number; readonly y0: number; readonly x1: number; readonly y1: number };
  readonly fed: Readonly<Record<string, Tensor>>;
}

/** Changes a picture in place. */
async function refined(
  read: Graph,
  model: ModelFile,
  device: DeviceId,
  numbers: Float32Array,
  content: Float32Array,
  size: Side,
  grams: Awaited<ReturnType<typeof gramsOf>>,
  { plan, steps, rate, tile, turn, stop, onStep, done, total }: Stage,
): Promise<void> {
  const side = { width: Math.min(tile, size.width), height: Math.min(tile, size.height) };
  const graph = styleNetwork(read, model, plan, side);
  const { terms, targets } = styleTerms(graph, plan, grams, plan.totalVariation / (side.width * side.height));
  const tiles = await tilesOf(graph, model, device, plan, content, size, side, turn, stop);
  const painter = await openPainter(model, device, {
    ...{ graph, terms, batch: 1, canvas: { ...side, margin: 0 } },
    parametrization: { basis: 'pixels', moves: false, squashed: false, decorrelated: false },
  });
  const update = adam(numbers.length, rate);
  const gradient = new Float32Array(numbers.length);
  try {
    for (let step = 0; step < steps; step += 1) {
      const loss = await slopeOf(painter, numbers, gradient, size, tiles, targets, { turn, stop });
      update(numbers, gradient);
      clampNumbers(numbers, 1, model.card);
      onStep?.(done + step + 1, total, loss, numbers, size);
    }
  } finally {
    await painter.close();
  }
}

/** Writes the gradient of the whole picture. @returns the loss, a mean over tiles */
async function slopeOf(
  painter: Painter,
  numbers: Float32Array,
  gradient: Float32Array,
  size: Side,
  tiles: readonly Tile[],
  targets: Readonly<Record<string, Tensor>>,
  { turn, stop }: { readonly turn: Turn; readonly stop: Stop },
): Promise<number> {
  let sum = 0;
  for (const { part, kept, fed } of tiles) {
    stop.throwIfAborted();
    const own = cutOut(numbers, size, part);
    const step = await turn(() => painter.step(own, straight, { ...targets, ...fed }));
    putIn(gradient, size, step.gradient, part, kept);
    sum += step.loss;
  }
  return sum / tiles.length;
}

async function tilesOf(
  graph: Graph,
  model: ModelFile,
  device: DeviceId,
  plan: StylePlan,
  content: Float32Array,
  size: Side,
  side: Side,
  turn: Turn,
  stop: Stop,
): Promise<Tile[]> {
  const session = await opened(cutAt(graph, [plan.contentLayer]), model, device);
  const tiles: Tile[] = [];
  const ends = { before: halo, after: halo };
  try {
    for (const { start: y, from: y0, to: y1 } of tilesAlong(size.height, side.height, ends))
      for (const { start: x, from: x0, to: x1 } of tilesAlong(size.width, side.width, ends)) {
        stop.throwIfAborted();
        const part = { x, y, ...side };
        const fed = await turn(() => contentTargets(session, model, plan, cutOut(content, size, part), side));
        tiles.push({ part, kept: { x0, y0, x1, y1 }, fed });
      }
  } finally {
    await session.release();
  }
  return tiles;
}
