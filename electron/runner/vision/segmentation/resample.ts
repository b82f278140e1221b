/** Numbers on a grid over a picture, row by row. */
export interface Grid {
  readonly columns: number;
  readonly rows: number;
  /** Pixels between neighbors. */
  readonly stepX: number;
  readonly stepY: number;
  /** Pixel over which the first lies. */
  readonly firstX: number;
  readonly firstY: number;
}

/** What one pixel along an axis takes of two neighbors of a grid. */
interface Taps {
  /** [pixels] index of the first neighbor */
  readonly lower: Int32Array;
  /** [pixels] index of the second */
  readonly upper: Int32Array;
  /** [pixels] share of the second */
  readonly share: Float32Array;
}

/**
 * The numbers of a grid at every pixel, bilinear; beyond the outermost as there.
 *
 * @param values  [rows, columns]
 * @returns       [height, width]
 */
export function bilinear(values: ArrayLike<number>, grid: Grid, width: number, height: number): Float32Array {
  const across = tapsAlong(width, grid.columns, grid.firstX, grid.stepX);
  const down = tapsAlong(height, grid.rows, grid.firstY, grid.stepY);
  const result = new Float32Array(width * height);
  const row = new Float32Array(grid.columns);
  for (let y = 0, at = 0; y < height; y++) {
    const [upper, lower] = [(down.lower[y] ?? 0) * grid.columns, (down.upper[y] ?? 0) * grid.columns];
    const below = down.share[y] ?? 0;
    for (let column = 0; column < grid.columns; column++) {
      const above = values[upper + column] ?? 0;
      row[column] = above + below * ((values[lower + column] ?? 0) - above);
    }
    for (let x = 0; x < width; x++, at++) {
      const left = row[across.lower[x] ?? 0] ?? 0;
      result[at] = left + (across.share[x] ?? 0) * ((row[across.upper[x] ?? 0] ?? 0) - left);
    }
  }
  return result;
}

/** The values of the nearest places of a grid at every pixel: what classes need, between which there is no middle. */
export function nearest(values: Uint16Array, grid: Grid, width: number, height: number): Uint16Array {
  const across = nearestAlong(width, grid.columns, grid.firstX, grid.stepX);
  const down = nearestAlong(height, grid.rows, grid.firstY, grid.stepY);
  const result = new Uint16Array(width * height);
  for (let y = 0, at = 0; y < height; y++) {
    const start = (down[y] ?? 0) * grid.columns;
    for (let x = 0; x < width; x++, at++) result[at] = values[start + (across[x] ?? 0)] ?? 0;
  }
  return result;
}

function tapsAlong(pixels: number, count: number, first: number, step: number): Taps {
  const [lower, upper, share] = [new Int32Array(pixels), new Int32Array(pixels), new Float32Array(pixels)];
  for (let pixel = 0; pixel < pixels; pixel++) {
    const place = Math.min(count - 1, Math.max(0, (pixel - first) / step));
    const below = Math.floor(place);
    lower[pixel] = below;
    upper[pixel] = Math.min(count - 1, below + 1);
    share[pixel] = place - below;
  }
  return { lower, upper, share };
}

const nearestAlong = (pixels: number, count: number, first: number, step: number): Int32Array =>
  Int32Array.from({ length: pixels }, (_, pixel) =>
    Math.min(count - 1, Math.max(0, Math.round((pixel - first) / step))),
  );
