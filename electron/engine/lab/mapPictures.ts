import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { LabMap, LabPicture, LabResult } from '../../contract/index.ts';
import { writeRgbPng } from '../../decode/index.ts';
import { diskFailure } from '../images/index.ts';

/** As the window draws maps (masks 5 and 6 of its tokens): blue speaks for the target, orange against it. */
const colors = { for: [0, 114, 178], against: [213, 94, 0] } as const;
/** How much of the photo the strongest color covers. */
const mostCover = 0.8;
/** What a small network saw is enlarged to so many pixels of the longer side at least. */
const leastSide = 384;

/**
 * A result whose maps are numbers only, with each map drawn over what the network saw, so that it can be saved.
 *
 * @param folder  holds the pictures of the result, and the new ones
 * @throws disk/full, disk/denied
 */
export async function withMapPictures(folder: string, result: LabResult): Promise<LabResult> {
  const original = result.pictures.find(({ role }) => role === 'original');
  if (!original || result.pictures.some(({ role }) => role === 'result')) return result;
  const drawn: LabPicture[] = [];
  for (const [index, map] of result.maps.entries()) {
    const file = index === 0 ? 'map.png' : `map ${index + 1}.png`;
    const enlarged = Math.ceil(leastSide / Math.max(original.width, original.height));
    const { data, info } = await sharp(join(folder, original.file))
      .removeAlpha()
      .resize({ width: original.width * Math.max(1, enlarged) })
      .raw()
      .toBuffer({ resolveWithObject: true });
    const { width, height } = info;
    const png = await writeRgbPng(overlay(data, map, { width, height }), width, height);
    await writeFile(join(folder, file), png).catch((thrown: unknown) => {
      throw diskFailure(thrown, folder);
    });
    drawn.push({ file, role: 'result', about: map.about, width, height, strength: null, cells: null });
  }
  return { ...result, pictures: [...drawn, ...result.pictures] };
}

/** Grey where the map says nothing. @param photo  [height, width, 3] RGB */
function overlay(
  photo: Uint8Array,
  map: LabMap,
  size: { readonly width: number; readonly height: number },
): Uint8Array {
  const { width, height } = size;
  const strongest = map.values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  const pixels = new Uint8Array(photo.length);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const at = 3 * (y * width + x);
      const [r = 0, g = 0, b = 0] = photo.subarray(at, at + 3);
      const grey = 0.299 * r + 0.587 * g + 0.114 * b;
      const value = valueAt(map, ((x + 0.5) * map.columns) / width - 0.5, ((y + 0.5) * map.rows) / height - 0.5);
      const cover = mostCover * Math.min(1, Math.abs(value) / strongest);
      const color = value > 0 ? colors.for : colors.against;
      for (const [channel, level] of color.entries()) pixels[at + channel] = grey + cover * (level - grey);
    }
  return pixels;
}

/** Between the middles of cells, bilinear; beyond the outer ones, as there. */
function valueAt({ rows, columns, values }: LabMap, column: number, row: number): number {
  const [x, y] = [Math.min(Math.max(column, 0), columns - 1), Math.min(Math.max(row, 0), rows - 1)];
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const of = (r: number, c: number): number => values[Math.min(r, rows - 1) * columns + Math.min(c, columns - 1)] ?? 0;
  const along = (r: number): number => of(r, left) + (x - left) * (of(r, left + 1) - of(r, left));
  return along(top) + (y - top) * (along(top + 1) - along(top));
}
