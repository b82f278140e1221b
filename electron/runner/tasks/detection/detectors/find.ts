import {
  applyBoxTargets,
  clipBox,
  regressed,
  scaleBox,
  suppress,
  type Box,
  type BoxRegression,
  type Detection,
} from '../../../vision/index.ts';
import type { DescribedRegions } from './cache.ts';
import { mostGrowth, type Regressors } from './regressors.ts';
import { rowOf, scoreOf, type Machines } from './scores.ts';
import { regionAt } from './survey.ts';

/** What was learned, beside the network. */
export interface DetectorHead {
  readonly machines: Machines;
  /** [K] P(thing) = 1 / (1 + exp(−(slope · score + offset))) */
  readonly curves: readonly { readonly slope: number; readonly offset: number }[];
  /** null: boxes stay where they were proposed. */
  readonly regressors: Regressors | null;
}

/** Below this score a region is not worth moving: hardly one of them is a thing. */
export const leastScore = -1.2;
/** Of two boxes of a class that overlap by more, the surer stays. */
export const mostOverlap = 0.3;
export const mostDetections = 200;

/** Things among described regions, the surest first; their scores are probabilities and boxes in pixels of the picture. */
export function thingsAmong(regions: DescribedRegions, head: DetectorHead): readonly Detection[] {
  const { machines, curves, regressors } = head;
  const width = machines.weights.length / machines.bias.length;
  const found = [...machines.bias.keys()].flatMap((classIndex) => {
    const scored: Detection[] = [];
    for (let region = 0; region < regions.boxes.length / 4; region++) {
      const row = rowOf(regions, region, width);
      const score = scoreOf(machines, classIndex, row);
      if (score < leastScore) continue;
      const box = movedBox(regionAt(regions.boxes, region), regressors?.[classIndex] ?? null, row, regions);
      scored.push({ box, classIndex, score: probabilityOf(score, curves[classIndex]) });
    }
    return scored;
  });
  return suppress(found, mostOverlap).slice(0, mostDetections);
}

/** In pixels of the full-size photo. */
export function inPhoto(things: readonly Detection[], regions: DescribedRegions): Detection[] {
  const [along, down] = [regions.photoWidth / regions.width, regions.photoHeight / regions.height];
  return things.map((thing) => ({ ...thing, box: scaleBox(thing.box, along, down) }));
}

export const probabilityOf = (score: number, curve = { slope: 1, offset: 0 }): number =>
  1 / (1 + Math.exp(-(curve.slope * score + curve.offset)));

function movedBox(box: Box, regression: BoxRegression | null, row: Float32Array, extent: DescribedRegions): Box {
  if (!regression) return box;
  const [dx, dy, logWidth, logHeight] = regressed(regression, row);
  const grown = (by: number): number => Math.min(mostGrowth, Math.max(-mostGrowth, by));
  const moved = applyBoxTargets(box, { dx, dy, logWidth: grown(logWidth), logHeight: grown(logHeight) });
  const { x0, y0, x1, y1 } = clipBox(moved, extent.width, extent.height);
  return x1 > x0 && y1 > y0 ? { x0, y0, x1, y1 } : box;
}
