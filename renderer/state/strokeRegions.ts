import { rowRunsOf } from '../../electron/runner/vision/index.ts';
import type { StrokeShape } from '../../electron/contract/index.ts';
import type { LookPixels } from './segmentationPixels.ts';

export type RegionShape = Extract<StrokeShape, { kind: 'region' }>;

/** Numbers of regions of a photo, pixel by pixel; they stand in the place of classes. */
export type RegionMap = Pick<LookPixels, 'width' | 'height' | 'classOf'>;

/** Numbers of regions of a map. */
export type RegionSet = ReadonlySet<number>;

/** Those of all these. */
export const regionSet = (...regions: readonly Iterable<number>[]): RegionSet =>
  new Set(regions.flatMap((each) => [...each]));

/** The number of the region at a place of the photo, given as fractions of it; null: beside the photo. */
export function regionAt({ width, height, classOf }: RegionMap, x: number, y: number): number | null {
  if (x < 0 || y < 0 || x >= 1 || y >= 1) return null;
  return classOf[Math.floor(y * height) * width + Math.floor(x * width)] ?? null;
}

/** Regions along the straight way from one place to another, both included, in fractions of the photo. */
export function regionsBetween(map: RegionMap, from: Place, to: Place): RegionSet {
  const steps = Math.ceil(Math.max(Math.abs(to.x - from.x) * map.width, Math.abs(to.y - from.y) * map.height, 1));
  const found = new Set<number>();
  for (let step = 0; step <= steps; step++) {
    const share = step / steps;
    const region = regionAt(map, from.x + share * (to.x - from.x), from.y + share * (to.y - from.y));
    if (region !== null) found.add(region);
  }
  return found;
}

export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Some regions of a map as one shape. */
export function shapeOfRegions({ width, height, classOf }: RegionMap, regions: RegionSet): RegionShape {
  return { kind: 'region', width, height, runs: rowRunsOf(classOf.map((region) => (regions.has(region) ? 1 : 0))) };
}

/** A piece of a row that is inside, in pixels of the region's picture; x1 exclusive. */
export interface Run {
  readonly y: number;
  readonly x0: number;
  readonly x1: number;
}

/** What is inside, row by row: a run that goes on in the next row is cut at the end of its own. */
export function runsInside({ width, runs }: RegionShape): readonly Run[] {
  const inside: Run[] = [];
  let at = 0;
  for (const [index, run] of runs.entries()) {
    const end = at + run;
    while (index % 2 === 1 && at < end) {
      const [y, x0] = [Math.floor(at / width), at % width];
      const x1 = Math.min(width, x0 + end - at);
      inside.push({ y, x0, x1 });
      at += x1 - x0;
    }
    at = end;
  }
  return inside;
}

/** The border as segments [x0, y0, x1, y1] along pixel edges, in pixels of the region's picture. */
export function borderOf(shape: RegionShape): readonly (readonly [number, number, number, number])[] {
  const rows = new Map<number, Run[]>();
  for (const run of runsInside(shape)) rows.set(run.y, [...(rows.get(run.y) ?? []), run]);
  return [...rows].flatMap(([y, runs]) => [
    ...runs.flatMap(({ x0, x1 }) => [[x0, y, x0, y + 1] as const, [x1, y, x1, y + 1] as const]),
    ...uncovered(runs, rows.get(y - 1) ?? []).map(({ x0, x1 }) => [x0, y, x1, y] as const),
    ...uncovered(runs, rows.get(y + 1) ?? []).map(({ x0, x1 }) => [x0, y + 1, x1, y + 1] as const),
  ]);
}

/** The parts of runs of one row beside which the next row has nothing inside. */
function uncovered(runs: readonly Run[], beside: readonly Run[]): readonly Run[] {
  return runs.flatMap(({ y, x0, x1 }) => {
    const left: Run[] = [];
    let from = x0;
    for (const other of beside) {
      if (other.x1 <= from || other.x0 >= x1) continue;
      if (other.x0 > from) left.push({ y, x0: from, x1: other.x0 });
      from = other.x1;
    }
    return from < x1 ? [...left, { y, x0: from, x1 }] : left;
  });
}
