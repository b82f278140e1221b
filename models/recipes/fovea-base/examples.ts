import type { Augmentation, Preprocessing } from '../../../electron/contract/index.ts';
import { augmentPhoto, lookupTable, writePhoto } from '../../../electron/runner/pixels/index.ts';
import type { TrainingData } from '../../../electron/runner/training/index.ts';
import { derived } from '../../../electron/runner/vision/index.ts';
import { tileSide, type Tiles } from './tiles.ts';

/** Pixels as the network wants them, with the side that one phase of training uses. */
export const preprocessingOf = (side: number): Preprocessing => ({
  fit: 'squash',
  shortSide: side,
  width: side,
  height: side,
  layout: 'NCHW',
  colorOrder: 'RGB',
  mean: [127.5, 127.5, 127.5],
  std: [63.75, 63.75, 63.75],
});

export const asTheyAre: Augmentation = { flip: false, crop: 0, color: 0, geometry: 0, blur: 0, noise: 0 };

export interface ExampleOptions {
  readonly side: number;
  readonly augmentation: Augmentation;
  /** [count, classes] how likely each class is, summing to 1; null: the class alone is the truth. */
  readonly targets: Float32Array | null;
  /** Which of the tiles, by their number; null: all. */
  readonly indices: Int32Array | null;
}

/**
 * Tiles as examples [3, side, side]. How one is varied follows from seed, restart, epoch and its number alone.
 */
export function examplesOf(tiles: Tiles, { side, augmentation, targets, indices }: ExampleOptions): TrainingData {
  const preprocessing = preprocessingOf(side);
  const table = lookupTable(preprocessing);
  const each = 3 * side * side;
  const bytes = 3 * tileSide * tileSide;
  const own = indices ?? Int32Array.from({ length: tiles.count }, (_, tile) => tile);
  const shape = { width: tileSide, height: tileSide, photoWidth: tileSide, photoHeight: tileSide };
  return {
    count: own.length,
    dims: [3, side, side],
    classOf: own.map((tile) => tiles.classOf[tile] ?? 0),
    targets: targets && rowsOf(targets, own, targets.length / tiles.count),
    fill(wanted, into, draw) {
      for (const [slot, index] of wanted.entries()) {
        const tile = own[index] ?? 0;
        const source = { pixels: tiles.pixels.subarray(tile * bytes, (tile + 1) * bytes), ...shape };
        const rng = draw ? derived(draw.seed, draw.restart, draw.epoch, tile) : () => 0.5;
        const isWhole = draw === null && side === tileSide;
        const pixels = isWhole
          ? source.pixels
          : augmentPhoto(source, preprocessing, draw ? augmentation : asTheyAre, rng);
        writePhoto(pixels, table, preprocessing, into.subarray(slot * each, (slot + 1) * each), 0);
      }
    },
  };
}

function rowsOf(table: Float32Array, rows: Int32Array, width: number): Float32Array {
  const picked = new Float32Array(rows.length * width);
  for (const [n, row] of rows.entries()) picked.set(table.subarray(row * width, (row + 1) * width), n * width);
  return picked;
}
