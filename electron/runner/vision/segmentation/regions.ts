import type { LabelMap } from './labelMap.ts';

/** Which pixels count as neighbours: those that share an edge, or also those that share a corner. */
export type Connectivity = 4 | 8;

/** The parts of a label map that hang together. R regions, numbered in the order in which their first pixels come. */
export interface Regions {
  readonly width: number;
  readonly height: number;
  /** [height, width] the region of each pixel, row by row. */
  readonly regionOf: Int32Array;
  /** [R] */
  readonly pixels: Int32Array;
  /** [R] class index; `notJudged` for what nobody judged, which hangs together like a class. */
  readonly classOf: Uint16Array;
}

/**
 * Largest sets of neighbouring pixels of one class.
 *
 * Two sweeps over a forest of provisional labels. A root is the first pixel of its region, so that numbering roots in
 * scan order numbers regions in scan order.
 *
 * @see Rosenfeld and Pfaltz, "Sequential operations in digital picture processing", J. ACM 1966; Wu, Otoo and Suzuki,
 *      "Optimizing two-pass connected-component labeling algorithms", 2009, for the forest in an array
 */
export function connectedRegions({ width, height, classOf }: LabelMap, connectivity: Connectivity): Regions {
  const parents = new Int32Array(classOf.length);
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 1) {
      const own = classOf[at];
      parents[at] = at;
      if (x > 0 && classOf[at - 1] === own) parents[at] = parents[at - 1] ?? at;
      if (y === 0) continue;
      if (classOf[at - width] === own) join(parents, at, at - width);
      if (connectivity === 4) continue;
      if (x > 0 && classOf[at - width - 1] === own) join(parents, at, at - width - 1);
      if (x < width - 1 && classOf[at - width + 1] === own) join(parents, at, at - width + 1);
    }
  }
  return { width, height, ...numbered(parents, classOf) };
}

/** Makes the smaller of two roots the root of both, which keeps every root the first pixel of its region. */
function join(parents: Int32Array, a: number, b: number): void {
  const [rootA, rootB] = [rootOf(parents, a), rootOf(parents, b)];
  if (rootA < rootB) parents[rootB] = rootA;
  else parents[rootA] = rootB;
}

/** The end of a chain of parents; halves the chain on the way (Tarjan and van Leeuwen, 1984). */
export function rootOf(parents: Int32Array, start: number): number {
  let at = start;
  for (let parent = parents[at] ?? at; parent !== at; parent = parents[at] ?? at) {
    const grandparent = parents[parent] ?? parent;
    parents[at] = grandparent;
    at = grandparent;
  }
  return at;
}

function numbered(parents: Int32Array, classOf: Uint16Array): Omit<Regions, 'width' | 'height'> {
  const regionOf = new Int32Array(parents.length);
  const pixels: number[] = [];
  const classes: number[] = [];
  for (let at = 0; at < parents.length; at += 1) {
    const root = rootOf(parents, at);
    if (root === at) {
      regionOf[at] = pixels.length;
      pixels.push(0);
      classes.push(classOf[at] ?? 0);
    }
    const region = regionOf[root] ?? 0;
    regionOf[at] = region;
    pixels[region] = (pixels[region] ?? 0) + 1;
  }
  return { regionOf, pixels: Int32Array.from(pixels), classOf: Uint16Array.from(classes) };
}
