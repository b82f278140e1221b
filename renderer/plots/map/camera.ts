// Where a map of places within 0..1 lies on screen.

export interface Place {
  readonly x: number;
  readonly y: number;
}

/** The place in the middle of the screen, and how many pixels one unit of the map spans. */
export interface Camera {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

/** Pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The whole map with a margin. */
export const fitted = ({ width, height }: Size): Camera => ({
  x: 0.5,
  y: 0.5,
  scale: Math.max(1, Math.min(width, height) - 48),
});

export const toScreen = (camera: Camera, { width, height }: Size, { x, y }: Place): Place => ({
  x: (x - camera.x) * camera.scale + width / 2,
  y: (y - camera.y) * camera.scale + height / 2,
});

export const toMap = (camera: Camera, { width, height }: Size, { x, y }: Place): Place => ({
  x: (x - width / 2) / camera.scale + camera.x,
  y: (y - height / 2) / camera.scale + camera.y,
});

export const panned = (camera: Camera, dx: number, dy: number): Camera => ({
  ...camera,
  x: camera.x - dx / camera.scale,
  y: camera.y - dy / camera.scale,
});

/** Larger or smaller by a factor; what lies under `at` stays there. */
export function zoomed(camera: Camera, size: Size, at: Place, factor: number): Camera {
  const scale = Math.min(1e5, Math.max(100, camera.scale * factor));
  const before = toMap(camera, size, at);
  const after = toMap({ ...camera, scale }, size, at);
  return { x: camera.x + before.x - after.x, y: camera.y + before.y - after.y, scale };
}

/** Whether a place lies inside a closed line (even-odd rule). */
export function inside(line: readonly Place[], { x, y }: Place): boolean {
  let odd = false;
  line.forEach((a, i) => {
    const b = line[(i + 1) % line.length] ?? a;
    if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) odd = !odd;
  });
  return odd;
}

/** Position of the nearest of `places` to `at` within a reach; -1 where there is none. */
export function nearest(places: readonly Place[], at: Place, reach: number): number {
  let [best, found] = [reach * reach, -1];
  places.forEach(({ x, y }, i) => {
    const distance = (x - at.x) ** 2 + (y - at.y) ** 2;
    if (distance < best) [best, found] = [distance, i];
  });
  return found;
}

/** The nearest of `places` that lies mainly in a direction as seen from one of them; itself where there is none. */
export function neighbor(places: readonly Place[], from: number, direction: Place): number {
  const start = places[from];
  if (!start) return places.length > 0 ? 0 : -1;
  let [best, found] = [Infinity, from];
  places.forEach(({ x, y }, i) => {
    const along = (x - start.x) * direction.x + (y - start.y) * direction.y;
    const across = Math.abs((x - start.x) * direction.y) + Math.abs((y - start.y) * direction.x);
    // Straight ahead counts more than near.
    const cost = along + 2 * across;
    if (i !== from && along > 0 && across <= along * 1.5 && cost < best) [best, found] = [cost, i];
  });
  return found;
}
