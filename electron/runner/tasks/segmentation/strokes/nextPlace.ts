import { connectedRegions, squaredDistances } from '../../../vision/index.ts';
import type { Size } from '../../../hypercolumns/index.ts';

/** Share of the photo's pixels, the most uncertain ones, that areas are made of. */
const uncertainShare = 0.05;
/** Pixels this near to a stroke have been answered by it. */
const answeredPx = 8;

/** A pixel of the picture as it is described. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Side of the cells that are looked at instead of pixels, in pixels: a brush is no finer. */
const cellPx = 4;

/**
 * Where one more stroke would tell most: the middle of the area whose uncertainty adds up to most, of those that are
 * uncertain together and not near a stroke. The middle is its innermost place, so that a brush set there stays inside.
 *
 * @param uncertainty  [height, width]
 * @param labelled     [height, width] anything but 0 is painted already
 * @returns            a pixel; null where everything is painted
 */
export function mostUncertainPlace(uncertainty: Float32Array, labelled: Uint8Array, size: Size): Place | null {
  const cells = cellsOf(uncertainty, labelled, size);
  const away = squaredDistances(cells.painted, cells.width, cells.height);
  const asked = cells.mean.map((value, at) => ((away[at] ?? 0) > (answeredPx / cellPx) ** 2 ? value : 0));
  const least = asked.slice().sort()[Math.floor((1 - uncertainShare) * asked.length)] ?? 0;
  const isIn = Uint16Array.from(asked, (value) => Number(value > 0 && value >= least));
  const { regionOf, classOf } = connectedRegions({ ...cells, classOf: isIn }, 4);
  const sums = new Float64Array(classOf.length);
  for (const [at, region] of regionOf.entries())
    sums[region] = (sums[region] ?? 0) + (isIn[at] ?? 0) * (asked[at] ?? 0);
  const most = sums.reduce((a, b) => Math.max(a, b), 0);
  if (most === 0) return null;
  const { x, y } = innermost(regionOf, sums.indexOf(most), cells);
  const middle = (cell: number, length: number): number => Math.min(length - 1, cellPx * cell + cellPx / 2);
  return { x: middle(x, size.width), y: middle(y, size.height) };
}

/** Mean uncertainty of cells, and which of them are painted anywhere. */
function cellsOf(uncertainty: Float32Array, labelled: Uint8Array, { width, height }: Size) {
  const [columns, rows] = [Math.ceil(width / cellPx), Math.ceil(height / cellPx)];
  const painted = new Uint8Array(rows * columns);
  const [sum, count] = [new Float32Array(rows * columns), new Uint8Array(rows * columns)];
  for (let y = 0, pixel = 0; y < height; y++)
    for (let x = 0; x < width; x++, pixel++) {
      const cell = Math.floor(y / cellPx) * columns + Math.floor(x / cellPx);
      sum[cell] = (sum[cell] ?? 0) + (uncertainty[pixel] ?? 0);
      count[cell] = (count[cell] ?? 0) + 1;
      if (labelled[pixel] !== 0) painted[cell] = 1;
    }
  return { width: columns, height: rows, painted, mean: sum.map((value, at) => value / (count[at] ?? 1)) };
}

/** The place of a region that is farthest from what is outside, beyond the border included. */
function innermost(regionOf: Int32Array, region: number, { width, height }: Size): Place {
  const outside = Uint8Array.from(regionOf, (own) => Number(own !== region));
  const inside = squaredDistances(outside, width, height);
  let best = { x: 0, y: 0, distance: 0 };
  for (const [at, squared] of inside.entries()) {
    const [x, y] = [at % width, Math.floor(at / width)];
    const toBorder = Math.min(x + 1, y + 1, width - x, height - y);
    const distance = Math.min(Math.sqrt(squared), toBorder);
    if (distance > best.distance) best = { x, y, distance };
  }
  return { x: best.x, y: best.y };
}
