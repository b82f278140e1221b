import { notJudged, type LabelMap } from './labelMap.ts';
import { connectedRegions, rootOf, type Regions } from './regions.ts';

/** Neighbouring region to the edges of pixels shared with it. */
type Border = Map<number, number>;

/** A region under way to its end: regions that were taken in hang from those that took them in. */
interface Merging {
  /** [R] */
  readonly parents: Int32Array;
  /** [R] of a root, with what it took in. */
  readonly pixels: Int32Array;
  /** [R] those of small regions only: a large one never looks for a neighbour. */
  readonly borders: (Border | undefined)[];
  readonly classOf: Uint16Array;
}

/**
 * The same map without specks: each region (pixels joined by edges) of fewer than `minPixels` pixels takes the class of
 * the neighbouring region with which it shares the longest border, the smallest regions first. What has grown large
 * enough by then stays.
 *
 * Law: every judged region of the result has `minPixels` pixels or more, or no judged neighbour.
 * Pixels that nobody judged stay so, and give their class to none. Ties go to the region that comes first in the map.
 */
export function withoutSmallRegions(map: LabelMap, minPixels: number): LabelMap {
  const { regionOf, ...regions } = connectedRegions(map, 4);
  const { pixels, classOf } = regions;
  const isSmall = (region: number): boolean => classOf[region] !== notJudged && (pixels[region] ?? 0) < minPixels;
  const parents = Int32Array.from(pixels.keys());
  const borders = bordersOf({ regionOf, ...regions }, isSmall);
  const merging = { parents, pixels, borders, classOf };
  const waiting: number[][] = [];
  for (const region of pixels.keys()) if (isSmall(region)) (waiting[pixels[region] ?? 0] ??= []).push(region);
  for (let size = 1; size < waiting.length; size += 1) {
    for (const region of waiting[size]?.sort((a, b) => a - b) ?? []) {
      if (parents[region] !== region || pixels[region] !== size) continue;
      const taker = takenIn(region, merging);
      if (taker !== null && isSmall(taker)) (waiting[pixels[taker] ?? 0] ??= []).push(taker);
    }
  }
  return { ...map, classOf: map.classOf.map((_, at) => classOf[rootOf(parents, regionOf[at] ?? 0)] ?? notJudged) };
}

/** Hangs a region, and the others that it was keeping apart, from its nearest neighbour; null where it has none. */
function takenIn(region: number, { parents, pixels, borders, classOf }: Merging): number | null {
  const around = new Map<number, number>();
  for (const [neighbour, length] of borders[region] ?? []) {
    const root = rootOf(parents, neighbour);
    if (root !== region) around.set(root, (around.get(root) ?? 0) + length);
  }
  const taker = longest(around);
  if (taker === null) return null;
  const alike = [...around.keys()].filter((one) => one !== taker && classOf[one] === classOf[taker]);
  for (const joined of [region, ...alike]) {
    parents[joined] = taker;
    pixels[taker] = (pixels[taker] ?? 0) + (pixels[joined] ?? 0);
    borders[taker] = united(borders[taker], borders[joined]);
    borders[joined] = undefined;
  }
  return taker;
}

function longest(around: Border): number | null {
  let [best, bestLength] = [-1, 0];
  for (const [region, length] of around) {
    if (length < bestLength || (length === bestLength && region > best)) continue;
    [best, bestLength] = [region, length];
  }
  return best < 0 ? null : best;
}

/** The border of both; none as soon as one of them is large. The smaller map is poured into the larger one. */
function united(a: Border | undefined, b: Border | undefined): Border | undefined {
  if (!a || !b) return undefined;
  const [large, small] = a.size >= b.size ? [a, b] : [b, a];
  for (const [region, length] of small) large.set(region, (large.get(region) ?? 0) + length);
  return large;
}

function bordersOf(regions: Regions, isSmall: (region: number) => boolean): (Border | undefined)[] {
  const { width, height, regionOf, classOf } = regions;
  const borders = Array.from(classOf, (_, region) => (isSmall(region) ? new Map<number, number>() : undefined));
  const meet = (a: number, b: number): void => {
    if (a === b || classOf[a] === notJudged || classOf[b] === notJudged) return;
    borders[a]?.set(b, (borders[a].get(b) ?? 0) + 1);
    borders[b]?.set(a, (borders[b].get(a) ?? 0) + 1);
  };
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 1) {
      if (x > 0) meet(regionOf[at] ?? 0, regionOf[at - 1] ?? 0);
      if (y > 0) meet(regionOf[at] ?? 0, regionOf[at - width] ?? 0);
    }
  }
  return borders;
}
