import type { Ring } from './polygon.ts';

/** Paints pixels of row `y` from `x0` up to but not including `x1`, all within the picture. */
export type PaintSpan = (y: number, x0: number, x1: number) => void;

/**
 * The pixels within rings, [height, width] row by row: 1 where the centre of the pixel has an odd number of rings
 * around it, else 0. A centre that lies on a line belongs to what is to the right of or below it, so that polygons that
 * share a border share no pixel and leave none out.
 *
 * @param rings  with holes among them; of any orientation, self-crossing or outside the picture
 */
export function rasterize(rings: readonly Ring[], width: number, height: number): Uint8Array {
  const mask = new Uint8Array(width * height);
  fillSpans(rings, { width, height }, (y, x0, x1) => mask.fill(1, y * width + x0, y * width + x1));
  return mask;
}

/** The same as stretches of rows. */
export function fillSpans(
  rings: readonly Ring[],
  { width, height }: { readonly width: number; readonly height: number },
  paint: PaintSpan,
): void {
  const crossings = crossingsOf(rings, height);
  for (const [y, row] of crossings) {
    row.sort((a, b) => a - b);
    for (let pair = 0; pair + 1 < row.length; pair += 2) {
      const [x0, x1] = [firstCentre(row[pair] ?? 0), Math.min(width, firstCentre(row[pair + 1] ?? 0))];
      if (x1 > Math.max(0, x0)) paint(y, Math.max(0, x0), x1);
    }
  }
}

/** Row to where the rings cross the line through the centres of its pixels; only rows that are crossed. */
function crossingsOf(rings: readonly Ring[], height: number): Map<number, number[]> {
  const crossings = new Map<number, number[]>();
  for (const ring of rings) {
    let [x0, y0] = ring.at(-1) ?? [0, 0];
    for (const [x1, y1] of ring) {
      const [top, bottom] = y0 < y1 ? [y0, y1] : [y1, y0];
      const end = Math.min(height, firstCentre(bottom));
      for (let y = Math.max(0, firstCentre(top)); y < end; y += 1) {
        const x = x0 + ((y + 0.5 - y0) / (y1 - y0)) * (x1 - x0);
        const row = crossings.get(y);
        if (row) row.push(x);
        else crossings.set(y, [x]);
      }
      [x0, y0] = [x1, y1];
    }
  }
  return crossings;
}

/** The first pixel whose centre lies at a coordinate or behind it. */
const firstCentre = (coordinate: number): number => Math.ceil(coordinate - 0.5);
