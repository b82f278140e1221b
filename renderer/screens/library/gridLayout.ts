// Where photos lie in a square grid of rows that scroll. All lengths in window pixels.

import type { Range } from '../../state/selection.svelte.ts';

export const gapPx = 2;
/** Rows kept ready above and below those in sight. */
const spareRows = 3;

export interface GridLayout {
  readonly columns: number;
  readonly rows: number;
  /** Side of a square cell. */
  readonly cellPx: number;
  /** From the top of one row to the top of the next. */
  readonly rowPx: number;
  readonly heightPx: number;
}

/** As many columns of about `wishedPx` as fit; the cells then share the width evenly. */
export function layOut(widthPx: number, wishedPx: number, total: number): GridLayout {
  const columns = Math.max(1, Math.round((widthPx + gapPx) / (wishedPx + gapPx)));
  const cellPx = Math.max(1, Math.floor((widthPx - gapPx * (columns - 1)) / columns));
  const rows = Math.ceil(total / columns);
  const rowPx = cellPx + gapPx;
  return { columns, rows, cellPx, rowPx, heightPx: Math.max(0, rows * rowPx - gapPx) };
}

/** First and last row that are drawn, both included; the number of rows stays the same while one scrolls. */
export function rowsDrawn({ rows, rowPx }: GridLayout, topPx: number, heightPx: number): Range {
  const drawn = Math.min(rows, Math.ceil(heightPx / rowPx) + 1 + 2 * spareRows);
  const from = Math.min(Math.max(0, Math.floor(topPx / rowPx) - spareRows), rows - drawn);
  return { from, to: from + drawn - 1 };
}

/** Which row each of the recycled row elements shows: row r always lies in element r mod count. */
export function rowsBySlot({ from, to }: Range): number[] {
  const count = to - from + 1;
  return Array.from({ length: count }, (_, slot) => from + ((((slot - from) % count) + count) % count));
}

/** How far to scroll so that a row is in sight: the given top if it is already. */
export function topShowing(row: number, { rowPx, cellPx }: GridLayout, topPx: number, heightPx: number): number {
  const rowTop = row * rowPx;
  if (rowTop < topPx) return rowTop;
  return rowTop + cellPx > topPx + heightPx ? rowTop + cellPx - heightPx : topPx;
}

/** A rectangle in the scrolled plane; x1 and y1 exclusive. */
export interface Area {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** Positions that a rectangle touches, one range per row. */
export function positionsIn(area: Area, { columns, rows, rowPx }: GridLayout, total: number): Range[] {
  const clamp = (value: number, most: number): number => Math.min(Math.max(0, Math.floor(value / rowPx)), most);
  const [left, right] = [clamp(area.x0, columns - 1), clamp(area.x1, columns - 1)];
  const [top, bottom] = [clamp(area.y0, rows - 1), clamp(area.y1, rows - 1)];
  return Array.from({ length: bottom - top + 1 }, (_, i) => (top + i) * columns)
    .map((start) => ({ from: start + left, to: Math.min(start + right, total - 1) }))
    .filter(({ from, to }) => from <= to);
}

/** Where a key moves the cursor to; undefined when the key does not move it. */
export function moved(
  cursor: number,
  key: string,
  layout: GridLayout,
  rowsPerPage: number,
  total: number,
): number | undefined {
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -layout.columns,
    ArrowDown: layout.columns,
    PageUp: -layout.columns * rowsPerPage,
    PageDown: layout.columns * rowsPerPage,
    Home: -total,
    End: total,
  };
  const step = steps[key];
  if (step === undefined) return undefined;
  const aim = cursor + step;
  const last = total - 1;
  // A vertical step never changes the column, except to reach the very first and last photo.
  if (key === 'ArrowUp' && aim < 0) return cursor;
  if (key === 'ArrowDown' && aim > last) return Math.floor(cursor / layout.columns) < layout.rows - 1 ? last : cursor;
  return Math.min(Math.max(0, aim), last);
}
