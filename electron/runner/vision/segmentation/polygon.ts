/** A corner in pixels of the upright photo from its top left; pixel (x, y) is the square from there to (x + 1, y + 1). */
export type Point = readonly [x: number, y: number];

/** A closed line through at least three points; from the last it goes back to the first, which is not repeated. */
export type Ring = readonly Point[];

/** A surface: its outer ring, and a ring around each hole. */
export interface Polygon {
  readonly outer: Ring;
  readonly holes: readonly Ring[];
}

/**
 * Surface within a ring in square pixels: positive where it turns clockwise as seen on a screen, y downwards, else
 * negative.
 */
export function signedArea(ring: Ring): number {
  let twice = 0;
  let [x0, y0] = ring.at(-1) ?? [0, 0];
  for (const [x, y] of ring) {
    twice += x0 * y - x * y0;
    [x0, y0] = [x, y];
  }
  return twice / 2;
}

/**
 * The ring with fewer points, none of which was further than `tolerancePx` from the new line. It keeps its first point
 * and the one furthest from that. A ring that would shrink to a line is returned as it was.
 *
 * @see Douglas and Peucker, "Algorithms for the reduction of the number of points required to represent a digitized
 *      line or its caricature", Cartographica 1973
 */
export function simplified(ring: Ring, tolerancePx: number): Ring {
  const first = ring[0];
  if (!first || tolerancePx <= 0) return ring;
  const opposite = furthest(ring, 0, ring.length, ([x, y]) => Math.hypot(x - first[0], y - first[1])).at;
  const kept = new Uint8Array(ring.length + 1);
  for (const at of [0, opposite, ring.length]) kept[at] = 1;
  const stretches: [number, number][] = [
    [0, opposite],
    [opposite, ring.length],
  ];
  for (let stretch = stretches.pop(); stretch; stretch = stretches.pop()) {
    const [from, to] = stretch;
    const { at, distance } = furthest(ring, from + 1, to, distanceToLine(ring[from] ?? first, ring[to] ?? first));
    if (distance <= tolerancePx) continue;
    kept[at] = 1;
    stretches.push([from, at], [at, to]);
  }
  const fewer = ring.filter((_, at) => kept[at]);
  return fewer.length < 3 ? ring : fewer;
}

function furthest(ring: Ring, from: number, to: number, distanceOf: (point: Point) => number) {
  let best = { at: from, distance: 0 };
  for (let at = from; at < to; at += 1) {
    const point = ring[at];
    const distance = point ? distanceOf(point) : 0;
    if (distance > best.distance) best = { at, distance };
  }
  return best;
}

/** Distance to the stretch between two points. */
const distanceToLine =
  ([ax, ay]: Point, [bx, by]: Point) =>
  ([x, y]: Point): number => {
    const [dx, dy] = [bx - ax, by - ay];
    const along = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1);
    const inside = Math.max(0, Math.min(1, along));
    return Math.hypot(x - ax - inside * dx, y - ay - inside * dy);
  };
