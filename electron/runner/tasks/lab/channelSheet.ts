import type { RgbPicture } from '../../pixels/index.ts';
import type { Grid } from '../../evidence/index.ts';

/** Pixels of a small picture's side: smaller ones are enlarged by whole numbers, larger ones reduced. */
const [fewest, mostPixels] = [32, 128];

/**
 * Small pictures in reading order, about as many beside as below one another. Each has a dark line at its right and at its
 * bottom, so that all are of one size.
 *
 * @param maps    [pictures][rows × columns]
 * @param limits  [pictures] what is white; black is 0
 */
export function channelSheet(
  maps: readonly ArrayLike<number>[],
  limits: readonly number[],
  { rows, columns }: Grid,
): { readonly picture: RgbPicture; readonly columns: number } {
  const shown = { rows: sideOf(rows), columns: sideOf(columns) };
  const cell = { width: shown.columns + 1, height: shown.rows + 1 };
  const across = Math.max(1, Math.ceil(Math.sqrt((maps.length * cell.height) / cell.width)));
  const [width, height] = [across * cell.width, Math.ceil(maps.length / across) * cell.height];
  const pixels = new Uint8Array(3 * width * height).fill(gap);
  for (const [at, map] of maps.entries()) {
    const limit = limits[at] ?? 0;
    const scale = limit > 0 ? 255 / limit : 0;
    const [left, top] = [(at % across) * cell.width, Math.floor(at / across) * cell.height];
    for (let y = 0; y < shown.rows; y += 1)
      for (let x = 0; x < shown.columns; x += 1) {
        const value = map[Math.floor((y * rows) / shown.rows) * columns + Math.floor((x * columns) / shown.columns)];
        pixels.fill(Math.min(255, Math.max(0, Math.round(scale * (value ?? 0)))), ...at3((top + y) * width + left + x));
      }
  }
  return { picture: { pixels, width, height }, columns: across };
}

/** Between small pictures. */
const gap = 32;

const sideOf = (length: number): number =>
  length < fewest ? length * Math.ceil(fewest / length) : Math.min(length, mostPixels);

const at3 = (pixel: number): [number, number] => [3 * pixel, 3 * pixel + 3];
