import type { Grid } from './picture.ts';

/**
 * A map on another grid over the same picture: means of what lies under each cell, and between the middles of cells what
 * lies on the straight line.
 *
 * @param map  [from.rows × from.columns]
 * @returns    [to.rows × to.columns]
 */
export function resampled(map: ArrayLike<number>, from: Grid, to: Grid): Float64Array {
  // Points of each cell: at least one for each cell of the finer grid.
  const [down, across] = [Math.ceil(from.rows / to.rows), Math.ceil(from.columns / to.columns)];
  return Float64Array.from({ length: to.rows * to.columns }, (_, cell) => {
    const [row, column] = [Math.floor(cell / to.columns), cell % to.columns];
    let sum = 0;
    for (let i = 0; i < down; i += 1)
      for (let j = 0; j < across; j += 1) {
        const y = ((row + (i + 0.5) / down) * from.rows) / to.rows - 0.5;
        const x = ((column + (j + 0.5) / across) * from.columns) / to.columns - 0.5;
        sum += between(map, from, y, x);
      }
    return sum / (down * across);
  });
}

/** @param y  from the middle of the first row, 0, to that of the last, rows − 1; beyond, as there */
function between(map: ArrayLike<number>, { rows, columns }: Grid, y: number, x: number): number {
  const [inY, inX] = [Math.min(rows - 1, Math.max(0, y)), Math.min(columns - 1, Math.max(0, x))];
  const [top, left] = [Math.floor(inY), Math.floor(inX)];
  const at = (row: number, column: number): number =>
    map[Math.min(rows - 1, row) * columns + Math.min(columns - 1, column)] ?? 0;
  const [dy, dx] = [inY - top, inX - left];
  const above = (1 - dx) * at(top, left) + dx * at(top, left + 1);
  const below = (1 - dx) * at(top + 1, left) + dx * at(top + 1, left + 1);
  return (1 - dy) * above + dy * below;
}
