import { availableParallelism } from 'node:os';
import { Tensor } from '../../../../runtime/index.ts';
import { dimsOf } from '../../../../hypercolumns/index.ts';
import { regionWarper, type RegionNetwork } from '../../regions/index.ts';
import type { Window, Windows, WindowSet } from './windows.ts';

/** How many windows of a step show a thing, and how many background. */
export interface Mix {
  readonly things: number;
  readonly background: number;
}

/** Windows as a step takes them. */
export interface Batch {
  readonly pictures: Tensor;
  /** int64 [things + background] 0: background, else 1 + the class. */
  readonly targets: Tensor;
}

export interface BatchMaker {
  readonly windows: Windows;
  readonly network: Pick<RegionNetwork, 'preprocessing' | 'size'>;
  readonly mix: Mix;
}

/** Room for a batch, to be written again and again. */
export function batchRoom({ network: { preprocessing, size }, mix }: Pick<BatchMaker, 'network' | 'mix'>): Batch {
  const count = mix.things + mix.background;
  const numbers = new Float32Array(count * 3 * size.width * size.height);
  return {
    pictures: new Tensor('float32', numbers, dimsOf(preprocessing.layout, size, count)),
    targets: new Tensor('int64', new BigInt64Array(count), [count]),
  };
}

/**
 * Draws windows of a set, things of all classes and background, and writes what they show, half of them mirrored.
 *
 * @returns the room
 * @throws  the reason of `stop`
 */
export async function drawBatch(
  { windows, network, mix }: BatchMaker,
  { things, background }: WindowSet,
  rng: () => number,
  room: Batch,
  stop?: AbortSignal,
): Promise<Batch> {
  const drawn = [...drawnFrom(things, mix.things, rng), ...drawnFrom(background, mix.background, rng)];
  const mirrored = drawn.map(() => rng() < 0.5);
  const targets = room.targets.data as BigInt64Array;
  for (const [slot, { target }] of drawn.entries()) targets[slot] = BigInt(target);
  const numbers = room.pictures.data as Float32Array;
  const perWindow = numbers.length / drawn.length;
  for (const [picture, slots] of Map.groupBy(drawn.keys(), (slot) => drawn[slot]?.picture ?? -1)) {
    const photo = windows.pictures[picture];
    if (!photo) continue;
    const boxes = slots.flatMap((slot) => cornersOf(drawn[slot]));
    const warped = await regionWarper(photo, network, availableParallelism(), stop)(boxes);
    for (const [at, slot] of slots.entries()) {
      const shown = warped.subarray(at * perWindow, (at + 1) * perWindow);
      if (mirrored[slot]) mirror(shown, network);
      numbers.set(shown, slot * perWindow);
    }
  }
  return room;
}

const drawnFrom = (all: readonly Window[], count: number, rng: () => number): Window[] =>
  Array.from({ length: count }, () => all[Math.floor(rng() * all.length)]).flatMap((one) => one ?? []);

const cornersOf = (window: Window | undefined): number[] => {
  const { x0 = 0, y0 = 0, x1 = 0, y1 = 0 } = window?.box ?? {};
  return [x0, y0, x1, y1];
};

/** Left for right, in place. */
function mirror(shown: Float32Array, { preprocessing, size }: BatchMaker['network']): void {
  const step = preprocessing.layout === 'NCHW' ? 1 : 3;
  const rowLength = size.width * step;
  for (let row = 0; row < shown.length; row += rowLength)
    for (let left = 0, right = rowLength - step; left < right; left += step, right -= step)
      for (let channel = 0; channel < step; channel++) {
        const [a, b] = [row + left + channel, row + right + channel];
        const moved = shown[a] ?? 0;
        shown[a] = shown[b] ?? 0;
        shown[b] = moved;
      }
}
