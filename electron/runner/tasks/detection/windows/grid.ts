import { densify, receptiveFieldsOf, type Graph } from '../../../../compiler/index.ts';
import type { ModelCard } from '../../../../contract/index.ts';
import type { Picture } from '../../../dense/index.ts';
import { paddingColor, type Box } from '../../../vision/index.ts';
import { marginSteps, type Level, type Size } from './pyramid.ts';

/**
 * What a position of a dense map sees, and the window it stands for. With padding a position sees more than its window:
 * the window is the patch that the network was made for, which begins where the network's own padding ends.
 *
 *     |------------------- field -------------------|
 *     |-- padding --|------ window ------|-- padding --|
 *
 * Law: without padding, position (i, j) is the network's answer to the patch that begins at pixel
 *      (j · stepPx − shift.x, i · stepPx − shift.y).
 */
export interface Geometry {
  /** Pixels before the picture at which the window of position (0, 0) begins. */
  readonly shift: { readonly x: number; readonly y: number };
  /** Pixels before a window that its position sees, and all that it sees. */
  readonly before: { readonly x: number; readonly y: number };
  readonly field: Size;
  /** Whether the network has padding: what lies around a window matters. */
  readonly isPadded: boolean;
}

/** @throws what `densify` throws: the network has no dense form */
export function geometryOf(patch: Graph, { width, height }: Size, output: string): Geometry {
  const { offset, receptiveField } = densify(patch, { width, height, output, padding: 'cover' });
  const field = receptiveFieldsOf(patch).get(output);
  const [x, y] = [field?.columns.startPx ?? 0, field?.rows.startPx ?? 0];
  const seen = { width: receptiveField.columns, height: receptiveField.rows };
  const isPadded = x < 0 || y < 0 || seen.width + x > width || seen.height + y > height;
  return { shift: { x: x - offset.column, y: y - offset.row }, before: { x: -x, y: -y }, field: seen, isPadded };
}

/** Windows over a level: that of row r and column c begins at pixel (x + c · stepPx, y + r · stepPx) of the canvas. */
export interface WindowGrid {
  readonly level: Level;
  /** Pixels of a window. */
  readonly patch: Size;
  readonly stepPx: number;
  /** The level with what its windows see beyond it, in the color that the network takes for nothing. */
  readonly canvas: Size;
  /** Pixels of the canvas before the level. */
  readonly lead: { readonly x: number; readonly y: number };
  /** Where the first window begins. */
  readonly x: number;
  readonly y: number;
  /** Red, green and blue of what the network takes for nothing. */
  readonly outside: readonly [number, number, number];
}

export interface GridOptions {
  readonly card: ModelCard;
  readonly stepPx: number;
  readonly margin: number;
  /** Of a network with a dense form. */
  readonly geometry: Geometry | null;
}

export function gridOf(level: Level, { card, stepPx, margin, geometry }: GridOptions): WindowGrid {
  const patch = card.preprocessing;
  const { r, g, b } = paddingColor(patch);
  const axis = (windows: number, side: number, shift: number) => {
    // The positions of a dense map need not begin with a window that lies in the picture.
    const first = ((-shift % stepPx) + stepPx) % stepPx;
    return {
      first,
      lead: first + stepPx * marginSteps(side, stepPx, margin),
      length: first + (windows - 1) * stepPx + side,
    };
  };
  const x = axis(level.columns, patch.width, geometry?.shift.x ?? 0);
  const y = axis(level.rows, patch.height, geometry?.shift.y ?? 0);
  return {
    ...{ level, patch, stepPx, x: x.first, y: y.first, outside: [r, g, b] },
    canvas: { width: x.length, height: y.length },
    lead: { x: x.lead, y: y.lead },
  };
}

/** A window in pixels of the full-size photo; with a margin it may reach out of it. */
export function windowBox(grid: WindowGrid, row: number, column: number): Box {
  const { level, patch, stepPx, lead } = grid;
  const [x, y] = [grid.x + column * stepPx - lead.x, grid.y + row * stepPx - lead.y];
  return {
    x0: x * level.scaleX,
    y0: y * level.scaleY,
    x1: (x + patch.width) * level.scaleX,
    y1: (y + patch.height) * level.scaleY,
  };
}

/** The picture of a level on its canvas. */
export function onCanvas(picture: Picture, { canvas, lead, outside }: WindowGrid): Picture {
  if (canvas.width === picture.width && canvas.height === picture.height) return picture;
  const pixels = new Uint8Array(3 * canvas.width * canvas.height);
  for (let at = 0; at < pixels.length; at += 3) pixels.set(outside, at);
  const row = 3 * picture.width;
  for (let y = 0; y < picture.height; y++)
    pixels.set(picture.pixels.subarray(y * row, (y + 1) * row), 3 * ((y + lead.y) * canvas.width + lead.x));
  return { ...canvas, pixels };
}
