import { notJudged, type LabelMap } from '../../../electron/runner/vision/index.ts';

/** A short smooth path of a brush: pixels y · width + x of one class. */
export interface SimulatedStroke {
  readonly classIndex: number;
  readonly pixels: Int32Array;
}

/** Length of a path and width of the brush in pixels, and how much a path turns per pixel, in radians. */
const [shortest, longest] = [15, 40];
const [narrowest, widest] = [3, 5];
const turn = 0.15;
/** Paths shorter than this are begun anew, unless the region has no room for longer ones. */
const tries = 10;

/**
 * Strokes as a person draws them who knows the truth: for each class that occurs, `perClass` paths that begin anywhere
 * in its region and end where they would leave it.
 */
export function simulatedStrokes(truth: LabelMap, perClass: number, rng: () => number): SimulatedStroke[] {
  const regions = new Map<number, number[]>();
  for (const [pixel, classIndex] of truth.classOf.entries()) {
    if (classIndex === notJudged) continue;
    const region = regions.get(classIndex);
    if (region) region.push(pixel);
    else regions.set(classIndex, [pixel]);
  }
  const inOrder = [...regions].sort(([a], [b]) => a - b);
  return inOrder.flatMap(([classIndex, region]) =>
    Array.from({ length: perClass }, () => ({ classIndex, pixels: strokeIn(truth, region, classIndex, rng) })),
  );
}

function strokeIn(truth: LabelMap, region: readonly number[], classIndex: number, rng: () => number): Int32Array {
  const width = narrowest + Math.floor(rng() * (widest - narrowest + 1));
  let longestPath: Int32Array = new Int32Array(0);
  for (let attempt = 0; attempt < tries; attempt++) {
    const path = pathFrom(region[Math.floor(rng() * region.length)] ?? 0, truth, classIndex, rng);
    const pixels = brushed(path, width, truth, classIndex);
    if (pixels.length > longestPath.length) longestPath = pixels;
    if (path.length >= shortest) break;
  }
  return longestPath;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function pathFrom(start: number, { width, height, classOf }: LabelMap, classIndex: number, rng: () => number): Point[] {
  const length = shortest + Math.floor(rng() * (longest - shortest + 1));
  const path: Point[] = [];
  let [x, y] = [start % width, Math.floor(start / width)];
  let angle = 2 * Math.PI * rng();
  for (let step = 0; step < length; step++) {
    const [column, row] = [Math.round(x), Math.round(y)];
    if (column < 0 || row < 0 || column >= width || row >= height) break;
    if (classOf[row * width + column] !== classIndex) break;
    path.push({ x: column, y: row });
    angle += turn * (2 * rng() - 1);
    x += Math.cos(angle);
    y += Math.sin(angle);
  }
  return path;
}

/** A round brush along the path; what it would put outside of the class is not painted. */
function brushed(path: readonly Point[], brush: number, { width, height, classOf }: LabelMap, classIndex: number) {
  const radius = brush / 2;
  const reach = Math.floor(radius);
  const painted = new Set<number>();
  for (const { x, y } of path)
    for (let row = Math.max(0, y - reach); row <= Math.min(height - 1, y + reach); row++)
      for (let column = Math.max(0, x - reach); column <= Math.min(width - 1, x + reach); column++) {
        const isInside = (row - y) ** 2 + (column - x) ** 2 <= radius ** 2;
        const pixel = row * width + column;
        if (isInside && classOf[pixel] === classIndex) painted.add(pixel);
      }
  return Int32Array.from(painted);
}
