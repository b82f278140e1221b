import type { RgbPicture } from '../../pixels/index.ts';

/** Small pictures become so many pixels wide or more, each pixel a square. */
const leastSide = 128;

/**
 * Pictures of one size side by side, their pixels enlarged where they are few.
 *
 * @param across  in a row; else seven, or as many as there are rows
 */
export function colorSheet(
  cells: readonly RgbPicture[],
  across = Math.max(7, Math.ceil(Math.sqrt(cells.length))),
): { readonly picture: RgbPicture; readonly columns: number } {
  const [{ width, height } = { width: 1, height: 1 }] = cells;
  const columns = Math.min(cells.length, across);
  const rows = Math.ceil(cells.length / columns);
  const times = Math.max(1, Math.round(leastSide / width));
  const sheet = { width: columns * width * times, height: rows * height * times };
  const pixels = new Uint8Array(3 * sheet.width * sheet.height).fill(255);
  for (const [index, cell] of cells.entries()) {
    const [left, top] = [(index % columns) * width * times, Math.floor(index / columns) * height * times];
    for (let y = 0; y < height * times; y += 1)
      for (let x = 0; x < width * times; x += 1) {
        const from = 3 * (Math.floor(y / times) * width + Math.floor(x / times));
        pixels.set(cell.pixels.subarray(from, from + 3), 3 * ((top + y) * sheet.width + left + x));
      }
  }
  return { picture: { ...sheet, pixels }, columns };
}
