import type { DescribedRegions, RegionCache } from './cache.ts';

/** Of regions in memory; beyond it those that were used longest ago are read from disk again. */
const mostBytes = 1.2e9;

/** A cache that also keeps in memory what it read or wrote last: learning goes through all photos again and again. */
export function remembered(cache: RegionCache): RegionCache {
  // A Map remembers insertion order: what is used is put at the end.
  const regions = new Map<string, DescribedRegions>();
  const drawn = new Map<string, Map<string, Float32Array>>();
  let bytes = 0;
  const keep = (photo: string, own: DescribedRegions): void => {
    forget(photo);
    regions.set(photo, own);
    bytes += own.rows.byteLength;
    for (const oldest of regions.keys()) {
      if (bytes <= mostBytes || oldest === photo) return;
      forget(oldest);
    }
  };
  const forget = (photo: string): void => {
    bytes -= regions.get(photo)?.rows.byteLength ?? 0;
    regions.delete(photo);
  };

  return {
    async read(photo) {
      const own = regions.get(photo) ?? (await cache.read(photo));
      if (own) keep(photo, own);
      return own;
    },
    async write(photo, own) {
      await cache.write(photo, own);
      keep(photo, own);
    },
    async readDrawn(photo) {
      const own = drawn.get(photo) ?? (await cache.readDrawn(photo));
      drawn.set(photo, own);
      return own;
    },
    async writeDrawn(photo, rows) {
      await cache.writeDrawn(photo, rows);
      drawn.set(photo, new Map(rows));
    },
  };
}
