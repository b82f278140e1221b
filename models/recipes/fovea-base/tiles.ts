import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { z } from 'zod';

// Small photos, packed as one sheet per class:
//
//   DIR/classes.json        WordNet id → English name
//   DIR/train/<id>.webp     25 × 14 tiles, row by row
//   DIR/val/<id>.webp       10 × 5 tiles, none of which is in train

/** Side of a tile in pixels. */
export const tileSide = 64;

const sheets = { train: { columns: 25, rows: 14 }, val: { columns: 10, rows: 5 } } as const;
export type Part = keyof typeof sheets;

/** Tiles of one part, class after class in the order of `classIds`. */
export interface Tiles {
  readonly count: number;
  /** [count, 64, 64, 3] RGB */
  readonly pixels: Uint8Array;
  /** [count] */
  readonly classOf: Int32Array;
}

/** WordNet ids in the order in which the network answers, and the names that the set gives them. */
export async function readClasses(folder: string): Promise<ReadonlyMap<string, string>> {
  const names = z
    .record(z.string(), z.string())
    .parse(JSON.parse(await readFile(join(folder, 'classes.json'), 'utf8')));
  return new Map(Object.entries(names).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * Decodes the sheets of one part.
 *
 * @param perClass  takes the first so many of each class; default all
 * @throws Error    naming the sheet that is missing, broken or of another size
 */
export async function readTiles(
  folder: string,
  part: Part,
  classIds: readonly string[],
  perClass = sheets[part].columns * sheets[part].rows,
): Promise<Tiles> {
  const tile = tileSide * tileSide * 3;
  const pixels = new Uint8Array(classIds.length * perClass * tile);
  for (const [index, id] of classIds.entries())
    cut(
      await readSheet(join(folder, part, `${id}.webp`), part),
      part,
      pixels.subarray(index * perClass * tile),
      perClass,
    );
  const count = classIds.length * perClass;
  return { count, pixels, classOf: Int32Array.from({ length: count }, (_, i) => Math.floor(i / perClass)) };
}

async function readSheet(path: string, part: Part): Promise<Uint8Array> {
  const { data, info } = await sharp(path)
    .removeAlpha()
    .toColorspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { columns, rows } = sheets[part];
  if (info.width !== columns * tileSide || info.height !== rows * tileSide || info.channels !== 3)
    throw new Error(`${path} is ${info.width}×${info.height}; ${columns} × ${rows} tiles of ${tileSide} are wanted.`);
  return data;
}

/** Copies the first tiles of a sheet one after the other. */
function cut(sheet: Uint8Array, part: Part, into: Uint8Array, count: number): void {
  const { columns } = sheets[part];
  const row = 3 * tileSide;
  for (let tile = 0; tile < count; tile++)
    for (let y = 0; y < tileSide; y++) {
      const top = Math.floor(tile / columns) * tileSide + y;
      const from = (top * columns + (tile % columns)) * row;
      into.set(sheet.subarray(from, from + row), (tile * tileSide + y) * row);
    }
}

/** Numbers of tiles: the last `each` of every class are held out, the others are learned from. */
export function parted({ classOf }: Tiles, each: number): { learned: Int32Array; heldOut: Int32Array } {
  const left = new Map<number, number>();
  for (const own of classOf) left.set(own, (left.get(own) ?? 0) + 1);
  const isHeld = classOf.map((own) => {
    const after = (left.get(own) ?? 0) - 1;
    left.set(own, after);
    return Number(after < each);
  });
  const numbers = classOf.map((_, tile) => tile);
  return {
    learned: numbers.filter((tile) => isHeld[tile] === 0),
    heldOut: numbers.filter((tile) => isHeld[tile] === 1),
  };
}
