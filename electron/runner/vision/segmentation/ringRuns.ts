import type { Ring } from './polygon.ts';
import { fillSpans } from './rasterize.ts';

/**
 * The run lengths of a filled polygon, row by row: zeros, ones, zeros and so on. They cost as much as the polygon has
 * pixels along its edge, however large the picture is.
 *
 * Law: they are those of `rasterize` read row by row.
 */
export function rowRuns(rings: readonly Ring[], width: number, height: number): number[] {
  const spans: [begin: number, end: number][] = [];
  fillSpans(rings, { width, height }, (y, x0, x1) => void spans.push([y * width + x0, y * width + x1]));
  const counts: number[] = [];
  let filled = 0;
  for (const [begin, end] of spans.sort(([a], [b]) => a - b)) {
    if (begin === filled && counts.length > 0) counts.push((counts.pop() ?? 0) + end - begin);
    else counts.push(begin - filled, end - begin);
    filled = end;
  }
  return filled < width * height ? [...counts, width * height - filled] : counts;
}

/**
 * The same column by column, as COCO has it. Law: they are `runLengthsOf` the rasterized polygon, where no centre of a
 * pixel lies on a slanting line.
 */
export const columnRuns = (rings: readonly Ring[], width: number, height: number): number[] =>
  rowRuns(
    rings.map((ring) => ring.map(([x, y]) => [y, x] as const)),
    height,
    width,
  );
