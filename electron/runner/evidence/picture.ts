import type { Preprocessing } from '../../contract/index.ts';

/** A picture as a network's numbers, in its layout. */
export type Size = Pick<Preprocessing, 'width' | 'height' | 'layout'>;

/** Cells of a grid over a picture. */
export interface Grid {
  readonly rows: number;
  readonly columns: number;
}

/** Replaces a rectangle by zeros: the mean color, which tells a network as little as there is to tell. */
export function greyed(
  picture: Float32Array,
  { width, height, layout }: Size,
  box: { readonly x0: number; readonly y0: number; readonly x1: number; readonly y1: number },
): void {
  const [x0, x1] = [Math.max(0, Math.round(box.x0)), Math.min(width, Math.round(box.x1))];
  for (let y = Math.max(0, Math.round(box.y0)); y < Math.min(height, Math.round(box.y1)); y += 1) {
    if (layout === 'NHWC') picture.fill(0, 3 * (y * width + x0), 3 * (y * width + x1));
    else
      for (let channel = 0; channel < 3; channel += 1)
        picture.fill(0, (channel * height + y) * width + x0, (channel * height + y) * width + x1);
  }
}

/** The pixels of one cell. */
export const cellBox = ({ width, height }: Size, { rows, columns }: Grid, cell: number) => {
  const [row, column] = [Math.floor(cell / columns), cell % columns];
  return {
    ...{ x0: (column * width) / columns, x1: ((column + 1) * width) / columns },
    ...{ y0: (row * height) / rows, y1: ((row + 1) * height) / rows },
  };
};

/** [rows × columns] sums over the pixels and channels of each cell. */
export function sumsByCell(
  values: ArrayLike<number>,
  { width, height, layout }: Size,
  { rows, columns }: Grid,
): Float64Array {
  const sums = new Float64Array(rows * columns);
  for (let y = 0; y < height; y += 1) {
    const row = Math.min(rows - 1, Math.floor((y * rows) / height)) * columns;
    for (let x = 0; x < width; x += 1) {
      const cell = row + Math.min(columns - 1, Math.floor((x * columns) / width));
      for (let channel = 0; channel < 3; channel += 1) {
        const at = layout === 'NCHW' ? (channel * height + y) * width + x : 3 * (y * width + x) + channel;
        sums[cell] = (sums[cell] ?? 0) + (values[at] ?? 0);
      }
    }
  }
  return sums;
}
