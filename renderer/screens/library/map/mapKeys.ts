import type { Camera, Place } from '../../../plots/map/camera.ts';
import type { MapPoints } from '../../../state/map.svelte.ts';

export interface MapKeys {
  readonly zoom: (factor: number) => void;
  readonly pan: (dx: number, dy: number) => void;
  readonly fit: () => void;
  readonly go: (direction: Place) => void;
  readonly open: () => void;
  readonly none: () => void;
}

const directions: Partial<Record<string, Place>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};
const zoomBy = 1.4;
const panPx = 80;

/** What a key does on the map; undefined: nothing. With Shift, arrows move the map. */
export function keyOnMap(event: KeyboardEvent, to: MapKeys): (() => void) | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const direction = directions[event.key];
  if (direction && event.shiftKey) return () => to.pan(-panPx * direction.x, -panPx * direction.y);
  if (direction) return () => to.go(direction);
  const gestures: Partial<Record<string, () => void>> = {
    '+': () => to.zoom(zoomBy),
    '=': () => to.zoom(zoomBy),
    '-': () => to.zoom(1 / zoomBy),
    '0': to.fit,
    Enter: to.open,
    Escape: to.none,
  };
  // Shift may be needed to write these two.
  return event.shiftKey && event.key !== '+' && event.key !== '0' ? undefined : gestures[event.key];
}

/** The photo next to one in a direction; the one in the middle of what is seen where there is none to go on from. */
export function nextPlace({ x, y }: MapPoints, from: number, direction: Place, seen: Camera): number {
  let [best, found] = [Infinity, -1];
  const start = from < 0 ? seen : { x: x[from] ?? 0, y: y[from] ?? 0 };
  for (let place = 0; place < x.length; place += 1) {
    const [dx, dy] = [(x[place] ?? 0) - start.x, (y[place] ?? 0) - start.y];
    const along = dx * direction.x + dy * direction.y;
    const across = Math.abs(dx * direction.y) + Math.abs(dy * direction.x);
    // Straight ahead counts more than near.
    const cost = from < 0 ? dx * dx + dy * dy : along + 2 * across;
    const isAhead = from < 0 || (place !== from && along > 0 && across <= along * 1.5);
    if (isAhead && cost < best) [best, found] = [cost, place];
  }
  return found >= 0 ? found : from;
}
