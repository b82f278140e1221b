import type { MapPlaces } from '../../contract/index.ts';
import { groupsTogether, islandsOf } from '../../runner/vision/index.ts';
import type { Gathered } from './gather.ts';
import { inSlices } from './slices.ts';

/** Photos of a cluster, in the mean of all. */
const clusterSize = 12;

/**
 * Clusters: the islands of the map, each photo with those that the network sees as most alike. Photos that are not on it,
 * and all where there is none, stand with their burst and their near-duplicates.
 *
 * @returns  [photo id] the number of its cluster; −1: alone
 * @throws   what `signal` says
 */
export async function clustersOf(
  { burst, alike }: Gathered,
  places: MapPlaces | null,
  signal: AbortSignal,
): Promise<Int32Array> {
  const clusters = groupsTogether(burst, alike);
  if (places === null) return clusters;
  const first = clusters.reduce((most, cluster) => Math.max(most, cluster), -1) + 1;
  const islands = await inSlices(islandsOf(places, clusterSize), signal);
  for (const [at, photo] of places.photos.entries()) {
    const island = islands[at] ?? -1;
    if (photo < clusters.length) clusters[photo] = island < 0 ? -1 : first + island;
  }
  return clusters;
}
