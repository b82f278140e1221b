import type { DescribedRegions, RegionCache } from './cache.ts';

/** Of regions in memory; the rest is read from disk each time. */
const mostBytes = 1.2e9;

/**
 * A cache that also keeps in memory what it read or wrote first: learning goes through all photos again and again, in the
 * same order, so that dropping the oldest would keep nothing that is of use.
 */
export function remembered(cache: RegionCache): RegionCache {
  const regions = new Map<string, DescribedRegions>();
  const drawn = new Map<string, Map<string, Float32Array>>();
  let bytes = 0;
  const keep = (photo: string, own: DescribedRegions): void => {
    const { byteLength } = own.rows;
    if (regions.has(photo) || bytes + byteLength > mostBytes) return;
    regions.set(photo, { ...own, stays: true });
    bytes += byteLength;
  };

  return {
    trimOthers: (limitBytes) => cache.trimOthers(limitBytes),
    async read(photo) {
      const own = regions.get(photo) ?? (await cache.read(photo));
      if (own) keep(photo, own);
      return regions.get(photo) ?? own;
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
