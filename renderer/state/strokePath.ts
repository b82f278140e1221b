/** A line [x0, y0, x1, y1, …]. */
export type Line = readonly number[];

/**
 * A line of few points that is nowhere further from the given one than a tolerance; first and last point stay. With more
 * points left than are allowed, the tolerance is doubled.
 *
 * @param tolerance   in units of the coordinates, above 0
 * @param mostPoints  at least 2
 * @see Douglas and Peucker, "Algorithms for the reduction of the number of points required to represent a digitized line
 *      or its caricature", Cartographica 10, 1973, method 2
 */
export function simplified(line: Line, tolerance: number, mostPoints: number): Line {
  const kept = keptPoints(line, tolerance);
  if (kept.length > 2 * mostPoints) return simplified(line, 2 * tolerance, mostPoints);
  return kept;
}

function keptPoints(line: Line, tolerance: number): Line {
  const count = line.length >> 1;
  if (count <= 2) return line;
  const keeps = new Uint8Array(count);
  keeps[0] = keeps[count - 1] = 1;
  const parts: [number, number][] = [[0, count - 1]];
  for (let part = parts.pop(); part; part = parts.pop()) {
    const [from, to] = part;
    const { index, distance } = farthest(line, from, to);
    if (distance <= tolerance) continue;
    keeps[index] = 1;
    parts.push([from, index], [index, to]);
  }
  return line.filter((_, at) => keeps[at >> 1] === 1);
}

/** The point between two others that lies farthest from the straight line that joins them. */
function farthest(line: Line, from: number, to: number): { index: number; distance: number } {
  let [index, distance] = [from, 0];
  for (let at = from + 1; at < to; at++) {
    const found = distanceToSegment(pointAt(line, at), pointAt(line, from), pointAt(line, to));
    if (found > distance) [index, distance] = [at, found];
  }
  return { index, distance };
}

type Pair = readonly [number, number];

const pointAt = (line: Line, index: number): Pair => [line[2 * index] ?? 0, line[2 * index + 1] ?? 0];

/** Of a point from the segment between two others. */
export function distanceToSegment([x, y]: Pair, [ax, ay]: Pair, [bx, by]: Pair): number {
  const [dx, dy] = [bx - ax, by - ay];
  const along = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1);
  const share = Math.min(1, Math.max(0, along));
  return Math.hypot(x - ax - share * dx, y - ay - share * dy);
}

/** Every corner is another one than the corner before, the last one also than the first. */
export function withoutRepeats(line: Line): Line {
  const points: Pair[] = [];
  for (let index = 0; index < line.length >> 1; index++) {
    const [x, y] = pointAt(line, index);
    const last = points.at(-1);
    if (last?.[0] !== x || last[1] !== y) points.push([x, y]);
  }
  const [first, last] = [points[0], points.at(-1)];
  if (points.length > 1 && first?.[0] === last?.[0] && first?.[1] === last?.[1]) points.pop();
  return points.flat();
}
