import type { PhotoId } from '../../../../electron/contract/index.ts';
import type { LegendRow } from '../../../plots/map/legend.ts';
import type { MapPoints } from '../../../state/map.svelte.ts';

/** The classes with most points, the most first. */
export function legendOf({ classes, names }: MapPoints, most: number): LegendRow[] {
  const counts = new Map<number, number>();
  for (const id of classes) counts.set(id, (counts.get(id) ?? 0) + 1);
  return [...counts]
    .filter(([id]) => id !== 0)
    .sort(([a, left], [b, right]) => right - left || a - b)
    .slice(0, most)
    .map(([id, count]) => ({ id, name: names.get(id) ?? '', count }));
}

/** Every photo of a class on the map. */
export const photosOfClass = ({ photos, classes }: MapPoints, id: number): PhotoId[] =>
  Array.from(photos).filter((_, i) => classes[i] === id);
