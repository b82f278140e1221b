import type { Preprocessing } from '../../contract/index.ts';

/** A picture as a network's numbers, in its layout. */
export type Size = Pick<Preprocessing, 'width' | 'height' | 'layout'>;

/** Cells of a grid over a picture. */
export interface Grid {
  readonly rows: number;
  readonly columns: number;
}

/** Part of a picture, in its pixels. */
export interface Place {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** Replaces a rectangle by what lies there in another picture. */
export function covered(picture: Float32Array, by: Float32Array, size: Size, place: Place): void {
  const { width, height, layout } = size;
  const [x0, x1] = [Math.max(0, Math.round(place.x0)), Math.min(width, Math.round(place.x1))];
  const copy = (from: number, to: number): void => picture.set(by.subarray(from, to), from);
  for (let y = Math.max(0, Math.round(place.y0)); y < Math.min(height, Math.round(place.y1)) && x0 < x1; y += 1) {
    if (layout === 'NHWC') copy(3 * (y * width + x0), 3 * (y * width + x1));
    else
      for (let channel = 0; channel < 3; channel += 1)
        copy((channel * height + y) * width + x0, (channel * height + y) * width + x1);
  }
}

/** A place grown about its middle. */
export function widened({ x0, y0, x1, y1 }: Place, times: number): Place {
  const [besideX, besideY] = [((times - 1) * (x1 - x0)) / 2, ((times - 1) * (y1 - y0)) / 2];
  return { x0: x0 - besideX, x1: x1 + besideX, y0: y0 - besideY, y1: y1 + besideY };
}

/** The pixels of one cell. */
export const cellBox = ({ width, height }: Size, { rows, columns }: Grid, cell: number): Place => {
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

/** [pixels] the largest absolute value of the three channels of each. */
export function strongestOf(values: ArrayLike<number>, { width, height, layout }: Size): Float64Array {
  const area = width * height;
  const [along, apart] = layout === 'NCHW' ? [1, area] : [3, 1];
  return Float64Array.from({ length: area }, (_, pixel) => {
    const at = (channel: number): number => Math.abs(values[pixel * along + channel * apart] ?? 0);
    return Math.max(at(0), at(1), at(2));
  });
}

/** [rows × columns] means over the pixels of each cell. @param values  [height × width] */
export function meansByCell(values: ArrayLike<number>, { width, height }: Size, grid: Grid): Float64Array {
  const { rows, columns } = grid;
  const sums = new Float64Array(rows * columns);
  const counts = new Float64Array(rows * columns);
  for (let y = 0; y < height; y += 1) {
    const row = Math.min(rows - 1, Math.floor((y * rows) / height)) * columns;
    for (let x = 0; x < width; x += 1) {
      const cell = row + Math.min(columns - 1, Math.floor((x * columns) / width));
      sums[cell] = (sums[cell] ?? 0) + (values[y * width + x] ?? 0);
      counts[cell] = (counts[cell] ?? 0) + 1;
    }
  }
  return sums.map((sum, cell) => sum / Math.max(1, counts[cell] ?? 0));
}
